"""Cents and shares of a year."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain.tariffs.money import (
    CalendarShare,
    add_shares,
    month_shares,
    round_cents,
    year_shares,
)

DAYS = st.dates(date(2015, 1, 1), date(2032, 12, 31))


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        ("9.585", "9.59"),
        ("9.5849999", "9.58"),
        ("1750.565", "1750.57"),
        ("-9.585", "-9.59"),
        ("0.004", "0.00"),
        ("-0.004", "0.00"),
        ("3", "3.00"),
    ],
)
def test_a_half_goes_away_from_zero(exact: str, rounded: str) -> None:
    assert str(round_cents(Decimal(exact))) == rounded


def test_a_fraction_without_decimal_form_is_rounded_too() -> None:
    assert round_cents(Fraction(1, 3)) == Decimal("0.33")
    assert round_cents(Fraction(2, 3)) == Decimal("0.67")


@pytest.mark.parametrize(("year", "days"), [(2025, 365), (2028, 366), (2100, 365)])
def test_a_civil_year_is_one_year(year: int, days: int) -> None:
    shares = year_shares(date(year, 1, 1), date(year + 1, 1, 1))

    assert shares == (CalendarShare(days, days),)


def test_a_period_over_new_year_counts_each_years_days() -> None:
    shares = year_shares(date(2027, 12, 1), date(2028, 2, 15))

    assert shares == (CalendarShare(31, 365), CalendarShare(45, 366))


def test_a_reading_month_counts_the_days_of_both_months() -> None:
    assert month_shares(date(2021, 11, 9), date(2021, 12, 9)) == (
        CalendarShare(22, 30),
        CalendarShare(8, 31),
    )
    assert add_shares(month_shares(date(2024, 2, 1), date(2024, 3, 1))) == 1


@given(DAYS, DAYS, DAYS)
def test_shares_of_the_parts_add_up_to_those_of_the_whole(
    one: date, two: date, three: date
) -> None:
    start, middle, end = sorted((one, two, three))

    for shares in (year_shares, month_shares):
        whole = add_shares(shares(start, end))
        assert add_shares(shares(start, middle)) + add_shares(shares(middle, end)) == whole
