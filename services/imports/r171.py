"""Daily registers of flow R171, as XML and as the CSV made from it.

``dateFin`` is the instant of the reading in legal time, without an offset (the flow's own creation
time is UTC); the hour that October repeats is taken as its first pass. Only the distributor's
calendar (D) is kept.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from services.domain.readings import IndexReading, Quantity
from services.imports.columns import column_of
from services.imports.defects import DefectError, Reason
from services.imports.files import FileKind, Limits, ParsedFile, PointIndex
from services.imports.names import checked_prm, checked_time_class
from services.imports.notes import ignored_series
from services.imports.small_csv import read_rows
from services.imports.stamps import read_stamps
from services.imports.xml_document import child, child_text, descendants, line_of, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

UNITS = {
    Quantity.EA: "Wh",
    Quantity.ERC: "VArh",
    Quantity.ERI: "VArh",
    Quantity.DD: "s",
    Quantity.PMA: "VA",
    Quantity.DQ: "VA",
    Quantity.TF: "s",
}
DISTRIBUTOR = "D"
COLUMNS = ("prm", "type", "grandeur", "calendrier", "classe", "unite", "date_fin", "valeur")

_VALUE = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class RawIndex:
    """One register as written, and its line."""

    line: int
    prm: str
    type: str
    quantity: str
    calendar: str
    time_class: str
    unit: str
    read_at: str
    value: str


def read_r171_csv(content: bytes, limits: Limits) -> ParsedFile:
    """Return the registers of an R171 CSV; raises DefectError for anything else."""
    rows = read_rows(content, COLUMNS, limits)
    raw = (RawIndex(line, *(row[name] for name in COLUMNS)) for line, row in rows)
    return _parsed(FileKind.R171_CSV, raw)


def read_r171_xml(content: bytes, limits: Limits) -> ParsedFile:
    """Return the registers of an R171 flow; raises DefectError for anything else."""
    return _parsed(FileKind.R171_XML, _raw_indexes(parse_xml(content, limits)))


def _raw_indexes(root: "_Element") -> Iterator[RawIndex]:
    for series in descendants(root, "serieMesuresDatees"):
        for measure in descendants(series, "mesureDatee"):
            yield RawIndex(
                line=line_of(child(measure, "valeur")),
                prm=child_text(series, "prmId"),
                type=child_text(series, "type"),
                quantity=child_text(series, "grandeurPhysique"),
                calendar=child_text(series, "typeCalendrier"),
                time_class=child_text(series, "codeClasseTemporelle"),
                unit=child_text(series, "unite"),
                read_at=child_text(measure, "dateFin"),
                value=child_text(measure, "valeur"),
            )


def _parsed(kind: FileKind, raw: Iterable[RawIndex]) -> ParsedFile:
    """Return the registers, each met once; raises DefectError for a second value of one."""
    found: dict[tuple[str, Quantity, str, datetime], PointIndex] = {}
    ignored: list[str] = []
    for row in raw:
        if row.type != "INDEX" or row.calendar != DISTRIBUTOR or row.quantity not in set(Quantity):
            ignored.append(f"{row.type} {row.quantity} {row.calendar}")
            continue
        index = _index(row)
        reading = index.reading
        key = (index.prm, reading.quantity, reading.time_class, reading.read_at)
        if key in found:
            raise DefectError(Reason.DUPLICATE, line=row.line, column="dateFin", value=row.read_at)
        found[key] = index
    notes = ignored_series(found, ignored)
    return ParsedFile(kind, index_readings=tuple(found.values()), notes=notes)


def _index(row: RawIndex) -> PointIndex:
    quantity, unit = Quantity(row.quantity), UNITS[Quantity(row.quantity)]
    if row.unit.lower() != unit.lower():
        raise DefectError(Reason.UNIT, line=row.line, column="unite", value=row.unit, expected=unit)
    if not _VALUE.fullmatch(row.value):
        reason = Reason.NEGATIVE if _VALUE.fullmatch(row.value[1:]) else Reason.NUMBER
        raise DefectError(reason, line=row.line, column="valeur", value=row.value)
    reading = IndexReading(
        quantity=quantity,
        time_class=checked_time_class(row.time_class, line=row.line, column="classe"),
        read_at=_instant(row),
        value=int(row.value),
        unit=unit,
    )
    return PointIndex(checked_prm(row.prm, line=row.line, column="prm"), reading)


def _instant(row: RawIndex) -> datetime:
    instants = read_stamps(column_of("dateFin", [row.read_at], [row.line]))
    return instants[0].astype(datetime).replace(tzinfo=UTC)  # type: ignore[no-any-return]
