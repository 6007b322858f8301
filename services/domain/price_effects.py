"""What volume, power, season and price each change of the lines of one code, before tax."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from services.domain.invoices import InvoiceLine
from services.domain.time_classes import TimeClass


class Effect(StrEnum):
    """Why two invoices differ, in the order in which it is told."""

    VOLUME = "volume"
    SEASON = "season"
    POWER = "power"
    PRICE = "price"
    OTHER = "other"


Effects = dict[Effect, Fraction]

KWH = "kwh"
POWER_UNITS = frozenset({"kva", "kw", "hour", "h"})
DAY_UNITS = frozenset({"day", "jour", "jours", "j"})
BY_POWER = frozenset({"turpe.cs_fixed"})
"""Codes whose price is a sum over the subscribed powers."""


def is_per_kwh(line: InvoiceLine) -> bool:
    """Tell whether the line charges for energy, by the kWh."""
    return line.unit.lower() == KWH and line.quantity is not None


def energy_effects(old: Sequence[InvoiceLine], new: Sequence[InvoiceLine]) -> Effects:
    """Return volume, season and price of lines per kWh; other where one side has no kWh."""
    kwh, cost = _by_class(old)
    new_kwh, new_cost = _by_class(new)
    total, new_total = sum(kwh.values()), sum(new_kwh.values())
    spent, new_spent = sum(cost.values()), sum(new_cost.values())
    if not total or not new_total:
        return {Effect.OTHER: Fraction(new_spent - spent)}
    mean = Fraction(spent) / total
    at_old_prices = Fraction(
        sum(
            cost[c] / kwh[c] * quantity if kwh.get(c) else new_cost[c]
            for c, quantity in new_kwh.items()
        )
    )
    return {
        Effect.VOLUME: mean * (new_total - total),
        Effect.SEASON: at_old_prices - mean * new_total,
        Effect.PRICE: new_spent - at_old_prices,
    }


def fixed_effects(
    old: Sequence[InvoiceLine],
    new: Sequence[InvoiceLine],
    old_kva: Decimal | None,
    new_kva: Decimal | None,
) -> Effects:
    """Return volume (days), power and price of fixed lines; other where they cannot be split."""
    spent, new_spent = _sum(old), _sum(new)
    before, after = _factors(old, old_kva), _factors(new, new_kva)
    if before is None or after is None:
        return {Effect.OTHER: new_spent - spent}
    (days, power), (new_days, new_power) = before, after
    price = spent / (days * power)
    volume = price * power * (new_days - days)
    powered = price * (new_power - power) * new_days
    return {
        Effect.VOLUME: volume,
        Effect.POWER: powered,
        Effect.PRICE: new_spent - spent - volume - powered,
    }


def share_like(old: Sequence[InvoiceLine], new: Sequence[InvoiceLine], network: Effects) -> Effects:
    """Return the effects of a percentage of the network's fixed lines, at the old percentage."""
    spent, new_spent = _sum(old), _sum(new)
    base = sum((Fraction(line.quantity or 0) for line in old), Fraction())
    moved = sum(network.values(), Fraction())
    new_base = sum((Fraction(line.quantity or 0) for line in new), Fraction())
    if not old or not new or not base:
        return {Effect.OTHER: new_spent - spent}
    followed = spent / base * (new_base - base)
    if not moved:
        return {Effect.PRICE: new_spent - spent}
    effects = {effect: followed * part / moved for effect, part in network.items()}
    effects[Effect.PRICE] += new_spent - spent - followed
    return effects


def _by_class(
    lines: Sequence[InvoiceLine],
) -> tuple[dict[TimeClass | None, Fraction], dict[TimeClass | None, Fraction]]:
    """Return the kWh and the cost of each class."""
    kwh: dict[TimeClass | None, Fraction] = defaultdict(Fraction)
    cost: dict[TimeClass | None, Fraction] = defaultdict(Fraction)
    for line in lines:
        kwh[line.time_class] += Fraction(line.quantity or 0)
        cost[line.time_class] += Fraction(line.amount_eur)
    return kwh, cost


def _factors(
    lines: Sequence[InvoiceLine], power_kva: Decimal | None
) -> tuple[Fraction, Fraction] | None:
    """Return time and power (1 where there is none), None where lines have no quantity or price.

    The time of a price per month or year is how much of one was charged.
    """
    units = {line.unit.lower() for line in lines}
    quantity = sum((Fraction(line.quantity or 0) for line in lines), Fraction())
    if not quantity or len(units) != 1 or not _sum(lines):
        return None
    if units <= POWER_UNITS:
        return Fraction(1), quantity
    if not units <= DAY_UNITS or not all(line.unit_price_eur for line in lines):
        return None
    charged = sum(
        (Fraction(line.amount_eur) / Fraction(line.unit_price_eur or 1) for line in lines),
        Fraction(),
    )
    by_power = power_kva is not None and power_kva > 0 and lines[0].code in BY_POWER
    return charged, Fraction(power_kva) if by_power and power_kva else Fraction(1)


def _sum(lines: Sequence[InvoiceLine]) -> Fraction:
    return sum((Fraction(line.amount_eur) for line in lines), Fraction())
