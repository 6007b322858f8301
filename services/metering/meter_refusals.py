"""Refusals of files that can be read but do not fit what the database knows."""

from datetime import date

from services.kernel import formats
from services.kernel.errors import FileDefect, ImportRefusedError
from services.kernel.wording import text
from services.metering.meter_readings import OverlapError, Period
from services.metering.meter_rollups import MissingCalendarError

PRM_COLUMN = "PRM"


def unknown_prm(name: str, prm: str, line: int | None) -> ImportRefusedError:
    """Return the refusal of a PRM that no metering point has."""
    where = "" if line is None else text("meter.refused.at_line", line=line)
    sentence = text("meter.refused.unknown_prm", file=name, prm=prm, where=where)
    return _refusal(sentence, FileDefect("unknown_prm", line, PRM_COLUMN, prm))


def unknown_label(name: str, label: str) -> ImportRefusedError:
    """Return the refusal of a column that belongs to no metering point."""
    sentence = text("meter.refused.unknown_label", file=name, label=label)
    return _refusal(sentence, FileDefect("unknown_label", 1, label, label))


def prm_needed(name: str) -> ImportRefusedError:
    """Return the refusal of a file that names no PRM when the operator gave none."""
    sentence = text("meter.refused.prm_needed", file=name)
    return _refusal(sentence, FileDefect("prm_needed", None, PRM_COLUMN, None))


def other_prm(name: str, given: str, found: str) -> ImportRefusedError:
    """Return the refusal of a file that names another PRM than the operator."""
    sentence = text("meter.refused.other_prm", file=name, given=given, found=found)
    return _refusal(sentence, FileDefect("other_prm", None, PRM_COLUMN, found))


def several_points(name: str, given: str, count: int) -> ImportRefusedError:
    """Return the refusal of one given PRM for a file of several metering points."""
    sentence = text("meter.refused.several_points", file=name, given=given, count=count)
    return _refusal(sentence, FileDefect("several_points", None, PRM_COLUMN, given))


def overlap(name: str, error: OverlapError) -> ImportRefusedError:
    """Return the refusal of two periods of one class that overlap in part."""
    first, second = _period(error.first), _period(error.second)
    sentence = text(
        "meter.refused.overlap",
        file=name,
        time_class=error.time_class,
        first=first,
        second=second,
    )
    return _refusal(sentence, FileDefect("period_overlap", None, error.time_class, second))


def from_the_future(name: str, latest: date) -> ImportRefusedError:
    """Return the refusal of data that cannot have been measured yet."""
    day = formats.short_date(latest)
    sentence = text("meter.refused.future", file=name, day=day)
    return _refusal(sentence, FileDefect("future", None, None, day))


def no_calendar(name: str, error: MissingCalendarError) -> ImportRefusedError:
    """Return the refusal of a curve for a day whose off-peak hours are not known."""
    day = formats.short_date(error.day)
    sentence = text("meter.refused.no_calendar", file=name, day=day)
    return _refusal(sentence, FileDefect("no_calendar", None, None, day))


def _period(period: Period) -> str:
    start, end = period
    return text("meter.period", start=formats.short_date(start), end=formats.short_date(end))


def _refusal(sentence: str, defect: FileDefect) -> ImportRefusedError:
    return ImportRefusedError(sentence, defect=defect)
