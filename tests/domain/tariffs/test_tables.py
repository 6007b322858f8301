"""What is in force on a day, and where a period is split."""

from dataclasses import dataclass
from datetime import date

import pytest

from services.domain.tariffs.tables import NoRateError, RatedPeriod, RateKind, RateTable, cut


@dataclass(frozen=True)
class Rule:
    start: date
    end: date | None


FIRST = Rule(date(2020, 1, 1), date(2021, 1, 1))
SECOND = Rule(date(2021, 1, 1), date(2021, 7, 1))
LAST = Rule(date(2022, 1, 1), None)
TABLE = RateTable(RateKind.CTA, (FIRST, SECOND, LAST))


def test_a_rate_holds_from_its_first_day_to_the_day_before_the_next() -> None:
    assert TABLE.at(date(2020, 1, 1)) == FIRST
    assert TABLE.at(date(2020, 12, 31)) == FIRST
    assert TABLE.at(date(2021, 1, 1)) == SECOND
    assert TABLE.at(date(2099, 1, 1)) == LAST


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [
        (date(2021, 9, 3), date(2021, 7, 1), date(2022, 1, 1)),
        (date(2019, 12, 31), None, date(2020, 1, 1)),
    ],
)
def test_a_day_without_a_rate_is_an_error_that_names_it(
    day: date, start: date | None, end: date | None
) -> None:
    with pytest.raises(NoRateError) as caught:
        TABLE.at(day)

    error = caught.value
    assert (error.kind, error.day, error.start, error.end) == (RateKind.CTA, day, start, end)
    assert str(error) == f"no cta rate on {day} (missing from {start} to {end})"


def test_after_the_last_rate_the_gap_is_open() -> None:
    table = RateTable(RateKind.ACCISE, (FIRST,))

    with pytest.raises(NoRateError) as caught:
        table.at(date(2024, 5, 5))

    assert (caught.value.start, caught.value.end) == (date(2021, 1, 1), None)


def test_a_period_is_split_on_the_day_of_a_change() -> None:
    assert TABLE.split(date(2020, 12, 20), date(2021, 1, 10)) == (
        RatedPeriod(date(2020, 12, 20), date(2021, 1, 1), FIRST),
        RatedPeriod(date(2021, 1, 1), date(2021, 1, 10), SECOND),
    )
    assert TABLE.changes(date(2020, 12, 20), date(2021, 1, 10)) == {date(2021, 1, 1)}


def test_a_period_that_ends_on_the_day_of_a_change_is_not_split() -> None:
    assert len(TABLE.split(date(2020, 12, 20), date(2021, 1, 1))) == 1
    assert TABLE.changes(date(2021, 1, 1), date(2021, 7, 1)) == frozenset()


def test_splitting_into_a_gap_names_its_first_day() -> None:
    with pytest.raises(NoRateError, match="on 2021-07-01"):
        TABLE.split(date(2021, 6, 1), date(2022, 2, 1))


@pytest.mark.parametrize("rates", [(SECOND, FIRST), (FIRST, FIRST), (LAST, SECOND)])
def test_rates_that_overlap_are_refused(rates: tuple[Rule, Rule]) -> None:
    with pytest.raises(ValueError, match="overlap"):
        RateTable(RateKind.CTA, rates)


def test_a_cut_leaves_no_empty_part() -> None:
    start, end = date(2021, 1, 1), date(2021, 2, 1)

    assert cut(start, end, [start, end, date(2021, 1, 9), date(2020, 1, 9)]) == (
        (start, date(2021, 1, 9)),
        (date(2021, 1, 9), end),
    )
