"""Load curves of the answer to ConsultationMesuresDetaillees (SGE, SOAP), v2.0 and v3.0.

PA in W, PRI and PRC in VAr; each measure has its stamp (start of step), step and status letter.
"""

from typing import TYPE_CHECKING

from services.domain.load_curve import Channel, LoadCurve
from services.imports.curve_building import RawPoints, build_curve
from services.imports.defects import DefectError, Reason
from services.imports.durations import common_step_s
from services.imports.files import FileKind, Limits, ParsedFile, PointCurve
from services.imports.joining import joined
from services.imports.names import CHANNELS, DRAWN, checked_prm, plain, power_factor
from services.imports.notes import ignored_series
from services.imports.numbers import read_power
from services.imports.stamps import read_stamps
from services.imports.statuses import read_statuses
from services.imports.xml_document import (
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


def read_soap_curve(content: bytes, limits: Limits) -> ParsedFile:
    """Return the curves drawn from the grid; other series are named in the notes.

    Raises DefectError for anything that is not such an answer, and for one of other series only.
    """
    root = parse_xml(content, limits)
    point = next(descendants(root, "pointId"), None)
    if point is None:
        raise DefectError(Reason.MISSING_ELEMENT, column="pointId")
    prm = checked_prm((point.text or "").strip(), line=line_of(point), column="pointId")
    curves: list[PointCurve] = []
    ignored: list[str] = []
    for block in descendants(root, "grandeur"):
        direction, quantity = (
            child_text(block, "grandeurMetier"),
            child_text(block, "grandeurPhysique"),
        )
        if plain(direction) in DRAWN and plain(quantity) in CHANNELS:
            channel = CHANNELS[plain(quantity)]
            curves.append(PointCurve(prm, prm, channel, _read_curve(block, channel)))
        else:
            ignored.append(f"{direction} {quantity}")
    return ParsedFile(FileKind.SOAP_CURVE, joined(curves), notes=ignored_series(curves, ignored))


def _read_curve(block: "_Element", channel: Channel) -> LoadCurve:
    unit = child(block, "unite")
    factor = power_factor(unit.text or "", channel, line=line_of(unit), column="unite")
    measures = list(children(block, "mesure"))
    stamps = child_column(measures, "d")
    power_w, blank = read_power(child_column(measures, "v"), factor)
    status = read_statuses(child_column(measures, "n"), blank)
    points = RawPoints(stamps, read_stamps(stamps), power_w, status)
    return build_curve(points, common_step_s(child_column(measures, "p")))
