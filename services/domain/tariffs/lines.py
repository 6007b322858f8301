"""Lines of a bill, each with what its amount is made of."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from services.domain.tariffs.energies import EnergyMethod
from services.domain.tariffs.money import CalendarShare, add_shares, round_cents
from services.domain.tariffs.rates import RateReference
from services.domain.time_classes import TimeClass


class LineCode(StrEnum):
    """What a line charges for; the wording is the catalogue's."""

    OFFER_SUBSCRIPTION = "offer.subscription"
    OFFER_ENERGY = "offer.energy"
    TURPE_CG = "turpe.cg"
    TURPE_CC = "turpe.cc"
    TURPE_CS_FIXED = "turpe.cs_fixed"
    TURPE_CS_ENERGY = "turpe.cs_energy"
    TURPE_CMDPS = "turpe.cmdps"
    CTA = "cta"
    ACCISE = "accise"


class LineKind(StrEnum):
    """The groups that a bill is broken down into."""

    ENERGY = "energy"
    SUBSCRIPTION = "subscription"
    NETWORK = "network"
    TAX = "tax"


class PriceUnit(StrEnum):
    """The unit in which a price is published."""

    EUR_YEAR = "eur_year"
    EUR_MONTH = "eur_month"
    CT_KWH = "ct_kwh"
    EUR_MWH = "eur_mwh"
    EUR_HOUR = "eur_hour"
    PERCENT = "percent"


class Unit(StrEnum):
    """What a quantity counts."""

    DAY = "day"
    KWH = "kwh"
    HOUR = "hour"
    EUR = "eur"


_KINDS = {
    LineCode.OFFER_SUBSCRIPTION: LineKind.SUBSCRIPTION,
    LineCode.OFFER_ENERGY: LineKind.ENERGY,
    LineCode.CTA: LineKind.TAX,
    LineCode.ACCISE: LineKind.TAX,
}

_UNITS = {
    PriceUnit.EUR_YEAR: Unit.DAY,
    PriceUnit.EUR_MONTH: Unit.DAY,
    PriceUnit.CT_KWH: Unit.KWH,
    PriceUnit.EUR_MWH: Unit.KWH,
    PriceUnit.EUR_HOUR: Unit.HOUR,
    PriceUnit.PERCENT: Unit.EUR,
}

_PER_UNIT = {
    PriceUnit.CT_KWH: 100,
    PriceUnit.EUR_MWH: 1000,
    PriceUnit.EUR_HOUR: 1,
    PriceUnit.PERCENT: 100,
}
"""How many units of quantity times price make one euro."""


@dataclass(frozen=True, slots=True)
class PowerStep:
    """A term of the fixed part of CS: ``step_kva`` more than the class before, times its b."""

    time_class: TimeClass
    step_kva: int
    eur_kva_year: Decimal


@dataclass(frozen=True, slots=True)
class Formula:
    """What an amount is made of: ``quantity`` of ``unit`` at ``unit_price`` in ``price_unit``.

    ``shares``: for a price per year or month, how much of one the days are; ``power_steps``: the
    terms that a yearly price adds up; ``energy_method``: how the kWh of the line were found.
    """

    quantity: Decimal
    unit_price: Decimal
    price_unit: PriceUnit
    shares: tuple[CalendarShare, ...] = ()
    power_steps: tuple[PowerStep, ...] = ()
    energy_method: EnergyMethod | None = None

    @property
    def unit(self) -> Unit:
        """Return what the quantity counts."""
        return _UNITS[self.price_unit]

    @property
    def amount_eur(self) -> Decimal:
        """Return the amount excl. tax, rounded once, to the cent."""
        if self.unit is Unit.DAY:
            return round_cents(Fraction(self.unit_price) * add_shares(self.shares))
        euros = Fraction(self.quantity) * Fraction(self.unit_price)
        return round_cents(euros / _PER_UNIT[self.price_unit])


@dataclass(frozen=True, slots=True)
class BillLine:
    """One amount of a bill, excl. tax, for ``start`` to before ``end``.

    ``rate``: where a regulated price comes from, None for a price of the contract.
    """

    code: LineCode
    start: date
    end: date
    formula: Formula
    amount_eur: Decimal
    vat_rate_pct: Decimal
    rate: RateReference | None = None
    time_class: TimeClass | None = None

    @property
    def kind(self) -> LineKind:
        """Return the group of the line."""
        return _KINDS.get(self.code, LineKind.NETWORK)


class UnavailableReason(StrEnum):
    """Why a line cannot be computed."""

    NO_OVERRUN_RATE = "no_overrun_rate"


@dataclass(frozen=True, slots=True)
class UnavailableLine:
    """A line that is due but whose amount is not known: not zero, and not part of the totals."""

    code: LineCode
    start: date
    end: date
    reason: UnavailableReason
    quantity: Decimal


def price_line(
    code: LineCode,
    start: date,
    end: date,
    formula: Formula,
    vat_rate_pct: Decimal,
    *,
    rate: RateReference | None = None,
    time_class: TimeClass | None = None,
) -> BillLine:
    """Return the line whose amount is that of ``formula``."""
    amount = formula.amount_eur
    return BillLine(code, start, end, formula, amount, vat_rate_pct, rate, time_class)
