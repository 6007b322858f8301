"""Windows: read from an address, aligned, moved, and never more than one picture can show."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain.consumption import ConsumptionPeriod, Granularity, PeriodSource
from services.domain.readings import ReadingNature
from services.domain.window import (
    Window,
    align,
    build_window,
    covered_days,
    default_window,
    is_partial,
    is_too_long,
    is_whole_month,
    next_period,
    parse_period,
    period_text,
    previous_period,
    shifted,
)

DAY, MONTH, YEAR = Granularity.DAY, Granularity.MONTH, Granularity.YEAR
days = st.dates(date(1971, 1, 1), date(2089, 12, 31))
granularities = st.sampled_from(Granularity)


@pytest.mark.parametrize(
    ("granularity", "text", "expected"),
    [
        (DAY, "2015-10-31", date(2015, 10, 31)),
        (DAY, "2015-10", date(2015, 10, 1)),
        (DAY, "2015", date(2015, 1, 1)),
        (DAY, "2020-02-29", date(2020, 2, 29)),
        (MONTH, "2015-10-31", date(2015, 10, 1)),
        (YEAR, "2015-10-31", date(2015, 1, 1)),
        (YEAR, "1971", date(1971, 1, 1)),
        (MONTH, "2089-12", date(2089, 12, 1)),
    ],
)
def test_an_address_names_a_period(granularity: Granularity, text: str, expected: date) -> None:
    assert parse_period(granularity, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "15", "2015-1", "2015-10-1", "2015-13", "2015-02-30", "2021-02-29",
        "2015-10-31T0", "20151031", "2015-W01-1", "2015-304", "0001", "0000", "1899",
        "2200", "9999", "-001",
        "+2015", " 2015", "2015 ", "2015\n", "2015-10-31\n", "\u0662\u0660\u0661\u0665",
        "\uff12\uff10\uff11\uff15", "2015\0", "31/10/2015", "2015-10-31" * 1000,
    ],
)  # fmt: skip
@pytest.mark.parametrize("granularity", Granularity)
def test_anything_else_is_refused(granularity: Granularity, text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_period(granularity, text)


@given(granularities, st.text(max_size=12))
def test_no_text_does_anything_else(granularity: Granularity, text: str) -> None:
    try:
        day = parse_period(granularity, text)
    except ValueError:
        return
    assert 1971 <= day.year <= 2089


@given(granularities, days)
def test_what_is_written_is_read_again(granularity: Granularity, day: date) -> None:
    first = align(granularity, day)

    assert parse_period(granularity, period_text(granularity, first)) == first


@given(granularities, days)
def test_periods_follow_one_another(granularity: Granularity, day: date) -> None:
    first = align(granularity, day)

    assert first <= day < next_period(granularity, first)
    assert previous_period(granularity, next_period(granularity, first)) == first


def test_periods_of_known_dates() -> None:
    assert next_period(MONTH, date(2015, 12, 1)) == date(2016, 1, 1)
    assert previous_period(MONTH, date(2016, 1, 1)) == date(2015, 12, 1)
    assert next_period(MONTH, date(2016, 1, 1), -13) == date(2014, 12, 1)
    assert next_period(DAY, date(2020, 2, 28)) == date(2020, 2, 29)
    assert previous_period(YEAR, date(2020, 5, 5)) == date(2019, 1, 1)


def test_a_window_holds_both_ends_in_either_order() -> None:
    expected = Window(MONTH, date(2014, 11, 1), date(2015, 11, 1))

    assert build_window(MONTH, date(2014, 11, 30), date(2015, 10, 31)) == expected
    assert build_window(MONTH, date(2015, 10, 31), date(2014, 11, 30)) == expected
    assert expected.last == date(2015, 10, 1)


@pytest.mark.parametrize(
    ("granularity", "end", "too_long"),
    [
        (DAY, date(2001, 2, 4), False),
        (DAY, date(2001, 2, 5), True),
        (MONTH, date(2020, 1, 1), False),
        (MONTH, date(2020, 2, 1), True),
        (YEAR, date(2020, 1, 1), False),
        (YEAR, date(2021, 1, 1), True),
    ],
)
def test_a_window_has_an_end(granularity: Granularity, end: date, too_long: bool) -> None:
    assert is_too_long(Window(granularity, date(2000, 1, 1), end)) is too_long


def test_by_default_the_last_twelve_months_are_shown() -> None:
    shown = default_window(MONTH, date(2013, 11, 1), date(2015, 10, 1))

    assert shown == Window(MONTH, date(2014, 11, 1), date(2015, 11, 1))


def test_never_before_the_first_month() -> None:
    shown = default_window(MONTH, date(2015, 6, 1), date(2015, 10, 1))

    assert shown == Window(MONTH, date(2015, 6, 1), date(2015, 11, 1))


def test_by_default_days_are_of_the_last_month_and_years_are_all() -> None:
    first, last = date(2019, 3, 1), date(2022, 1, 1)

    assert default_window(DAY, first, last) == Window(DAY, date(2022, 1, 1), date(2022, 2, 1))
    assert default_window(YEAR, first, last) == Window(YEAR, date(2019, 1, 1), date(2023, 1, 1))


def test_a_whole_month_moves_to_whole_months() -> None:
    march = Window(DAY, date(2020, 3, 1), date(2020, 4, 1))

    assert shifted(march, -1) == Window(DAY, date(2020, 2, 1), date(2020, 3, 1))
    assert shifted(march, 1) == Window(DAY, date(2020, 4, 1), date(2020, 5, 1))
    assert is_whole_month(march)


def test_other_days_move_by_their_number() -> None:
    week = Window(DAY, date(2020, 2, 24), date(2020, 3, 2))

    assert shifted(week, 1) == Window(DAY, date(2020, 3, 2), date(2020, 3, 9))
    assert not is_whole_month(week)
    assert not is_whole_month(Window(DAY, date(2020, 2, 1), date(2020, 2, 29)))


def test_months_and_years_move_by_their_number() -> None:
    year = Window(MONTH, date(2014, 11, 1), date(2015, 11, 1))
    years = Window(YEAR, date(2019, 1, 1), date(2021, 1, 1))

    assert shifted(year, -1) == Window(MONTH, date(2013, 11, 1), date(2014, 11, 1))
    assert shifted(years, 1) == Window(YEAR, date(2021, 1, 1), date(2023, 1, 1))


@given(granularities, days, st.integers(0, 30), st.integers(-3, 3))
def test_moving_there_and_back_changes_nothing(
    granularity: Granularity, day: date, length: int, times: int
) -> None:
    first = align(granularity, date(2000, day.month, min(day.day, 28)))
    window = build_window(granularity, first, next_period(granularity, first, length))

    assert shifted(shifted(window, times), -times) == window


def period(anchor: date, start: date, end: date, source: PeriodSource) -> ConsumptionPeriod:
    return ConsumptionPeriod(anchor, start, end, (1, 0, 0, 0), source, ReadingNature.REAL)


@pytest.mark.parametrize(
    ("granularity", "anchor", "start", "end", "partial"),
    [
        (Granularity.MONTH, date(2020, 4, 1), date(2020, 4, 10), date(2020, 5, 13), False),
        (Granularity.MONTH, date(2020, 5, 1), date(2020, 5, 13), date(2020, 6, 9), False),
        (Granularity.MONTH, date(2022, 1, 1), date(2022, 1, 9), date(2022, 2, 1), True),
        (Granularity.YEAR, date(2021, 1, 1), date(2021, 1, 9), date(2022, 1, 9), False),
        (Granularity.YEAR, date(2015, 1, 1), date(2014, 12, 31), date(2015, 10, 31), True),
    ],
)
def test_a_period_is_partial_beyond_moving_reading_dates(
    granularity: Granularity, anchor: date, start: date, end: date, partial: bool
) -> None:
    assert is_partial(granularity, period(anchor, start, end, PeriodSource.READING)) is partial


def test_the_last_date_is_the_readings_or_the_last_day_measured() -> None:
    reading = period(date(2021, 12, 1), date(2021, 12, 9), date(2022, 1, 9), PeriodSource.READING)
    measured = period(date(2022, 1, 1), date(2022, 1, 9), date(2022, 2, 1), PeriodSource.CURVE)
    assert covered_days([reading]) == (date(2021, 12, 9), date(2022, 1, 9))
    assert covered_days([reading, measured]) == (date(2021, 12, 9), date(2022, 1, 31))
