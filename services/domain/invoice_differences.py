"""What a corrected bill changes of an issued one: the difference, line by line."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from services.domain.invoices import InvoiceLine, VatTotal
from services.domain.tariffs.money import round_cents
from services.domain.time_classes import TimeClass

ZERO = Decimal("0.00")

Key = tuple[str, TimeClass | None, Decimal]
"""What is compared: the code, the class and the VAT rate, whatever the days it is cut into."""


@dataclass(slots=True)
class _Sum:
    """The lines of one key: what they come to, and the first of them, which says what it is."""

    amount_eur: Decimal = ZERO
    quantity: Decimal = Decimal(0)
    lines: list[InvoiceLine] = field(default_factory=list)


def differences(
    before: Iterable[InvoiceLine], after: Iterable[InvoiceLine]
) -> tuple[InvoiceLine, ...]:
    """Return a line for each code and class whose amount changes: after less before.

    It keeps the price of ``after`` (of ``before`` where the line is no more), and the difference of
    the quantities where both are priced alike. ``basis`` says both amounts.
    """
    old, new = _sums(before), _sums(after)
    found = []
    for key in dict.fromkeys((*new, *old)):
        was, now = old.get(key, _Sum()), new.get(key, _Sum())
        if was.amount_eur != now.amount_eur:
            found.append(_difference(was, now))
    return tuple(found)


def _sums(lines: Iterable[InvoiceLine]) -> Mapping[Key, _Sum]:
    sums: dict[Key, _Sum] = defaultdict(_Sum)
    for line in lines:
        if "unavailable" not in line.basis:
            kept = sums[line.code, line.time_class, line.vat_rate_pct]
            kept.amount_eur += line.amount_eur
            kept.quantity += line.quantity or 0
            kept.lines.append(line)
    return sums


def _difference(was: _Sum, now: _Sum) -> InvoiceLine:
    lines = now.lines or was.lines
    like = lines[0]
    prices = {line.unit_price_eur for line in (*was.lines, *now.lines)}
    is_same_price = len(prices) == 1
    basis = {"before": str(was.amount_eur), "after": str(now.amount_eur)}
    kept = {"price", "price_unit", "power_steps", "note"} if is_same_price else {"note"}
    return replace(
        like,
        start=min(line.start for line in lines),
        end=max(line.end for line in lines),
        quantity=now.quantity - was.quantity if is_same_price else None,
        unit_price_eur=like.unit_price_eur if is_same_price else None,
        amount_eur=now.amount_eur - was.amount_eur,
        basis={name: value for name, value in like.basis.items() if name in kept} | basis,
    )


def vat_differences(
    before: Iterable[VatTotal], lines: Iterable[InvoiceLine]
) -> tuple[VatTotal, ...]:
    """Return the VAT of a correction's ``lines``, so that it and ``before`` are right together.

    The VAT of a rate is that of both bases in one, rounded once, less what was charged already: a
    correction may differ by a cent from its own base times its rate, never the whole.
    """
    charged: dict[Decimal, list[VatTotal]] = defaultdict(list)
    for total in before:
        charged[total.rate_pct].append(total)
    bases: dict[Decimal, Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        bases[line.vat_rate_pct] += line.amount_eur
    found = []
    for rate_pct, base in sorted(bases.items()):
        old_base = sum((total.base_eur for total in charged[rate_pct]), ZERO)
        old_vat = sum((total.vat_eur for total in charged[rate_pct]), ZERO)
        vat = round_cents(Fraction(old_base + base) * Fraction(rate_pct) / 100) - old_vat
        found.append(VatTotal(rate_pct, base, vat))
    return tuple(found)
