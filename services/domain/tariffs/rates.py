"""Regulated rates as dated values, each with the text that sets it and where it was read."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

ClassPrices = tuple[Decimal, Decimal, Decimal, Decimal]
"""One price per class, in the order of TIME_CLASSES."""


class TurpeOption(StrEnum):
    """The priced options of the grid tariff above 36 kVA: short (CU) and long (LU) use."""

    CU = "CU"
    LU = "LU"


class AcciseCategory(StrEnum):
    """Categories of the excise on electricity, by subscribed power."""

    HOUSEHOLD = "household"  # ménages et assimilés: up to 36 kVA
    SME = "sme"  # PME: above 36, up to 250 kVA
    HIGH_POWER = "high_power"  # haute puissance: above 250 kVA


class VatSegment(StrEnum):
    """Supplies that the VAT tells apart."""

    UP_TO_36_KVA = "up_to_36_kva"
    ABOVE_36_KVA = "above_36_kva"


class VatBase(StrEnum):
    """The two bases that may bear different rates of VAT."""

    SUBSCRIPTION = "subscription"  # fixed parts and CTA
    CONSUMPTION = "consumption"  # what depends on use, and the excise


@dataclass(frozen=True, slots=True)
class RateReference:
    """Where a rate comes from: the legal text, the source read, and what must be said with it."""

    legal_reference: str
    source: str
    is_single_source: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A rate in force from ``start`` to before ``end`` (None: open).

    ``status``: how well it was checked; ``one_source…`` is usable and is marked wherever shown.
    """

    start: date
    end: date | None
    status: str
    legal_reference: str
    source: str
    note: str = ""

    @property
    def is_single_source(self) -> bool:
        """Tell whether the rate was found in one source only."""
        return self.status.startswith("one_source")

    @property
    def reference(self) -> RateReference:
        """Return what a line of a bill keeps of the rate."""
        return RateReference(self.legal_reference, self.source, self.is_single_source, self.note)


@dataclass(frozen=True, slots=True, kw_only=True)
class TurpeRate(Rate):
    """The grid tariff of low voltage above 36 kVA for one option, excl. tax.

    ``management_eur_year``: CG of the "contrat unique"; ``metering_eur_year``: CC;
    ``power_eur_kva_year``: b; ``energy_ct_kwh``: c; ``overrun_eur_hour``: α, None when unknown.
    """

    option: TurpeOption
    fta_code: str
    management_eur_year: Decimal
    metering_eur_year: Decimal
    power_eur_kva_year: ClassPrices
    energy_ct_kwh: ClassPrices
    overrun_eur_hour: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcciseRate(Rate):
    """The excise on electricity, in €/MWh, for each category."""

    household_eur_mwh: Decimal
    sme_eur_mwh: Decimal
    high_power_eur_mwh: Decimal

    def price_eur_mwh(self, category: AcciseCategory) -> Decimal:
        """Return the excise of ``category``, in €/MWh."""
        return {
            AcciseCategory.HOUSEHOLD: self.household_eur_mwh,
            AcciseCategory.SME: self.sme_eur_mwh,
            AcciseCategory.HIGH_POWER: self.high_power_eur_mwh,
        }[category]


@dataclass(frozen=True, slots=True, kw_only=True)
class CtaRate(Rate):
    """The "contribution tarifaire d'acheminement" of distribution, in % of the fixed TURPE."""

    distribution_pct: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class TvaRate(Rate):
    """The VAT of a segment, in %, on each of its two bases."""

    segment: VatSegment
    subscription_pct: Decimal
    consumption_pct: Decimal

    def rate_pct(self, base: VatBase) -> Decimal:
        """Return the VAT on ``base``, in %."""
        on_subscription = base is VatBase.SUBSCRIPTION
        return self.subscription_pct if on_subscription else self.consumption_pct
