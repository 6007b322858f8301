"""Periods: calendar months, not thirty days and a bit."""

from datetime import UTC, date, datetime

import pytest

from services.domain.retention import moment_before, month_after, months_before


@pytest.mark.parametrize(
    ("day", "months", "first"),
    [
        (date(2026, 3, 2), 24, date(2024, 3, 1)),
        (date(2026, 1, 31), 1, date(2025, 12, 1)),
        (date(2026, 12, 31), 12, date(2025, 12, 1)),
    ],
)
def test_the_first_day_of_a_month_before(day: date, months: int, first: date) -> None:
    assert months_before(day, months) == first


@pytest.mark.parametrize(
    ("now", "months", "before"),
    [
        ("2026-03-02T09:30", 12, "2025-03-02T09:30"),
        ("2026-03-02T09:30", 24, "2024-03-02T09:30"),
        ("2026-03-31T10:00", 1, "2026-02-28T11:00"),  # summer time began in between
        ("2024-02-29T10:00", 12, "2023-02-28T10:00"),
        ("2026-07-15T08:00", 13, "2025-06-15T08:00"),
        ("2025-12-31T23:30", 1, "2025-11-30T23:30"),  # 1 January in Paris: 1 December
    ],
)
def test_the_same_day_and_hour_months_before(now: str, months: int, before: str) -> None:
    moment, expected = (datetime.fromisoformat(t).replace(tzinfo=UTC) for t in (now, before))

    assert moment_before(moment, months) == expected


@pytest.mark.parametrize(
    ("day", "after"),
    [
        (date(2026, 1, 15), date(2026, 2, 15)),
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2028, 1, 30), date(2028, 2, 29)),
    ],
)
def test_a_month_to_answer(day: date, after: date) -> None:
    assert month_after(day) == after
