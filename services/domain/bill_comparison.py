"""Why an invoice differs from another: volume, power, season and price, in euros that add up.

The method, always in this order, from the old invoice to the new one:

- **lines per kWh** (one group per ``code``; p and q are the mean price and the kWh of each class,
  Q their sum, P the mean price of the whole group, a prime marks the new invoice).
  *Volume* is P (Q' - Q): other kWh at the old mean price. *Season* is sum(p q') - P Q': the same
  kWh spread over other classes, winter or summer, peak or off-peak, at the old prices; a class that
  the old invoice lacks counts at its new price. *Price* is sum((p' - p) q'): new prices.
- **fixed lines**: an amount is days (or none) x power x price. *Volume* is what other days cost at
  the old power and price, *power* what another power (or other hours above it) costs at the old
  price, *price* is what remains.
- **a percentage of the fixed network lines** (CTA) follows these lines; its own rate is *price*.
- what is on one of the two invoices only, or has no quantity, is *other*.
- **VAT** follows the amounts excl. tax at the old invoice's mean rate; a change of rate is *price*.

Each part is then rounded to the cent; the largest takes what rounding left over, and parts that may
come from the rounding of the lines alone: up to half a cent for each line.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from services.domain.invoices import InvoiceLine, Part
from services.domain.price_effects import (
    Effect,
    Effects,
    energy_effects,
    fixed_effects,
    is_per_kwh,
    share_like,
)

CENT = Decimal("0.01")
ROUNDING_EUR = Fraction(1, 10)
"""VAT that differs by less comes from rounding, not from another rate."""

PERCENTAGE_UNITS = frozenset({"eur", "€", "%"})


class Against(StrEnum):
    """What an invoice is compared with."""

    PREVIOUS = "previous"
    YEAR_BEFORE = "year_before"


@dataclass(frozen=True, slots=True)
class ComparedBill:
    """What is compared of an invoice; ``power_kva``: mean of its classes, None when not known."""

    number: str
    amount_eur: Decimal
    lines: tuple[InvoiceLine, ...]
    power_kva: Decimal | None = None


@dataclass(frozen=True, slots=True)
class BillComparison:
    """The difference between two invoices, TTC; ``effects`` add up to it, zeros are left out."""

    against: Against
    old_number: str
    old_eur: Decimal
    new_eur: Decimal
    effects: Mapping[Effect, Decimal] = field(default_factory=dict)

    @property
    def difference_eur(self) -> Decimal:
        """Return how much more the new invoice is; negative: less."""
        return self.new_eur - self.old_eur


def compare_bills(against: Against, old: ComparedBill, new: ComparedBill) -> BillComparison | None:
    """Return what makes ``new`` differ from ``old``; None where one has no lines."""
    if not old.lines or not new.lines:
        return None
    effects = _before_tax(old, new)
    difference = Fraction(new.amount_eur - old.amount_eur)
    _add_vat(effects, old, difference)
    # Every line was rounded to the cent: so much can only be rounding.
    least = CENT * (len(old.lines) + len(new.lines)) / 2
    shown = _in_cents(effects, difference, least)
    return BillComparison(against, old.number, old.amount_eur, new.amount_eur, shown)


def _before_tax(old: ComparedBill, new: ComparedBill) -> Effects:
    effects: Effects = dict.fromkeys(Effect, Fraction())
    network: Effects = dict.fromkeys(Effect, Fraction())
    percentages = []
    for code in sorted({line.code for line in (*old.lines, *new.lines)}):
        before, after = _of(old.lines, code), _of(new.lines, code)
        if all(is_per_kwh(line) for line in before + after):
            _add(effects, energy_effects(before, after))
        elif all(line.unit.lower() in PERCENTAGE_UNITS for line in before + after):
            percentages.append((before, after))
        else:
            fixed = fixed_effects(before, after, old.power_kva, new.power_kva)
            _add(effects, fixed)
            if all(line.part is Part.NETWORK for line in before + after):
                _add(network, fixed)
    for before, after in percentages:
        _add(effects, share_like(before, after, network))
    return effects


def _of(lines: Iterable[InvoiceLine], code: str) -> list[InvoiceLine]:
    return [line for line in lines if line.code == code]


def _add(effects: Effects, more: Effects) -> None:
    for effect, amount in more.items():
        effects[effect] += amount


def _add_vat(effects: Effects, old: ComparedBill, difference: Fraction) -> None:
    """Add to each effect its VAT, so that together they make the difference of the amounts due."""
    before_tax = sum((Fraction(line.amount_eur) for line in old.lines), Fraction())
    rate = Fraction(old.amount_eur) / before_tax if before_tax else Fraction(1)
    for effect in effects:
        effects[effect] *= rate
    left = difference - sum(effects.values(), Fraction())
    if abs(left) > ROUNDING_EUR:
        effects[Effect.PRICE] += left


def _in_cents(effects: Effects, difference: Fraction, least: Decimal) -> dict[Effect, Decimal]:
    rounded = {e: Decimal(round(amount * 100)) * CENT for e, amount in effects.items()}
    largest = max(effects, key=lambda e: abs(effects[e]))
    for effect in effects:
        if effect is not largest and abs(rounded[effect]) <= least:
            rounded[effect] = Decimal()
    total = Decimal(round(difference * 100)) * CENT
    rounded[largest] += total - sum(rounded.values(), Decimal())
    return {effect: amount for effect, amount in rounded.items() if amount}
