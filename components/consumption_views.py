"""The parts of the consumption page: figures, table, period bar."""

from collections.abc import Sequence

from dash.development.base_component import Component

from components import cards, tables
from components.cards import Kpi
from components.changes import COMPLETE, change_direction, change_figure, nature_name
from components.figures.period_labels import full_name
from components.links import nav_link
from components.tables import Cell, Column
from services.domain.consumption import (
    ClassEnergies,
    ConsumptionHistory,
    ConsumptionPeriod,
    Granularity,
    PeriodSource,
)
from services.domain.time_classes import TIME_CLASSES
from services.domain.window import Window, covered_days, is_partial
from services.kernel import formats
from services.kernel.wording import text


def kpis(history: ConsumptionHistory) -> Component:
    """Return the total and the four classes over the window."""
    total = Kpi(
        total_label(history), formats.number(history.total_kwh), "kWh", _total_note(history)
    )
    return cards.kpi_strip([total, *(_class_kpi(history, i) for i in range(len(TIME_CLASSES)))])


def total_label(history: ConsumptionHistory) -> str:
    """Return « Total sur 12 mois », or the dates where some month or year is not whole."""
    if any(is_partial(history.granularity, period) for period in history.periods):
        first, last = covered_days(history.periods)
        return text("consumption.total.from_to", days=formats.short_range(first, last))
    count = len(history.periods)
    plural = "one" if count == 1 else "many"
    return text(f"consumption.total.{history.granularity}.{plural}", count=count)


def history_table(history: ConsumptionHistory, caption: str, links: Sequence[str]) -> Component:
    """Return the same figures as the chart, newest first; a period with a link leads further."""
    rows = [
        _row(history.granularity, period, link)
        for period, link in zip(history.periods, links, strict=True)
    ]
    classes = [
        Column(text("table.class_kwh", name=name), "number", swatch=name) for name in TIME_CLASSES
    ]
    columns = [
        Column(text(f"table.period.{history.granularity}")),
        *_date_columns(history.granularity),
        Column(text("table.nature")),
        *classes,
        Column(text("table.total_kwh"), "number", main=True),
        Column(text("table.previous_kwh"), "number"),
        Column(text("table.change"), "number"),
    ]
    return tables.data_table(caption, columns, rows[::-1], total=_total_row(history))


def window_name(window: Window) -> str:
    """Return « novembre 2014 à octobre 2015 », « 1er au 31 octobre 2015 » or « 2019 à 2022 »."""
    if window.granularity is Granularity.DAY:
        return formats.date_range(window.start, window.last)
    if window.granularity is Granularity.MONTH:
        return formats.month_range(window.start, window.last)
    years = (str(window.start.year), str(window.last.year))
    return years[0] if years[0] == years[1] else " à ".join(years)


def _total_note(history: ConsumptionHistory) -> cards.Content:
    """Return the change over a year, and the missing share where it is worth a word."""
    change = history.change_pct
    note: list[str | Component] = [text("change.unknown")]
    if change is not None:
        note = [change_figure(change), f" {text('change.over_a_year')}"]
    if history.missing_share >= COMPLETE:
        share = formats.percent(history.missing_share * 100)
        note.append(f" · {text('consumption.missing', share=share)}")
    return note


def _class_kpi(history: ConsumptionHistory, index: int) -> Kpi:
    name, kwh = TIME_CLASSES[index], history.energy_kwh[index]
    share = kwh * 100 / history.total_kwh if history.total_kwh else 0.0
    note = text("consumption.share", share=formats.percent(share, 0))
    return Kpi(text(f"class.{name}"), formats.number(kwh), "kWh", note, swatch=name)


def _row(granularity: Granularity, period: ConsumptionPeriod, link: str) -> tables.Row:
    name = full_name(granularity, period)
    known = period.missing_share < 1
    figures = [*period.energy_kwh, period.total_kwh] if known else [None] * 5
    return [
        Cell(nav_link(name, link) if link else name, "strong"),
        *_dates(granularity, period),
        Cell(nature_name(period), "weak"),
        *(_figure(kwh) for kwh in figures[:-1]),
        Cell(_written(figures[-1]), "strong"),
        *_comparison(period.previous_kwh, period.change_pct),
    ]


def _date_columns(granularity: Granularity) -> list[Column]:
    """Return the column of the reading date; a day has none."""
    return [] if granularity is Granularity.DAY else [Column(text("table.reading_date"))]


def _dates(granularity: Granularity, period: ConsumptionPeriod) -> list[Cell]:
    """Return the reading date, or how far a curve that does not cover the period goes."""
    if granularity is Granularity.DAY:
        return []
    day = formats.short_date(period.last_date)
    if period.source is PeriodSource.READING:
        return [Cell(day, "weak")]
    partial = is_partial(granularity, period)
    return [Cell(text("table.until", day=day) if partial else "–", "weak")]


def _figure(kwh: int | None) -> Cell:
    return Cell(_written(kwh), "zero" if not kwh else "")


def _written(kwh: int | None) -> str:
    return "–" if kwh is None else formats.number(kwh)


def _comparison(previous_kwh: int | None, change_pct: float | None) -> list[Cell]:
    if change_pct is None:
        return [Cell(_written(previous_kwh), "weak"), Cell("–", "weak")]
    change = Cell(formats.change(change_pct), change_direction(change_pct))
    return [Cell(_written(previous_kwh), "weak"), change]


def _total_row(history: ConsumptionHistory) -> tables.Row:
    energies: ClassEnergies = history.energy_kwh
    return [
        total_label(history),
        *("" for _ in _date_columns(history.granularity)),
        "",
        *(formats.number(kwh) for kwh in energies),
        Cell(formats.number(history.total_kwh), "strong"),
        *_comparison(history.previous_kwh, history.change_pct),
    ]
