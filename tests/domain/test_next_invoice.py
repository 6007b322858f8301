"""When the next invoice is expected: from the rhythm of the last ones, never from the clock."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from services.domain.next_invoice import EstimateBasis, PastInvoice, expect_next


def monthly(count: int, *, last: date = date(2021, 12, 15), step: int = 30) -> list[PastInvoice]:
    """Return invoices newest first, of 100 € for the newest, 110 € for the one before."""
    return [
        PastInvoice(
            issued_on=last - timedelta(days=step * back),
            period_start=last - timedelta(days=step * back + 45),
            period_end=last - timedelta(days=step * back + 15),
            amount_eur=Decimal(100 + 10 * back),
        )
        for back in range(count)
    ]


@pytest.mark.parametrize("count", [0, 1])
def test_a_rhythm_needs_two_invoices(count: int) -> None:
    assert expect_next(monthly(count), today=None) is None


def test_the_next_one_comes_after_the_usual_time() -> None:
    found = expect_next(monthly(4), today=date(2021, 12, 20))

    assert found is not None
    assert found.expected_on == date(2022, 1, 14)
    assert (found.late_days, found.missing) == (0, 1)


def test_two_invoices_of_one_run_do_not_set_the_rhythm() -> None:
    past = monthly(3)
    twin = PastInvoice(date(2021, 12, 14), past[0].period_start, past[0].period_end, Decimal(7))

    found = expect_next([past[0], twin, *past[1:]], today=None)

    assert found is not None
    assert found.expected_on == date(2022, 1, 13)  # 29 days, from the 15th


def test_a_few_days_are_not_late_and_more_are() -> None:
    in_time = expect_next(monthly(4), today=date(2022, 1, 24))
    late = expect_next(monthly(4), today=date(2022, 1, 25))

    assert in_time is not None
    assert late is not None
    assert (in_time.late_days, late.late_days) == (0, 11)


def test_what_to_set_aside_grows_with_the_invoices_that_did_not_come() -> None:
    found = expect_next(monthly(4), today=date(2022, 3, 20))

    assert found is not None
    assert found.late_days == 65
    assert found.missing == 3
    # The mean of 100, 110 and 120, three times.
    assert (found.estimate_eur, found.basis) == (Decimal(330), EstimateBasis.LAST_ONES)


def test_the_same_period_a_year_before_is_the_better_estimate() -> None:
    found = expect_next(monthly(13), today=None)

    assert found is not None
    # The period that ends a year before the next one is the twelfth back but one: 100 + 10 × 11.
    assert (found.estimate_eur, found.basis) == (Decimal(210), EstimateBasis.YEAR_BEFORE)


def test_time_that_stands_still_makes_nothing_late() -> None:
    found = expect_next(monthly(4), today=None)

    assert found is not None
    assert found.late_days == 0
