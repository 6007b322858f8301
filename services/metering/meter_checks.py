"""What can be checked of a parsed file before the database is asked."""

from datetime import UTC, date, datetime, timedelta

from services.imports.files import ParsedFile
from services.metering import meter_refusals as refusals

TOLERANCE = timedelta(days=1)
"""A day is complete a little before its end in some time zone or by some clock."""


def refuse_the_future(name: str, parsed: ParsedFile, now: datetime) -> None:
    """Raise ImportRefusedError for a file whose data go beyond tomorrow."""
    latest = max(_ends(parsed), default=None)
    if latest is not None and latest > (now + TOLERANCE).date():
        raise refusals.from_the_future(name, latest)


def _ends(parsed: ParsedFile) -> list[date]:
    curves = [c.curve.end.astype("datetime64[s]").item() for c in parsed.curves]
    return [
        *(end.replace(tzinfo=UTC).date() for end in curves),
        *(energy.reading.end for energy in parsed.energy_readings),
        *(index.reading.read_at.date() for index in parsed.index_readings),
        *(temperature.day for temperature in parsed.temperatures),
    ]
