"""The grid tariff: the published check, powers that differ, leap years, overruns."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.domain.tariffs.bill import sum_eur
from services.domain.tariffs.billing import compute_bill
from services.domain.tariffs.lines import (
    BillLine,
    LineCode,
    LineKind,
    PowerStep,
    UnavailableLine,
    UnavailableReason,
)
from services.domain.tariffs.rates import TurpeOption
from services.domain.tariffs.tables import NoRateError, RateKind
from services.domain.tariffs.turpe import (
    Overrun,
    PowerOrderError,
    SubscribedPower,
    fixed_lines,
    overrun_line,
    power_steps,
)
from services.domain.time_classes import TimeClass
from services.rates_tables import load_turpe
from tests.domain.tariffs.supplies import FLAT, prices, supply, tariffs

VAT = Decimal(20)
GRID = load_turpe(TurpeOption.CU).at(date(2025, 9, 1))
LEAP = load_turpe(TurpeOption.CU).at(date(2028, 2, 1))


def amounts(start: date, end: date) -> list[str]:
    return [str(line.amount_eur) for line in fixed_lines(start, end, FLAT, LEAP, VAT)]


def test_a_year_of_the_real_site_on_the_grid_of_august_2025() -> None:
    # The year's energies were billed in 2021; 108 kVA in every class.
    year = supply(date(2025, 8, 1), date(2026, 8, 1), (68_382, 32_163, 22_002, 7_755))

    bill = compute_bill(year, tariffs())

    def total(*codes: LineCode) -> Decimal:
        return sum_eur(line.amount_eur for line in bill.lines if line.code in codes)

    assert total(LineCode.TURPE_CS_FIXED) == Decimal("1901.88")
    assert total(LineCode.TURPE_CS_ENERGY) == Decimal("6665.78")
    # Cut on 1 February, where the CTA changes: 109.79 + 108.01 and, for CC, 142.80 + 140.47.
    assert total(LineCode.TURPE_CG, LineCode.TURPE_CC) == Decimal("501.07")
    assert bill.sum_of(LineKind.NETWORK) == Decimal("9068.73")


def test_a_year_of_the_long_use_option() -> None:
    # 108 × 30.16 = 3257.28; 68 382 × 5.69 c = 3890.9358, 32 163 × 3.47 c = 1116.0561,
    # 22 002 × 2.01 c = 442.2402, 7 755 × 1.49 c = 115.5495; and 501.07 of CG and CC.
    year = supply(date(2025, 8, 1), date(2026, 8, 1), (68_382, 32_163, 22_002, 7_755))

    bill = compute_bill(year, tariffs(TurpeOption.LU))

    assert bill.sum_of(LineKind.NETWORK) == Decimal("9323.14")


def test_powers_that_differ_are_charged_step_by_step() -> None:
    steps = power_steps((60, 72, 72, 108), GRID.power_eur_kva_year)

    assert steps == (
        PowerStep(TimeClass.HPH, 60, Decimal("17.61")),
        PowerStep(TimeClass.HCH, 12, Decimal("15.96")),
        PowerStep(TimeClass.HCE, 36, Decimal("11.98")),
    )
    # 1056.60 + 191.52 + 431.28 a year
    line = list(fixed_lines(date(2027, 1, 1), date(2028, 1, 1), (60, 72, 72, 108), GRID, VAT))[2]
    assert (line.code, line.amount_eur) == (LineCode.TURPE_CS_FIXED, Decimal("1679.40"))
    assert line.formula.power_steps == steps


@pytest.mark.parametrize("power_kva", [(108, 107, 108, 108), (50, 60, 70, 69), (0, 0, 0, 0)])
def test_powers_that_go_down_are_refused(power_kva: tuple[int, int, int, int]) -> None:
    with pytest.raises(PowerOrderError):
        SubscribedPower(date(2025, 1, 1), None, power_kva)


def test_a_leap_year_costs_the_yearly_amounts() -> None:
    # 222.53, 291.88 and 108 × 18.15
    assert amounts(date(2028, 1, 1), date(2029, 1, 1)) == ["222.53", "291.88", "1960.20"]
    assert amounts(date(2027, 1, 1), date(2028, 1, 1)) == ["222.53", "291.88", "1960.20"]


def test_february_counts_its_days_over_those_of_its_year() -> None:
    # 222.53 × 29/366 = 17.6322; 291.88 × 29/366 = 23.1271; 1960.20 × 29/366 = 155.3164
    assert amounts(date(2028, 2, 1), date(2028, 3, 1)) == ["17.63", "23.13", "155.32"]
    # 222.53 × 28/365 = 17.0708; 291.88 × 28/365 = 22.3908; 1960.20 × 28/365 = 150.3715
    assert amounts(date(2027, 2, 1), date(2027, 3, 1)) == ["17.07", "22.39", "150.37"]


def test_every_line_names_the_text_and_the_source_of_its_rate() -> None:
    for line in fixed_lines(date(2025, 9, 1), date(2025, 10, 1), FLAT, GRID, VAT):
        assert line.rate is not None
        assert line.rate.legal_reference.startswith("CRE 2025-78 du 13/03/2025")
        assert not line.rate.is_single_source


def test_overrun_is_hours_times_alpha() -> None:
    line = overrun_line(date(2025, 9, 1), date(2025, 10, 1), 90, GRID, VAT)

    # 1.5 h × 12.41 = 18.615
    assert isinstance(line, BillLine)
    assert (line.code, line.amount_eur) == (LineCode.TURPE_CMDPS, Decimal("18.62"))
    assert line.formula.quantity == Decimal("1.5")


def test_no_overrun_makes_no_line() -> None:
    assert overrun_line(date(2025, 9, 1), date(2025, 10, 1), 0, GRID, VAT) is None


def test_an_overrun_without_a_known_alpha_is_unavailable_not_free() -> None:
    overrun = Overrun(date(2021, 11, 9), date(2021, 12, 9), 50)
    month = supply(date(2021, 11, 9), date(2021, 12, 9), (18_427, 8_298, 0, 0), FLAT, overrun)

    bill = compute_bill(month, tariffs())

    assert bill.unavailable == (
        UnavailableLine(
            LineCode.TURPE_CMDPS,
            date(2021, 11, 9),
            date(2021, 12, 9),
            UnavailableReason.NO_OVERRUN_RATE,
            Decimal("0.8333"),
        ),
    )
    without = compute_bill(replace(month, overruns=()), tariffs())
    assert bill.total_ttc_eur == without.total_ttc_eur
    assert without.unavailable == ()


def test_an_overrun_over_a_change_of_alpha_is_shared_by_days() -> None:
    # 22 days at 12.65, 9 at 12.41: 220 min = 3.6667 h, 46.38 €; 90 min = 1.5 h, 18.62 €.
    overrun = Overrun(date(2025, 7, 10), date(2025, 8, 10), 310)
    month = supply(date(2025, 7, 10), date(2025, 8, 10), (0, 0, 1550, 620), FLAT, overrun)

    bill = compute_bill(month, tariffs())

    assert [
        (line.start, line.amount_eur) for line in bill.lines if line.code is LineCode.TURPE_CMDPS
    ] == [(date(2025, 7, 10), Decimal("46.38")), (date(2025, 8, 1), Decimal("18.62"))]


@pytest.mark.parametrize(
    ("start", "end", "day"),
    [
        (date(2022, 7, 20), date(2022, 8, 20), date(2022, 8, 1)),
        (date(2023, 8, 1), date(2023, 9, 1), date(2023, 8, 1)),
        (date(2024, 10, 15), date(2024, 11, 15), date(2024, 10, 15)),
    ],
)
def test_a_period_without_a_known_grid_is_an_error(start: date, end: date, day: date) -> None:
    with pytest.raises(NoRateError) as caught:
        compute_bill(supply(start, end, (10, 10, 10, 10)), tariffs())

    error = caught.value
    assert (error.kind, error.day) == (RateKind.TURPE_CU, day)
    assert (error.start, error.end) == (date(2022, 8, 1), date(2024, 11, 1))


def test_the_long_use_option_names_itself() -> None:
    with pytest.raises(NoRateError, match="no turpe_lu rate on 2023-08-01"):
        compute_bill(
            supply(date(2023, 8, 1), date(2023, 9, 1), (0, 0, 1, 1)), tariffs(TurpeOption.LU)
        )


def test_b_and_c_of_the_grid_are_those_printed() -> None:
    assert GRID.power_eur_kva_year == prices("17.61", "15.96", "14.56", "11.98")
    assert GRID.energy_ct_kwh == prices("6.91", "4.21", "2.13", "1.52")
