"""The table of the consumption page: which columns, which dates."""

from dataclasses import replace
from datetime import date

from dash.development.base_component import Component

from components.consumption_views import history_table
from services.domain.consumption import ConsumptionHistory, PeriodSource
from tests.components.histories import autumn_2015, history_of, measured_days, read_month
from tests.components.tree import with_tag, words


def table_of(history: ConsumptionHistory) -> Component:
    return history_table(history, "Consommations", [""] * len(history.periods))


def dates_in(history: ConsumptionHistory) -> list[str]:
    rows = with_tag(with_tag(table_of(history), "tbody")[0], "tr")
    return [words(with_tag(row, "td")[0]) for row in rows]


def test_months_show_their_reading_dates_newest_first() -> None:
    assert dates_in(autumn_2015()) == ["31/10/2015", "01/10/2015", "31/03/2015"]


def test_days_have_no_column_of_reading_dates_and_rows_as_wide_as_the_head() -> None:
    table = table_of(measured_days(date(2021, 10, 1), 2))
    assert "Date de relevé" not in words(with_tag(table, "thead")[0])
    assert [len([*with_tag(row, "th"), *with_tag(row, "td")]) for row in with_tag(table, "tr")] == (
        [9] * 4
    )


def test_a_measured_month_says_how_far_it_goes_only_when_it_is_cut() -> None:
    whole = read_month(date(2021, 9, 1), date(2021, 10, 1), (0, 0, 30, 20))
    cut = read_month(date(2021, 10, 1), date(2021, 10, 13), (0, 0, 30, 20))
    months = (replace(month, source=PeriodSource.CURVE) for month in (whole, cut))
    assert dates_in(history_of(*months)) == ["jusqu’au 12/10/2021", "–"]
