"""Supplies and prices that the tests of bills share."""

from datetime import date
from decimal import Decimal

from services.domain.consumption import ClassEnergies
from services.domain.tariffs.bill import Bill
from services.domain.tariffs.billing import Supply, Tariffs
from services.domain.tariffs.energies import PeriodEnergy
from services.domain.tariffs.energy_price import OfferPrice
from services.domain.tariffs.rates import ClassPrices, TurpeOption, VatSegment
from services.domain.tariffs.tables import RateKind, RateTable
from services.domain.tariffs.turpe import ClassPowers, Overrun, SubscribedPower
from services.rates_tables import load_tariffs

FLAT: ClassPowers = (108, 108, 108, 108)


def prices(hph: str, hch: str, hpe: str, hce: str) -> ClassPrices:
    return Decimal(hph), Decimal(hch), Decimal(hpe), Decimal(hce)


def powers(power_kva: ClassPowers = FLAT) -> RateTable[SubscribedPower]:
    power = SubscribedPower(date(2015, 1, 1), None, power_kva)
    return RateTable(RateKind.SUBSCRIBED_POWER, (power,))


def offer(subscription: str = "0") -> RateTable[OfferPrice]:
    energy_ct_kwh = prices("9.5", "7.2", "10", "8")
    price = OfferPrice(date(2015, 1, 1), None, Decimal(subscription), energy_ct_kwh)
    return RateTable(RateKind.OFFER, (price,))


def supply(
    start: date,
    end: date,
    energy_kwh: ClassEnergies,
    power_kva: ClassPowers = FLAT,
    *overruns: Overrun,
) -> Supply:
    energies = (PeriodEnergy(start, end, energy_kwh),)
    return Supply(start, end, powers(power_kva), energies, overruns)


def tariffs(
    option: TurpeOption = TurpeOption.CU,
    segment: VatSegment = VatSegment.ABOVE_36_KVA,
    subscription: str = "0",
) -> Tariffs:
    return load_tariffs(option, segment, offer(subscription))


def summary(bill: Bill) -> list[tuple[str, str, str, str, str]]:
    """Return code, class, first day, quantity and amount of every line, as texts."""
    return [
        (
            str(line.code),
            str(line.time_class or ""),
            line.start.isoformat(),
            str(line.formula.quantity),
            str(line.amount_eur),
        )
        for line in bill.lines
    ]
