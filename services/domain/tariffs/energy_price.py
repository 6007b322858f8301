"""The supplier's own prices, which come from the contract's offer and are not regulated."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.domain.tariffs.lines import BillLine, Formula, LineCode, PriceUnit, price_line
from services.domain.tariffs.money import month_shares
from services.domain.tariffs.rates import ClassPrices


@dataclass(frozen=True, slots=True)
class OfferPrice:
    """Prices of an offer from ``start`` to before ``end`` (None: open), without grid and taxes."""

    start: date
    end: date | None
    subscription_eur_month: Decimal
    energy_ct_kwh: ClassPrices


def subscription_line(start: date, end: date, price: OfferPrice, vat_pct: Decimal) -> BillLine:
    """Return the subscription of a period, by its share of each civil month."""
    shares = month_shares(start, end)
    days = Decimal((end - start).days)
    formula = Formula(days, price.subscription_eur_month, PriceUnit.EUR_MONTH, shares)
    return price_line(LineCode.OFFER_SUBSCRIPTION, start, end, formula, vat_pct)
