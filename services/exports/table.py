"""The table of the page, row by row: what the sheet and the CSV both write."""

from dataclasses import dataclass
from datetime import date

from services.domain.consumption import (
    ClassEnergies,
    ConsumptionHistory,
    ConsumptionPeriod,
    Granularity,
    PeriodSource,
)
from services.domain.readings import ReadingNature
from services.domain.time_classes import TIME_CLASSES
from services.kernel.formats import month_name
from services.kernel.wording import text

_SOURCE_KINDS = {
    PeriodSource.READING: "export.kind.reading",
    PeriodSource.CURVE: "export.kind.curve",
    PeriodSource.MIXED: "export.kind.mixed",
}
_NATURE_KINDS = {
    ReadingNature.ESTIMATED: "export.kind.estimated",
    ReadingNature.SELF_READ: "export.kind.self_read",
}


@dataclass(frozen=True, slots=True)
class TableRow:
    """One period as shown; ``label``: a day's date, a month's name or a year's number.

    ``energy_kwh`` is None for a period of which nothing is known: a gap, not a zero.
    """

    label: date | str | int
    start: date
    end: date
    kind: str
    energy_kwh: ClassEnergies | None
    previous_kwh: int | None
    change: float | None
    missing_share: float


def build_rows(history: ConsumptionHistory) -> list[TableRow]:
    """Return a row per period, oldest first; ``end`` is the last day shown, ``change`` a ratio."""
    return [_build_row(period, history.granularity) for period in history.periods]


def headings(history: ConsumptionHistory) -> tuple[str, ...]:
    """Return the twelve column headings, in order."""
    return (
        text("export.column.period"),
        text("export.column.start"),
        _end_heading(history),
        text("export.column.kind"),
        *(text("export.column.class", time_class=c.value) for c in TIME_CLASSES),
        text("export.column.total"),
        text("export.column.previous"),
        text("export.column.change"),
        text("export.column.missing"),
    )


def change_ratio(now_kwh: int, before_kwh: int | None) -> float | None:
    """Return the change against a year before, as a ratio, None without a base."""
    return (now_kwh - before_kwh) / before_kwh if before_kwh else None


def _build_row(period: ConsumptionPeriod, granularity: Granularity) -> TableRow:
    is_gap = period.missing_share >= 1
    return TableRow(
        label=_label(period.anchor, granularity),
        start=period.start,
        end=period.last_date,
        kind=text("export.kind.missing" if is_gap else _kind_id(period)),
        energy_kwh=None if is_gap else period.energy_kwh,
        previous_kwh=period.previous_kwh,
        change=None if is_gap else change_ratio(period.total_kwh, period.previous_kwh),
        missing_share=period.missing_share,
    )


def _kind_id(period: ConsumptionPeriod) -> str:
    return _NATURE_KINDS.get(period.nature) or _SOURCE_KINDS[period.source]


def _label(anchor: date, granularity: Granularity) -> date | str | int:
    if granularity is Granularity.DAY:
        return anchor
    return month_name(anchor).capitalize() if granularity is Granularity.MONTH else anchor.year


def _end_heading(history: ConsumptionHistory) -> str:
    are_readings = {period.source is PeriodSource.READING for period in history.periods}
    if are_readings == {True}:
        return text("export.column.reading_date")
    return text("export.column.end_or_reading" if True in are_readings else "export.column.end")
