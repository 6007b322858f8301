"""From what was supplied and the rates in force to the lines of a bill."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.domain.tariffs.bill import Bill, add_up, sum_eur
from services.domain.tariffs.energies import (
    PeriodEnergy,
    apportion,
    split_energy,
    worst_method,
)
from services.domain.tariffs.energy_price import OfferPrice, subscription_line
from services.domain.tariffs.lines import BillLine, LineCode, UnavailableLine
from services.domain.tariffs.rates import (
    AcciseCategory,
    AcciseRate,
    CtaRate,
    TurpeRate,
    TvaRate,
    VatBase,
)
from services.domain.tariffs.tables import RateTable, cut
from services.domain.tariffs.taxes import accise_line, cta_line
from services.domain.tariffs.turpe import (
    Overrun,
    SubscribedPower,
    class_lines,
    energy_lines,
    fixed_lines,
    overrun_line,
)
from services.domain.time_classes import HIGH_SEASON_MONTHS

Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Supply:
    """What is billed over ``start`` to before ``end``: dates of readings, half-open.

    ``energies``: consecutive, from ``start`` to ``end``; none at all for a bill of fixed parts
    only. ``overruns``: as measured, each within the period; none means no overrun.
    """

    start: date
    end: date
    powers: RateTable[SubscribedPower]
    energies: tuple[PeriodEnergy, ...]
    overruns: tuple[Overrun, ...] = ()
    accise_category: AcciseCategory = AcciseCategory.SME
    high_season_months: frozenset[int] = HIGH_SEASON_MONTHS

    def __post_init__(self) -> None:
        bounds = [self.start, *(energy.end for energy in self.energies)]
        starts = [*(energy.start for energy in self.energies), self.end]
        if self.start >= self.end or (self.energies and bounds != starts):
            raise ValueError(f"energies do not make up {self.start} to {self.end}")
        if any(o.start < self.start or self.end < o.end for o in self.overruns):
            raise ValueError(f"an overrun lies outside {self.start} to {self.end}")


@dataclass(frozen=True, slots=True)
class Tariffs:
    """The rates that a bill is computed with, each by date."""

    turpe: RateTable[TurpeRate]
    accise: RateTable[AcciseRate]
    cta: RateTable[CtaRate]
    tva: RateTable[TvaRate]
    offer: RateTable[OfferPrice]


def compute_bill(supply: Supply, tariffs: Tariffs) -> Bill:
    """Return the bill of ``supply``: every line from one rate in force all along it.

    Raises NoRateError for the first day without one of the rates.
    """
    energies = split_at_changes(supply, tariffs)
    fixed = tuple(_fixed(supply, tariffs))
    overruns = tuple(_overruns(supply, tariffs))
    lines = [
        *_offer(supply, tariffs, energies),
        *fixed,
        *_network_energy(supply, tariffs, energies),
        *(line for line in overruns if isinstance(line, BillLine)),
        *_cta(supply, tariffs, fixed),
        *_accise(supply, tariffs, energies),
    ]
    return add_up(lines, (line for line in overruns if isinstance(line, UnavailableLine)))


def split_at_changes(supply: Supply, tariffs: Tariffs) -> tuple[PeriodEnergy, ...]:
    """Return the energies cut wherever a price per kWh changes: once, for all lines alike."""
    days = energy_changes(tariffs, supply.start, supply.end) if supply.energies else frozenset()
    return tuple(
        part
        for energy in supply.energies
        for part in split_energy(energy, days, high_season_months=supply.high_season_months)
    )


def energy_changes(tariffs: Tariffs, start: date, end: date) -> frozenset[date]:
    """Return the days within a period on which a price per kWh changes: ask for readings there."""
    tables = (tariffs.turpe, tariffs.accise, tariffs.offer, tariffs.tva)
    return frozenset[date]().union(*(table.changes(start, end) for table in tables))


def _offer(
    supply: Supply, tariffs: Tariffs, energies: tuple[PeriodEnergy, ...]
) -> Iterator[BillLine]:
    spans = _spans(supply, tariffs.offer.changes(supply.start, supply.end), tariffs)
    for start, end in spans:
        price = tariffs.offer.at(start)
        if price.subscription_eur_month:
            vat_pct = tariffs.tva.at(start).rate_pct(VatBase.SUBSCRIPTION)
            yield subscription_line(start, end, price, vat_pct)
    for start, end in spans:
        price = tariffs.offer.at(start)
        vat_pct = tariffs.tva.at(start).rate_pct(VatBase.CONSUMPTION)
        energy = _sum_within(supply, energies, start, end)
        yield from class_lines(LineCode.OFFER_ENERGY, energy, price.energy_ct_kwh, vat_pct)


def _fixed(supply: Supply, tariffs: Tariffs) -> Iterator[BillLine]:
    """Yield the fixed network lines, cut where the CTA changes too: its base can then be read."""
    changes = (
        tariffs.turpe.changes(supply.start, supply.end)
        | tariffs.cta.changes(supply.start, supply.end)
        | supply.powers.changes(supply.start, supply.end)
    )
    for start, end in _spans(supply, changes, tariffs):
        power_kva = supply.powers.at(start).power_kva
        vat_pct = tariffs.tva.at(start).rate_pct(VatBase.SUBSCRIPTION)
        yield from fixed_lines(start, end, power_kva, tariffs.turpe.at(start), vat_pct)


def _network_energy(
    supply: Supply, tariffs: Tariffs, energies: tuple[PeriodEnergy, ...]
) -> Iterator[BillLine]:
    for start, end in _spans(supply, tariffs.turpe.changes(supply.start, supply.end), tariffs):
        vat_pct = tariffs.tva.at(start).rate_pct(VatBase.CONSUMPTION)
        energy = _sum_within(supply, energies, start, end)
        yield from energy_lines(energy, tariffs.turpe.at(start), vat_pct)


def _overruns(supply: Supply, tariffs: Tariffs) -> Iterator[BillLine | UnavailableLine]:
    """Yield one line for each rate that an overrun falls under, by days where there are two."""
    for overrun in supply.overruns:
        changes = tariffs.turpe.changes(overrun.start, overrun.end) | tariffs.tva.changes(
            overrun.start, overrun.end
        )
        spans = cut(overrun.start, overrun.end, changes)
        parts = apportion(overrun.minutes, [(end - start).days for start, end in spans])
        for (start, end), minutes in zip(spans, parts, strict=True):
            vat_pct = tariffs.tva.at(start).rate_pct(VatBase.CONSUMPTION)
            line = overrun_line(start, end, minutes, tariffs.turpe.at(start), vat_pct)
            if line is not None:
                yield line


def _cta(supply: Supply, tariffs: Tariffs, fixed: tuple[BillLine, ...]) -> Iterator[BillLine]:
    for start, end in _spans(supply, tariffs.cta.changes(supply.start, supply.end), tariffs):
        base = sum_eur(line.amount_eur for line in fixed if start <= line.start < end)
        vat_pct = tariffs.tva.at(start).rate_pct(VatBase.SUBSCRIPTION)
        yield cta_line(start, end, base, tariffs.cta.at(start), vat_pct)


def _accise(
    supply: Supply, tariffs: Tariffs, energies: tuple[PeriodEnergy, ...]
) -> Iterator[BillLine]:
    if not energies:
        return
    for start, end in _spans(supply, tariffs.accise.changes(supply.start, supply.end), tariffs):
        energy, rate = _sum_within(supply, energies, start, end), tariffs.accise.at(start)
        if any(energy.energy_kwh):
            vat_pct = tariffs.tva.at(start).rate_pct(VatBase.CONSUMPTION)
            yield accise_line(energy, rate, supply.accise_category, vat_pct)


def _spans(supply: Supply, changes: frozenset[date], tariffs: Tariffs) -> tuple[Span, ...]:
    """Return the period cut on ``changes`` and where the VAT changes."""
    vat_changes = tariffs.tva.changes(supply.start, supply.end)
    return cut(supply.start, supply.end, changes | vat_changes)


def _sum_within(
    supply: Supply, energies: tuple[PeriodEnergy, ...], start: date, end: date
) -> PeriodEnergy:
    """Return the parts from ``start`` to ``end`` as one, with the least certain method.

    From one reading to another the sum is what was read, wherever it had to be cut in between.
    """
    readings = {energy.start for energy in supply.energies} | {supply.end}
    known = supply.energies if {start, end} <= readings else energies
    parts = [energy for energy in known if start <= energy.start < end]
    hph, hch, hpe, hce = (sum(part.energy_kwh[i] for part in parts) for i in range(4))
    return PeriodEnergy(start, end, (hph, hch, hpe, hce), worst_method(p.method for p in parts))
