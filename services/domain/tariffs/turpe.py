"""The grid tariff above 36 kVA: ``CG + CC + CS + CMDPS`` of a period with one rate.

Source: CRE deliberation 2025-40, annex 11; the same form since TURPE 5.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from services.domain.tariffs.energies import PeriodEnergy
from services.domain.tariffs.lines import (
    BillLine,
    Formula,
    LineCode,
    PowerStep,
    PriceUnit,
    UnavailableLine,
    UnavailableReason,
    price_line,
)
from services.domain.tariffs.money import year_shares
from services.domain.tariffs.rates import ClassPrices, RateReference, TurpeRate
from services.domain.time_classes import TIME_CLASSES

ClassPowers = tuple[int, int, int, int]
"""Whole kVA per class, in the order of TIME_CLASSES."""

HOUR_STEP = Decimal("0.0001")
"""Hours of overrun are kept to four decimals: a minute is 0.0167 h, well below a cent."""


class PowerOrderError(ValueError):
    """Subscribed powers that go down from one class to the next, which the tariff forbids."""


@dataclass(frozen=True, slots=True)
class SubscribedPower:
    """Subscribed apparent power per class from ``start`` to before ``end`` (None: open).

    Raises PowerOrderError unless P(i+1) >= P(i), and for a first power that is not positive.
    """

    start: date
    end: date | None
    power_kva: ClassPowers

    def __post_init__(self) -> None:
        if self.power_kva[0] <= 0 or any(b < a for a, b in pairwise(self.power_kva)):
            raise PowerOrderError(f"subscribed powers {self.power_kva}")


@dataclass(frozen=True, slots=True)
class Overrun:
    """Minutes above the subscribed power over ``start`` to before ``end``, all classes together."""

    start: date
    end: date
    minutes: int


def power_steps(power_kva: ClassPowers, prices: ClassPrices) -> tuple[PowerStep, ...]:
    """Return the terms of ``b1·P1 + Σ b_i·(P_i − P_(i−1))`` that are not zero."""
    steps = (power_kva[0], *(after - before for before, after in pairwise(power_kva)))
    return tuple(
        PowerStep(time_class, step, price)
        for time_class, step, price in zip(TIME_CLASSES, steps, prices, strict=True)
        if step
    )


def fixed_lines(
    start: date, end: date, power_kva: ClassPowers, rate: TurpeRate, vat_pct: Decimal
) -> Iterator[BillLine]:
    """Yield CG, CC and the fixed part of CS: yearly amounts, by their share of the civil year."""
    shares = year_shares(start, end)
    days = Decimal((end - start).days)
    steps = power_steps(power_kva, rate.power_eur_kva_year)
    withdrawal = sum((step.step_kva * step.eur_kva_year for step in steps), Decimal(0))
    for code, yearly, terms in (
        (LineCode.TURPE_CG, rate.management_eur_year, ()),
        (LineCode.TURPE_CC, rate.metering_eur_year, ()),
        (LineCode.TURPE_CS_FIXED, withdrawal, steps),
    ):
        formula = Formula(days, yearly, PriceUnit.EUR_YEAR, shares, terms)
        yield price_line(code, start, end, formula, vat_pct, rate=rate.reference)


def energy_lines(energy: PeriodEnergy, rate: TurpeRate, vat_pct: Decimal) -> Iterator[BillLine]:
    """Yield the variable part of CS for each class that has energy."""
    prices = rate.energy_ct_kwh
    yield from class_lines(LineCode.TURPE_CS_ENERGY, energy, prices, vat_pct, rate.reference)


def class_lines(
    code: LineCode,
    energy: PeriodEnergy,
    prices_ct_kwh: ClassPrices,
    vat_pct: Decimal,
    rate: RateReference | None = None,
) -> Iterator[BillLine]:
    """Yield a line for each class that has energy, at its price in c€/kWh."""
    start, end = energy.start, energy.end
    for time_class, kwh, price in zip(TIME_CLASSES, energy.energy_kwh, prices_ct_kwh, strict=True):
        if kwh:
            formula = Formula(Decimal(kwh), price, PriceUnit.CT_KWH, energy_method=energy.method)
            yield price_line(code, start, end, formula, vat_pct, rate=rate, time_class=time_class)


def overrun_line(
    start: date, end: date, minutes: int, rate: TurpeRate, vat_pct: Decimal
) -> BillLine | UnavailableLine | None:
    """Return CMDPS, hours times α: None without overrun, unavailable when α is not known.

    The cap that a customer may ask for is not applied: it is granted on request.
    """
    if not minutes:
        return None
    hours = (Decimal(minutes) / 60).quantize(HOUR_STEP, ROUND_HALF_UP)
    code = LineCode.TURPE_CMDPS
    if rate.overrun_eur_hour is None:
        return UnavailableLine(code, start, end, UnavailableReason.NO_OVERRUN_RATE, hours)
    formula = Formula(hours, rate.overrun_eur_hour, PriceUnit.EUR_HOUR)
    return price_line(code, start, end, formula, vat_pct, rate=rate.reference)
