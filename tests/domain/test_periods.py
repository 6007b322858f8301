"""Periods: named after the middle of a reading, added up from parts, compared with care."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from services.domain.consumption import ConsumptionPeriod, PeriodSource
from services.domain.periods import (
    Part,
    compare,
    empty_day,
    gather,
    part_day,
    part_month,
    part_year,
    reading_month,
    reading_part,
    spans,
    year_before,
)
from services.domain.readings import PeriodReading, ReadingNature

REAL, ESTIMATED, SELF = ReadingNature.REAL, ReadingNature.ESTIMATED, ReadingNature.SELF_READ
DAY_S = 86_400


def reading(
    start: date,
    end: date,
    wh: tuple[int, int, int, int] = (10_000, 0, 0, 0),
    nature: ReadingNature = REAL,
) -> PeriodReading:
    return PeriodReading(start, end, wh, nature)


def part(start: date, end: date, kwh: int = 10, **more: object) -> Part:
    seconds = (end - start).days * DAY_S
    values: dict[str, object] = {"expected_s": seconds} | more
    return Part(start, end, (kwh, 0, 0, 0), PeriodSource.CURVE, **values)  # type: ignore[arg-type]


def month_of(start: date, end: date) -> date:
    return reading_month(reading_part(reading(start, end)))


@pytest.mark.parametrize(
    ("start", "end", "month"),
    [
        ((2015, 8, 31), (2015, 10, 1), (2015, 9, 1)),
        ((2015, 10, 1), (2015, 10, 31), (2015, 10, 1)),
        ((2015, 7, 1), (2015, 7, 31), (2015, 7, 1)),
        ((2014, 12, 31), (2015, 1, 31), (2015, 1, 1)),
        ((2021, 11, 9), (2021, 12, 9), (2021, 11, 1)),
        ((2021, 12, 18), (2022, 1, 18), (2022, 1, 1)),
        ((2015, 2, 28), (2015, 3, 31), (2015, 3, 1)),
    ],
)
def test_a_reading_is_named_after_the_month_of_its_middle(
    start: tuple[int, int, int], end: tuple[int, int, int], month: tuple[int, int, int]
) -> None:
    assert month_of(date(*start), date(*end)) == date(*month)


def test_the_readings_of_the_brochure_have_one_month_each() -> None:
    # One after the other, as the brochure's invoices are: no month twice, none left out.
    dates = ["2014-12-31", "2015-01-31", "2015-02-28", "2015-03-31", "2015-04-30", "2015-05-31",
             "2015-07-01", "2015-07-31", "2015-08-31", "2015-10-01", "2015-10-31"]  # fmt: skip
    ends = [date.fromisoformat(d) for d in dates]
    months = [month_of(a, b).month for a, b in pairwise(ends)]

    assert months == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]


def test_a_part_of_a_curve_is_of_the_month_it_begins_in() -> None:
    piece = part(date(2021, 1, 31), date(2021, 2, 28))

    assert part_month(piece) == date(2021, 1, 1)
    assert part_year(piece) == date(2021, 1, 1)
    assert part_day(piece) == date(2021, 1, 31)


def test_a_reading_over_new_year_is_of_the_year_of_its_middle() -> None:
    over = reading_part(reading(date(2019, 12, 20), date(2020, 1, 25)))

    assert part_year(over) == date(2020, 1, 1)


def test_readings_are_shown_in_whole_kwh_a_half_to_the_even_one() -> None:
    start, end = date(2021, 10, 20), date(2021, 11, 20)
    whole = reading_part(reading(start, end, (100_400, 50_500, 41_500, 50_501)))
    large = reading_part(reading(start, end, (10**13 + 500, 10**13 + 1_500, 499, -1_500)))

    assert whole.energy_kwh == (100, 50, 42, 51)
    assert large.energy_kwh == (10**10, 10**10 + 2, 0, -2)
    assert (whole.source, whole.expected_s, whole.missing_s) == (
        PeriodSource.READING,
        31 * DAY_S,
        0,
    )


@pytest.mark.parametrize(("nature", "days"), [(REAL, 0), (SELF, 0), (ESTIMATED, 31)])
def test_an_estimated_reading_is_estimated_all_along(nature: ReadingNature, days: int) -> None:
    whole = reading_part(reading(date(2021, 1, 1), date(2021, 2, 1), nature=nature))

    assert whole.nature is nature
    assert whole.estimated_s == days * DAY_S


def test_spans_join_what_touches_or_overlaps() -> None:
    first, second, third = date(2021, 1, 1), date(2021, 2, 1), date(2021, 3, 1)
    pieces = [part(second, third), part(first, second), part(date(2021, 5, 1), date(2021, 6, 1))]
    overlapping = [part(first, third), part(first, second)]

    assert spans(pieces) == [(first, third), (date(2021, 5, 1), date(2021, 6, 1))]
    assert spans(overlapping) == [(first, third)]
    assert spans([]) == []


def test_parts_add_up_by_anchor_oldest_first() -> None:
    pieces = [
        part(date(2021, 2, 1), date(2021, 3, 1), 7, missing_s=14 * DAY_S),
        reading_part(reading(date(2021, 1, 1), date(2021, 1, 31), (30_000, 0, 0, 0))),
        part(date(2021, 1, 31), date(2021, 2, 1), 1, estimated_s=DAY_S, nature=ESTIMATED),
    ]
    months = gather(pieces, part_month)

    assert list(months) == [date(2021, 1, 1), date(2021, 2, 1)]
    january, february = months.values()
    assert (january.total_kwh, january.source) == (31, PeriodSource.MIXED)
    assert (january.start, january.end) == (date(2021, 1, 1), date(2021, 2, 1))
    assert january.nature is ESTIMATED
    assert january.estimated_share == pytest.approx(1 / 31)
    assert (february.missing_share, february.source) == (0.5, PeriodSource.CURVE)


def test_the_year_before() -> None:
    assert year_before(date(2021, 3, 1)) == date(2020, 3, 1)
    assert year_before(date(2020, 2, 29)) == date(2019, 2, 28)
    assert year_before(date(2021, 2, 28)) == date(2020, 2, 28)


def compared(now: Part, before: Part) -> ConsumptionPeriod:
    periods = gather([now, before], part_month)
    (period,) = compare([periods[part_month(now)]], periods)
    return period


YEAR = timedelta(days=365)
START, END = date(2022, 3, 1), date(2022, 3, 31)


@pytest.mark.parametrize(
    ("days", "is_base"), [(30, True), (35, True), (25, True), (36, False), (24, False)]
)
def test_only_a_period_of_about_the_same_length_is_a_base(days: int, is_base: bool) -> None:
    before = part(START - YEAR, START - YEAR + timedelta(days=days), 40)

    assert compared(part(START, END, 50), before).previous_kwh == (40 if is_base else None)


@pytest.mark.parametrize("share", [0.0, 0.05, 0.051, 1.0])
@pytest.mark.parametrize("gap_is_now", [True, False])
def test_a_period_with_a_gap_is_neither_compared_nor_a_base(share: float, gap_is_now: bool) -> None:
    missing_s = round(30 * DAY_S * share)
    now = part(START, END, 50, missing_s=missing_s if gap_is_now else 0)
    before = part(START - YEAR, END - YEAR, 40, missing_s=0 if gap_is_now else missing_s)

    assert compared(now, before).previous_kwh == (40 if share <= 0.05 else None)


def test_without_a_period_a_year_before_there_is_no_base() -> None:
    periods = gather([part(START, END, 50)], part_month)

    assert compare(list(periods.values()), periods)[0].previous_kwh is None
    assert compare([], {}) == ()


def test_an_empty_day_is_all_missing() -> None:
    day = empty_day(date(2021, 3, 28))

    assert day.energy_kwh == (0, 0, 0, 0)
    assert (day.expected_s, day.missing_s) == (DAY_S, DAY_S)
    assert gather([day], part_day)[date(2021, 3, 28)].missing_share == 1.0
