"""Contributions on a bill: the excise on electricity and the CTA; which VAT each line bears."""

from datetime import date
from decimal import Decimal

from services.domain.tariffs.energies import PeriodEnergy
from services.domain.tariffs.lines import BillLine, Formula, LineCode, PriceUnit, price_line
from services.domain.tariffs.rates import (
    AcciseCategory,
    AcciseRate,
    CtaRate,
    VatSegment,
)

LOW_POWER_KVA = 36
MEDIUM_POWER_KVA = 250


def accise_category(power_kva: int) -> AcciseCategory:
    """Return the category of a supply by its highest subscribed power."""
    if power_kva <= LOW_POWER_KVA:
        return AcciseCategory.HOUSEHOLD
    return AcciseCategory.SME if power_kva <= MEDIUM_POWER_KVA else AcciseCategory.HIGH_POWER


def vat_segment(power_kva: int) -> VatSegment:
    """Return the segment of a supply by its highest subscribed power."""
    is_low = power_kva <= LOW_POWER_KVA
    return VatSegment.UP_TO_36_KVA if is_low else VatSegment.ABOVE_36_KVA


def accise_line(
    energy: PeriodEnergy, rate: AcciseRate, category: AcciseCategory, vat_pct: Decimal
) -> BillLine:
    """Return the excise on ``energy``, all classes together."""
    kwh, price = Decimal(sum(energy.energy_kwh)), rate.price_eur_mwh(category)
    formula = Formula(kwh, price, PriceUnit.EUR_MWH, energy_method=energy.method)
    start, end = energy.start, energy.end
    return price_line(LineCode.ACCISE, start, end, formula, vat_pct, rate=rate.reference)


def cta_line(
    start: date, end: date, base_eur: Decimal, rate: CtaRate, vat_pct: Decimal
) -> BillLine:
    """Return the CTA on ``base_eur``: CG, CC and fixed CS, as rounded on the lines of the bill."""
    formula = Formula(base_eur, rate.distribution_pct, PriceUnit.PERCENT)
    return price_line(LineCode.CTA, start, end, formula, vat_pct, rate=rate.reference)
