"""Load curves of flows R4Q, R4H and R4M (XML): one block per metering point and quantity.

Powers in kW or kVAr, stamps at the start of the step with their offset, a status letter a point.
"""

from typing import TYPE_CHECKING

from services.domain.load_curve import Channel, LoadCurve
from services.imports.curve_building import RawPoints, build_curve, checked_step_s
from services.imports.files import FileKind, Limits, ParsedFile, PointCurve
from services.imports.joining import joined
from services.imports.names import CHANNELS, DRAWN, checked_prm, plain, power_factor
from services.imports.notes import ignored_series
from services.imports.numbers import read_power
from services.imports.stamps import read_stamps
from services.imports.statuses import read_statuses
from services.imports.xml_document import (
    attribute_column,
    child,
    child_column,
    child_text,
    children,
    descendants,
    line_of,
    parse_xml,
)

if TYPE_CHECKING:
    from lxml.etree import _Element


def read_r4x(content: bytes, limits: Limits) -> ParsedFile:
    """Return the curves drawn from the grid; other series are named in the notes.

    Raises DefectError for anything that is not such a flow, and for a flow of other series only.
    """
    curves: list[PointCurve] = []
    ignored: list[str] = []
    for body in descendants(parse_xml(content, limits), "Corps"):
        line = line_of(child(body, "Identifiant_PRM"))
        prm = checked_prm(child_text(body, "Identifiant_PRM"), line=line, column="Identifiant_PRM")
        for block in children(body, "Donnees_Courbe"):
            direction, quantity = _quantity(block)
            if plain(direction) in DRAWN and plain(quantity) in CHANNELS:
                channel = CHANNELS[plain(quantity)]
                curves.append(PointCurve(prm, prm, channel, _read_curve(block, channel)))
            else:
                ignored.append(f"{direction} {quantity}")
    return ParsedFile(FileKind.R4X_CURVE, joined(curves), notes=ignored_series(curves, ignored))


def _quantity(block: "_Element") -> tuple[str, str]:
    return child_text(block, "Grandeur_Metier"), child_text(block, "Grandeur_Physique")


def _read_curve(block: "_Element", channel: Channel) -> LoadCurve:
    unit = child(block, "Unite_Mesure")
    factor = power_factor(unit.text or "", channel, line=line_of(unit), column="Unite_Mesure")
    points = list(children(block, "Donnees_Point_Mesure"))
    stamps = attribute_column(points, "Horodatage")
    power_w, blank = read_power(attribute_column(points, "Valeur_Point"), factor)
    status = read_statuses(attribute_column(points, "Statut_Point"), blank)
    raw = RawPoints(stamps, read_stamps(stamps), power_w, status)
    return build_curve(raw, _step_s(block))


def _step_s(block: "_Element") -> int:
    step = child_column([block], "Granularite")
    minutes = bytes(step.cells[0])
    return checked_step_s(
        step, 0, 60 * int(minutes) if minutes.isdigit() and len(minutes) < 4 else 0
    )
