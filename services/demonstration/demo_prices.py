"""What the demonstration's printed invoices charge: invented prices, the same every month.

Of 2015 no grid is known, so that none of this is a tariff. The brochure's totals leave something
over: a line of services, or a rebate, takes it, none on the newest invoice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from services.domain.time_classes import TIME_CLASSES, TimeClass

CENT = Decimal("0.01")

Energies = tuple[int, int, int, int]
"""kWh per class, in the order of TIME_CLASSES."""


@dataclass(frozen=True, slots=True)
class DemoLine:
    """A line before it is written: quantity times price, rounded; or a lump sum without both."""

    part: str
    code: str
    quantity: Decimal | None
    unit: str
    unit_price_eur: Decimal | None
    time_class: TimeClass | None = None
    lump_eur: Decimal = Decimal("0.00")

    @property
    def amount_eur(self) -> Decimal:
        """Return the amount, excl. tax."""
        if self.quantity is None or self.unit_price_eur is None:
            return self.lump_eur
        return (self.quantity * self.unit_price_eur).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class DemoPrices:
    """Prices excl. tax, in euros per month and kVA, per day, per kWh of each class and of any.

    The CTA is a share of the network's price by power; renting the meter is outside of it.
    """

    power_kva: int
    subscription: Decimal
    network: Decimal
    energy: Mapping[TimeClass, Decimal]
    network_energy: Mapping[TimeClass, Decimal]
    cta_rate: Decimal
    tax_code: str
    tax: Decimal
    metering_day: Decimal | None = None


def _by_class(*prices: str) -> dict[TimeClass, Decimal]:
    return dict(zip(TIME_CLASSES, map(Decimal, prices), strict=True))


CLOSEAUX_PRICES = DemoPrices(
    power_kva=72,
    subscription=Decimal("4.3500"),
    network=Decimal("3.3597"),
    energy=_by_class("0.3150", "0.2250", "0.2480", "0.1790"),
    network_energy=_by_class("0.0420", "0.0290", "0.0050", "0.0033"),
    cta_rate=Decimal("0.2704"),
    tax_code="printed.cspe",
    tax=Decimal("0.0195"),
    metering_day=Decimal("1.2033"),
)

NEIGHBOUR_PRICES = DemoPrices(
    power_kva=48,
    subscription=Decimal("0.9200"),
    network=Decimal("0.7800"),
    energy=_by_class("0.1480", "0.1120", "0.1480", "0.1120"),
    network_energy=_by_class("0.0310", "0.0220", "0.0310", "0.0220"),
    cta_rate=Decimal("0.2193"),
    tax_code="accise",
    tax=Decimal("0.0225"),
)

ENDED_PRICES = DemoPrices(
    power_kva=48,
    subscription=Decimal("1.1500"),
    network=Decimal("1.0200"),
    energy=_by_class("0.1180", "0.0870", "0.1180", "0.0870"),
    network_energy=_by_class("0.0170", "0.0120", "0.0170", "0.0120"),
    cta_rate=Decimal("0.2704"),
    tax_code="printed.cspe",
    tax=Decimal("0.0195"),
)


def printed_lines(
    prices: DemoPrices, total_ht: Decimal, energy_kwh: Energies, days: int
) -> list[DemoLine]:
    """Return lines that come to ``total_ht`` euros; ``days``: of the period."""
    power = Decimal(prices.power_kva)
    energy = _per_class("energy", "offer.energy", prices.energy, energy_kwh)
    subscription = DemoLine(
        "subscription", "printed.subscription", power, "kva", prices.subscription
    )
    fixed = DemoLine("network", "printed.network", power, "kva", prices.network)
    network = [fixed]
    if prices.metering_day is not None:
        rent = DemoLine("network", "printed.metering", Decimal(days), "day", prices.metering_day)
        network.append(rent)
    network += _per_class("network", "turpe.cs_energy", prices.network_energy, energy_kwh)
    taxes = [
        DemoLine("taxes", prices.tax_code, Decimal(sum(energy_kwh)), "kwh", prices.tax),
        DemoLine("taxes", "cta", fixed.amount_eur, "eur", prices.cta_rate),
    ]
    charged = sum((x.amount_eur for x in (*energy, subscription, *network, *taxes)), Decimal())
    left = total_ht - charged
    code = "printed.services" if left > 0 else "printed.rebate"
    rest = DemoLine("subscription", code, None, "", None, lump_eur=left)
    return [*energy, subscription, *([rest] if left else []), *network, *taxes]


def _per_class(
    part: str, code: str, prices: Mapping[TimeClass, Decimal], energy_kwh: Energies
) -> list[DemoLine]:
    return [
        DemoLine(part, code, Decimal(kwh), "kwh", prices[name], name)
        for name, kwh in zip(TIME_CLASSES, energy_kwh, strict=True)
        if kwh
    ]
