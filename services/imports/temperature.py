"""Daily temperatures as CSV, by French region or of one place."""

import re

from services.domain.temperature import DailyTemperature
from services.imports.defects import DefectError, Reason
from services.imports.energy_readings import checked_day
from services.imports.files import FileKind, Limits, ParsedFile
from services.imports.small_csv import Row, read_rows

COLUMNS = ("date", "tmin", "tmax", "tmoy")
COLDEST_C, HOTTEST_C = -60.0, 60.0

_VALUE = re.compile(r"-?[0-9]{1,2}(?:\.[0-9]{1,6})?")


def read_temperatures(content: bytes, limits: Limits) -> ParsedFile:
    """Return the temperatures in the order of the file.

    Raises DefectError for anything that is not such a file, and for two lines of one day.
    """
    found: dict[tuple[str | None, str], DailyTemperature] = {}
    for line, row in read_rows(content, COLUMNS, limits):
        key = (row.get("code_insee_region"), row["date"])
        if key in found:
            raise DefectError(Reason.DUPLICATE, line=line, column="date", value=row["date"])
        found[key] = _temperature(line, row)
    return ParsedFile(FileKind.TEMPERATURE, temperatures=tuple(found.values()))


def _temperature(line: int, row: Row) -> DailyTemperature:
    low, high, mean = (_degrees(line, row, name) for name in COLUMNS[1:])
    if not low <= mean <= high:
        raise DefectError(Reason.TEMPERATURE, line=line, column="tmoy", value=row["tmoy"])
    return DailyTemperature(
        day=checked_day(row["date"], line=line, column="date"),
        min_c=low,
        max_c=high,
        mean_c=mean,
        region_code=row.get("code_insee_region"),
        region_name=row.get("region"),
    )


def _degrees(line: int, row: Row, name: str) -> float:
    if not _VALUE.fullmatch(row[name]):
        raise DefectError(Reason.NUMBER, line=line, column=name, value=row[name])
    degrees = float(row[name])
    if not COLDEST_C <= degrees <= HOTTEST_C:
        raise DefectError(Reason.TEMPERATURE, line=line, column=name, value=row[name])
    return degrees
