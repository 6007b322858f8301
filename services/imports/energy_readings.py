"""Billed energies: the checks that the CSV and the SOAP answer of SGE share."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from services.domain.readings import EnergyReading, ReadingNature
from services.domain.time_classes import TimeClass
from services.imports.defects import DefectError, Reason
from services.imports.names import checked_time_class
from services.imports.notes import ignored_series

NATURES = {
    "REEL": ReadingNature.REAL,
    "REELLE": ReadingNature.REAL,
    "ESTIME": ReadingNature.ESTIMATED,
    "ESTIMEE": ReadingNature.ESTIMATED,
    "AUTO_RELEVE": ReadingNature.SELF_READ,
    "AUTORELEVE": ReadingNature.SELF_READ,
}
INITIAL, CANCELLED, CORRECTED = "INITIAL", "ANNUL", "RECTIFI"
"""How the states of a reading begin: flows write INITIAL or INITIALE, ANNULE or ANNULEE."""

_VALUE = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,6})?")
_DAY = re.compile(r"(20[0-9]{2})-([0-9]{2})-([0-9]{2})")


@dataclass(frozen=True, slots=True)
class RawEnergy:
    """One billed energy as written, and its line."""

    line: int
    quantity: str
    time_class: str
    unit: str
    start: str
    end: str
    value: str
    nature: str
    state: str


def read_energies(raw: Iterable[RawEnergy]) -> tuple[tuple[EnergyReading, ...], tuple[str, ...]]:
    """Return the active energies in force, oldest first, and the notes on the others.

    A corrected reading takes the place of the initial one; a cancelled one is left aside. Raises
    DefectError for a wrong value, two readings of one period, or periods that overlap.
    """
    kept: dict[tuple[TimeClass, date, date], tuple[RawEnergy, EnergyReading]] = {}
    ignored: list[str] = []
    for row in raw:
        if row.quantity != "EA" or row.state.startswith(CANCELLED):
            ignored.append(f"{row.quantity} {row.state}")
            continue
        reading = _reading(row)
        key = (reading.time_class, reading.start, reading.end)
        if key in kept and not row.state.startswith(CORRECTED):
            raise DefectError(Reason.DUPLICATE, line=row.line, column="debut", value=row.start)
        kept[key] = (row, reading)
    notes = ignored_series(kept, ignored)
    _check_overlaps([kept[key] for key in sorted(kept)])
    readings = sorted((reading for _, reading in kept.values()), key=_order)
    return tuple(readings), notes


def checked_day(value: str, *, line: int, column: str) -> date:
    """Return an ISO day of the years 2000 to 2099; raises DefectError for anything else."""
    found = _DAY.fullmatch(value)
    try:
        return date(*map(int, found.groups())) if found else _no_day(value, line, column)
    except ValueError:
        return _no_day(value, line, column)


def _no_day(value: str, line: int, column: str) -> date:
    raise DefectError(Reason.DATE, line=line, column=column, value=value)


def _order(reading: EnergyReading) -> tuple[date, str]:
    return reading.start, reading.time_class


def _reading(row: RawEnergy) -> EnergyReading:
    if row.unit.lower() != "kwh":
        raise DefectError(
            Reason.UNIT, line=row.line, column="unite", value=row.unit, expected="kWh"
        )
    if row.nature not in NATURES:
        raise DefectError(Reason.NATURE, line=row.line, column="nature", value=row.nature)
    if not row.state.startswith((INITIAL, CORRECTED)):
        raise DefectError(Reason.STATUS, line=row.line, column="statut", value=row.state)
    start = checked_day(row.start, line=row.line, column="debut")
    end = checked_day(row.end, line=row.line, column="fin")
    if end <= start:
        raise DefectError(Reason.PERIOD, line=row.line, column="fin", value=row.end)
    return EnergyReading(
        time_class=checked_time_class(row.time_class, line=row.line, column="classe"),
        start=start,
        end=end,
        energy_kwh=_value(row),
        nature=NATURES[row.nature],
    )


def _value(row: RawEnergy) -> Decimal:
    if not _VALUE.fullmatch(row.value):
        negative = _VALUE.fullmatch(row.value.removeprefix("-")) is not None
        reason = Reason.NEGATIVE if negative else Reason.NUMBER
        raise DefectError(reason, line=row.line, column="valeur", value=row.value)
    return Decimal(row.value.replace(",", "."))


def _check_overlaps(ordered: list[tuple[RawEnergy, EnergyReading]]) -> None:
    """Raise DefectError where a period of a class starts before the previous one ends."""
    for (_, before), (row, after) in pairwise(ordered):
        if before.time_class is after.time_class and after.start < before.end:
            raise DefectError(Reason.OVERLAP, line=row.line, column="debut", value=row.start)
