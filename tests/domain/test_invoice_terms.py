"""Numbers, due dates, how far back one may charge; instalments to the cent."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain.instalments import spread
from services.domain.invoice_terms import (
    add_months,
    due_date,
    earliest_charged,
    format_number,
    is_protected,
)


def test_the_number_has_the_year_and_the_sequence() -> None:
    assert format_number(2021, 1) == "FR-21-000001"
    assert format_number(2026, 1_234_567) == "FR-26-1234567"


@pytest.mark.parametrize(
    ("issued", "due"),
    [
        ("2021-09-14", "2021-10-04"),  # a Monday
        ("2021-11-14", "2021-12-06"),  # 4 December is a Saturday
        ("2021-11-15", "2021-12-06"),  # 5 December is a Sunday
        ("2021-11-16", "2021-12-06"),
    ],
)
def test_twenty_days_and_no_weekend(issued: str, due: str) -> None:
    assert due_date(date.fromisoformat(issued)) == date.fromisoformat(due)


def test_months_are_added_to_the_last_day_at_most() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2024, 3, 31), -13) == date(2023, 2, 28)
    assert add_months(date(2021, 12, 9), 1) == date(2022, 1, 9)


def test_fourteen_months_before_the_last_reading() -> None:
    assert earliest_charged(date(2023, 1, 10)) == date(2021, 11, 10)


def test_who_is_protected() -> None:
    assert is_protected("C5", [42])
    assert is_protected("C4", [36, 36, 36, 36])
    assert not is_protected("C4", [36, 36, 36, 42])


def test_ten_equal_payments_and_the_cents_last() -> None:
    payments = spread(Decimal("1000.07"), date(2025, 1, 31), 10)

    assert [str(one.amount_eur) for one in payments] == ["100.00"] * 9 + ["100.07"]
    assert [str(one.due_on) for one in payments][:3] == ["2025-01-31", "2025-02-28", "2025-03-31"]


@given(cents=st.integers(11, 10_000_000), count=st.sampled_from([10, 11]))
def test_instalments_sum_to_the_year_and_differ_by_cents(cents: int, count: int) -> None:
    yearly = Decimal(cents).scaleb(-2)
    payments = spread(yearly, date(2025, 3, 15), count)
    amounts = [one.amount_eur for one in payments]

    assert sum(amounts) == yearly
    assert len(set(amounts[:-1])) == 1
    assert 0 <= amounts[-1] - amounts[0] < Decimal(count).scaleb(-2)
    assert all(one.due_on.day == 15 for one in payments)


@pytest.mark.parametrize("amount", ["0", "-1", "0.09", "100.001"])
def test_what_is_no_yearly_amount(amount: str) -> None:
    with pytest.raises(ValueError, match="no yearly amount"):
        spread(Decimal(amount), date(2025, 1, 1), 10)
