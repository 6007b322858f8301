"""Billed readings of the answer to ConsultationMesures (SGE, SOAP).

The answer may hold the same energies on several grids of classes; that of the grid tariff (TURPE)
is taken, the supplier's own is left aside.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from services.imports.defects import DefectError, Reason
from services.imports.energy_readings import RawEnergy, read_energies
from services.imports.files import FileKind, Limits, ParsedFile, PointEnergy
from services.imports.names import checked_prm
from services.imports.notes import note
from services.imports.xml_document import (
    child,
    child_text,
    children,
    descendants,
    line_of,
    parse_xml,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

TURPE_GRID = "seriesMesuresDateesGrilleTurpe"
SUCCESS = "SGT200"


def read_soap_readings(content: bytes, limits: Limits) -> ParsedFile:
    """Return the billed energies of the TURPE grid, oldest first.

    Raises DefectError for anything that is not such an answer, or an answer that says it failed.
    """
    root = parse_xml(content, limits)
    _check_result(root)
    point = next(descendants(root, "pointId"), None)
    grid = next(descendants(root, TURPE_GRID), None)
    if point is None or grid is None:
        raise DefectError(Reason.MISSING_ELEMENT, column="pointId" if point is None else TURPE_GRID)
    prm = checked_prm((point.text or "").strip(), line=line_of(point), column="pointId")
    readings, notes = read_energies(_raw_energies(grid))
    parent = grid.getparent()
    others = () if parent is None else parent.iterchildren("{*}*")
    notes += tuple(note("other_grid") for other in others if other is not grid)[:1]
    found = tuple(PointEnergy(prm, reading) for reading in readings)
    return ParsedFile(FileKind.SOAP_READINGS, energy_readings=found, notes=notes)


def _check_result(root: "_Element") -> None:
    result = next(descendants(root, "resultat"), None)
    if result is not None and result.get("code") != SUCCESS:
        value = f"{result.get('code')} {result.text}"
        raise DefectError(Reason.SERVICE_ANSWER, line=line_of(result), value=value)


def _raw_energies(grid: "_Element") -> Iterator[RawEnergy]:
    for series in children(grid, "serie"):
        quantity = _code(series, "grandeurPhysique")
        time_class = _code(series, "classeTemporelle")
        unit = child_text(series, "unite")
        for measure in descendants(series, "mesure"):
            yield RawEnergy(
                line=line_of(measure),
                quantity=quantity,
                time_class=time_class,
                unit=unit,
                start=child_text(measure, "dateDebut"),
                end=child_text(measure, "dateFin"),
                value=child_text(measure, "valeur"),
                nature=_code(measure, "nature"),
                state=_code(measure, "statut"),
            )


def _code(parent: "_Element", name: str) -> str:
    return child(parent, name).get("code") or ""
