"""Bills that are out of the ordinary, and those that cannot be computed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.domain.tariffs.bill import Bill
from services.domain.tariffs.billing import Supply, compute_bill, energy_changes
from services.domain.tariffs.energies import EnergyMethod, PeriodEnergy
from services.domain.tariffs.energy_price import OfferPrice
from services.domain.tariffs.lines import LineCode
from services.domain.tariffs.tables import NoRateError, RateKind, RateTable
from services.domain.tariffs.turpe import Overrun, SubscribedPower
from tests.domain.tariffs.supplies import offer, powers, prices, summary, supply, tariffs


def of_code(bill: Bill, code: LineCode) -> list[tuple[str, str, str]]:
    return [(start, kwh, eur) for c, _, start, kwh, eur in summary(bill) if c == code]


def test_a_reading_on_the_day_of_the_change_is_used_as_it_is() -> None:
    start, change, end = date(2026, 1, 12), date(2026, 2, 1), date(2026, 2, 12)
    energies = (
        PeriodEnergy(start, change, (3000, 1000, 0, 0)),
        PeriodEnergy(change, end, (100, 240, 0, 0)),
    )

    bill = compute_bill(Supply(start, end, powers(), energies), tariffs())

    # 4 000 × 25.79/1000 = 103.16; 340 × 26.58/1000 = 9.0372
    assert of_code(bill, LineCode.ACCISE) == [
        ("2026-01-12", "4000", "103.16"),
        ("2026-02-01", "340", "9.04"),
    ]
    assert {line.formula.energy_method for line in bill.lines} == {None, EnergyMethod.MEASURED}


def test_the_days_on_which_a_reading_helps_can_be_asked_for() -> None:
    assert energy_changes(tariffs(), date(2025, 7, 10), date(2026, 2, 12)) == {
        date(2025, 8, 1),
        date(2026, 2, 1),
    }


def test_a_new_price_of_the_offer_splits_its_lines() -> None:
    start, change, end = date(2025, 9, 1), date(2025, 9, 16), date(2025, 10, 1)
    flat, dearer = prices("9", "9", "10", "8"), prices("9", "9", "12", "8")
    offers = RateTable(
        RateKind.OFFER,
        (
            OfferPrice(date(2025, 1, 1), change, Decimal(30), flat),
            OfferPrice(change, None, Decimal(60), dearer),
        ),
    )

    bill = compute_bill(supply(start, end, (0, 0, 3000, 0)), replace(tariffs(), offer=offers))

    assert of_code(bill, LineCode.OFFER_SUBSCRIPTION) == [
        ("2025-09-01", "15", "15.00"),
        ("2025-09-16", "15", "30.00"),
    ]
    assert of_code(bill, LineCode.OFFER_ENERGY) == [
        ("2025-09-01", "1500", "150.00"),
        ("2025-09-16", "1500", "180.00"),
    ]
    assert of_code(bill, LineCode.TURPE_CS_ENERGY) == [("2025-09-01", "3000", "63.90")]


def test_a_new_power_splits_the_fixed_lines() -> None:
    start, change, end = date(2025, 9, 1), date(2025, 9, 21), date(2025, 10, 1)
    raised = RateTable(
        RateKind.SUBSCRIBED_POWER,
        (
            SubscribedPower(date(2025, 1, 1), change, (60, 60, 60, 60)),
            SubscribedPower(change, None, (90, 90, 90, 90)),
        ),
    )
    month = replace(supply(start, end, (0, 0, 3000, 0)), powers=raised)

    bill = compute_bill(month, tariffs())

    # 60 × 17.61 × 20/365 = 57.8959; 90 × 17.61 × 10/365 = 43.4219
    assert of_code(bill, LineCode.TURPE_CS_FIXED) == [
        ("2025-09-01", "20", "57.90"),
        ("2025-09-21", "10", "43.42"),
    ]
    assert len(of_code(bill, LineCode.CTA)) == 1


def test_the_season_of_the_supply_decides_how_its_energy_is_shared() -> None:
    # With August in the high season, all of HPH comes after the change of 1 August.
    month = supply(date(2025, 7, 10), date(2025, 8, 10), (900, 0, 1550, 0))

    bill = compute_bill(replace(month, high_season_months=frozenset({8})), tariffs())

    # All classes: 1 550 kWh of HPE in July, 900 of HPH in August.
    assert [kwh for _, kwh, _ in of_code(bill, LineCode.ACCISE)] == ["1550", "900"]


def test_a_bill_without_energy_has_its_fixed_parts() -> None:
    start, end = date(2025, 9, 1), date(2025, 10, 1)

    bill = compute_bill(Supply(start, end, powers(), ()), tariffs(subscription="45"))

    assert {line.code for line in bill.lines} == {
        LineCode.OFFER_SUBSCRIPTION,
        LineCode.TURPE_CG,
        LineCode.TURPE_CC,
        LineCode.TURPE_CS_FIXED,
        LineCode.CTA,
    }


def test_the_excise_of_august_2026_is_missing() -> None:
    with pytest.raises(NoRateError) as caught:
        compute_bill(supply(date(2026, 7, 9), date(2026, 8, 9), (0, 0, 900, 300)), tariffs())

    error = caught.value
    assert (error.kind, error.day, error.end) == (RateKind.ACCISE, date(2026, 8, 1), None)


@pytest.mark.parametrize(
    "energies",
    [
        (PeriodEnergy(date(2025, 9, 2), date(2025, 10, 1), (0, 0, 1, 1)),),
        (PeriodEnergy(date(2025, 9, 1), date(2025, 9, 30), (0, 0, 1, 1)),),
        (
            PeriodEnergy(date(2025, 9, 1), date(2025, 9, 10), (0, 0, 1, 1)),
            PeriodEnergy(date(2025, 9, 11), date(2025, 10, 1), (0, 0, 1, 1)),
        ),
    ],
)
def test_energies_that_leave_a_hole_are_refused(energies: tuple[PeriodEnergy, ...]) -> None:
    with pytest.raises(ValueError, match="do not make up"):
        Supply(date(2025, 9, 1), date(2025, 10, 1), powers(), energies)


def test_an_overrun_outside_the_period_is_refused() -> None:
    start, end = date(2025, 9, 1), date(2025, 10, 1)

    with pytest.raises(ValueError, match="an overrun lies outside"):
        supply(start, end, (0, 0, 1, 1), (50, 50, 50, 50), Overrun(start, date(2025, 10, 2), 5))


def test_a_price_that_is_not_in_force_yet_is_an_error() -> None:
    late = RateTable(RateKind.OFFER, (replace(offer().rates[0], start=date(2025, 9, 15)),))

    with pytest.raises(NoRateError, match="no offer rate on 2025-09-01"):
        compute_bill(
            supply(date(2025, 9, 1), date(2025, 10, 1), (0, 0, 9, 9)),
            replace(tariffs(), offer=late),
        )
