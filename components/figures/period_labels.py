"""How the periods of a consumption chart are named: tick labels, tooltip titles, notes."""

from datetime import date

from services.domain.consumption import (
    ConsumptionHistory,
    ConsumptionPeriod,
    Granularity,
    PeriodSource,
)
from services.domain.readings import ReadingNature
from services.domain.window import covered_days, is_partial
from services.kernel import formats
from services.kernel.wording import text

MONTHS_WITHOUT_YEAR = 14
"""Above this many months, each January also carries its year."""

DAYS_IN_MONTH = 30.4
DAYS_COUNTED_SINGLY = 45
"""Up to here the part of a year is told in days, beyond it in months."""


def tick_label(history: ConsumptionHistory, index: int) -> str:
    """Return the label under the period: ``oct.``, ``12`` or ``2015``; a second line may follow."""
    day = history.periods[index].anchor
    if history.granularity is Granularity.YEAR:
        return _year_label(history.periods[index])
    if history.granularity is Granularity.MONTH:
        label = formats.SHORT_MONTHS[day.month - 1]
        shows_year = day.month == 1 and len(history.periods) > MONTHS_WITHOUT_YEAR
        return f"{label}<br>{day.year}" if shows_year else label
    first, last = history.periods[0].anchor, history.periods[-1].anchor
    shows_month = day.day == 1 and (first.year, first.month) != (last.year, last.month)
    return f"1<br>{formats.SHORT_MONTHS[day.month - 1]}" if shows_month else str(day.day)


def _year_label(year: ConsumptionPeriod) -> str:
    """Return the year; one that is not whole says beneath how much of it is there."""
    name = str(year.anchor.year)
    if not is_partial(Granularity.YEAR, year):
        return name
    days = (year.end - year.start).days
    if days <= DAYS_COUNTED_SINGLY:
        unit = "one" if days == 1 else "many"
        return f"{name}<br>{text(f'chart.part.days.{unit}', count=days)}"
    return f"{name}<br>{text('chart.part.months', count=round(days / DAYS_IN_MONTH))}"


def narrow_label(history: ConsumptionHistory, index: int) -> str:
    """Return the shortest label of the period, for a phone: ``O``, ``12`` or ``2015``."""
    if history.granularity is Granularity.MONTH:
        return formats.SHORT_MONTHS[history.periods[index].anchor.month - 1][0].upper()
    return tick_label(history, index).partition("<")[0]


def period_name(granularity: Granularity, day: date) -> str:
    """Return ``Octobre 2015``, ``Lundi 12 octobre 2015`` or ``2015``."""
    if granularity is Granularity.YEAR:
        return str(day.year)
    named = formats.month_name if granularity is Granularity.MONTH else formats.long_date
    return named(day).capitalize()


def full_name(granularity: Granularity, period: ConsumptionPeriod) -> str:
    """Return the name of the period, with the dates that it covers where it is not whole."""
    name = period_name(granularity, period.anchor)
    if granularity is Granularity.DAY or not is_partial(granularity, period):
        return name
    return f"{name} ({formats.short_range(*covered_days([period]))})"


def tooltip_title(granularity: Granularity, period: ConsumptionPeriod) -> str:
    """Return ``Octobre 2015, relevé le 31/10/2015``: the period and how its energy is known."""
    name = full_name(granularity, period)
    if period.source is PeriodSource.CURVE:
        return name
    wording = {
        ReadingNature.REAL: "chart.title.read",
        ReadingNature.ESTIMATED: "chart.title.estimated",
        ReadingNature.SELF_READ: "chart.title.self_read",
    }[period.nature]
    return text(wording, period=name, end=formats.short_date(period.end))


def previous_name(granularity: Granularity, period: ConsumptionPeriod) -> str:
    """Return what the tooltip calls the same period a year before."""
    if granularity is Granularity.DAY:
        return text("chart.previous")
    return period_name(granularity, period.anchor.replace(year=period.anchor.year - 1, day=1))


def notes(period: ConsumptionPeriod) -> list[str]:
    """Return what the reader must know of the figure: missing and estimated shares."""
    lines = []
    if period.missing_share > 0:
        lines.append(_share("chart.note.missing", period.missing_share))
    if 0 < period.estimated_share < 1:
        lines.append(_share("chart.note.partly_estimated", period.estimated_share))
    elif is_estimated(period):
        lines.append(text("chart.note.estimated"))
    return lines


def is_estimated(period: ConsumptionPeriod) -> bool:
    """Return whether most of the period's energy was not measured."""
    return period.nature is ReadingNature.ESTIMATED or period.estimated_share > 0.5


def _share(message_id: str, share: float) -> str:
    return text(message_id, share=formats.percent(share * 100, 0 if share >= 0.01 else 1))
