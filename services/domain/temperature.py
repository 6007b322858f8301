"""Daily outdoor temperatures."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DailyTemperature:
    """Lowest, highest and mean temperature of a day, °C; region None where the file names none.

    ``region_code``: INSEE code of the region, for instance ``"53"``.
    """

    day: date
    min_c: float
    max_c: float
    mean_c: float
    region_code: str | None = None
    region_name: str | None = None
