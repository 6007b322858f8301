"""What is read of a period before it is billed, and what a correction changes, by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.domain.billed_periods import (
    energy_of,
    history_of,
    is_read_twice,
    missing_classes,
    seasonal_classes,
)
from services.domain.billing_inputs import ReadEnergy, ReadPeriod
from services.domain.invoice_differences import differences, vat_differences
from services.domain.invoices import InvoiceLine, Part, VatTotal
from services.domain.readings import ReadingNature
from services.domain.time_classes import HIGH_SEASON_MONTHS, TimeClass


def period(start: str, end: str, **kwh: str) -> ReadPeriod:
    energies = tuple(
        ReadEnergy(TimeClass(name), Decimal(value), ReadingNature.REAL, "f.csv")
        for name, value in kwh.items()
    )
    return ReadPeriod(date.fromisoformat(start), date.fromisoformat(end), energies)


@pytest.mark.parametrize(
    ("start", "end", "classes"),
    [
        ("2021-11-09", "2021-12-09", {"HPH", "HCH"}),
        ("2021-08-09", "2021-09-09", {"HPE", "HCE"}),
        ("2021-10-09", "2021-11-09", {"HPH", "HCH", "HPE", "HCE"}),
        ("2021-10-01", "2021-11-01", {"HPE", "HCE"}),  # the last day is excluded
    ],
)
def test_the_classes_that_run(start: str, end: str, classes: set[str]) -> None:
    assert seasonal_classes(period(start, end), HIGH_SEASON_MONTHS) == classes


def test_a_class_that_was_not_read_is_missing() -> None:
    winter = period("2021-11-09", "2021-12-09", HPH="5", HPE="0")

    assert missing_classes(winter, HIGH_SEASON_MONTHS) == (TimeClass.HCH,)


def test_periods_that_touch_do_not_overlap() -> None:
    october, november = period("2021-10-09", "2021-11-09"), period("2021-11-09", "2021-12-09")

    assert not is_read_twice(november, [october, november])
    assert is_read_twice(november, [period("2021-11-01", "2021-11-10"), november])


def test_halves_of_a_kwh_go_up() -> None:
    read = period("2021-11-09", "2021-12-09", HPH="10.5", HCH="10.49")

    assert energy_of(read).energy_kwh == (11, 10, 0, 0)


def test_the_history_is_under_the_month_of_the_middle() -> None:
    readings = [
        period("2021-08-09", "2021-09-09", HPE="5", HCE="2"),
        period("2021-09-09", "2021-10-09", HPE="8"),
        period("2021-10-09", "2021-11-09", HPE="90"),
    ]

    assert history_of(readings, date(2021, 10, 9)) == (("2021-08", 7), ("2021-09", 8))
    assert history_of(readings, date(2021, 11, 9), periods=1) == (("2021-10", 90),)


LINE = InvoiceLine(
    part=Part.ENERGY,
    code="offer.energy",
    time_class=TimeClass.HPH,
    start=date(2021, 11, 9),
    end=date(2021, 12, 9),
    quantity=Decimal(100),
    unit="kwh",
    unit_price_eur=Decimal("0.10"),
    amount_eur=Decimal("10.00"),
    vat_rate_pct=Decimal(20),
    basis={"price": "10", "price_unit": "ct_kwh"},
)


def test_a_new_price_keeps_no_quantity() -> None:
    dearer = replace(LINE, unit_price_eur=Decimal("0.12"), amount_eur=Decimal("12.00"))

    (changed,) = differences([LINE], [dearer])

    assert (changed.amount_eur, changed.quantity, changed.unit_price_eur) == (
        Decimal("2.00"),
        None,
        None,
    )
    assert changed.basis == {"before": "10.00", "after": "12.00"}


def test_a_line_that_is_gone_is_given_back_and_a_split_one_is_the_same() -> None:
    halves = [replace(LINE, amount_eur=Decimal("4.00")), replace(LINE, amount_eur=Decimal("6.00"))]

    assert differences([LINE], halves) == ()
    (changed,) = differences([LINE], [])
    assert (changed.amount_eur, changed.quantity) == (Decimal("-10.00"), Decimal(-100))


def test_the_vat_of_a_correction_makes_the_whole_right() -> None:
    """0.12 € at 20 % is 0.024 -> 0.02; 0.24 € in all is 0.048 -> 0.05: so 0.03 more, not 0.02."""
    before = [VatTotal(Decimal(20), Decimal("0.12"), Decimal("0.02"))]
    line = replace(LINE, amount_eur=Decimal("0.12"))

    assert vat_differences(before, [line]) == (
        VatTotal(Decimal(20), Decimal("0.12"), Decimal("0.03")),
    )
