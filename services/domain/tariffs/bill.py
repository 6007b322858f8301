"""A bill: lines and totals that add up to the cent, whatever the lines are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from services.domain.tariffs.lines import BillLine, LineKind, UnavailableLine
from services.domain.tariffs.money import round_cents


@dataclass(frozen=True, slots=True)
class VatTotal:
    """The VAT of one rate: on the sum of its bases, rounded once."""

    rate_pct: Decimal
    base_eur: Decimal
    vat_eur: Decimal


@dataclass(frozen=True, slots=True)
class Bill:
    """Lines and their totals, in euros: excl. tax, VAT for each rate, incl. tax."""

    lines: tuple[BillLine, ...]
    vat: tuple[VatTotal, ...]
    total_ht_eur: Decimal
    total_ttc_eur: Decimal
    unavailable: tuple[UnavailableLine, ...] = ()

    @property
    def total_vat_eur(self) -> Decimal:
        """Return the VAT of all rates together."""
        return self.total_ttc_eur - self.total_ht_eur

    @property
    def has_single_source(self) -> bool:
        """Tell whether a line rests on a rate that was found in one source only."""
        return any(line.rate is not None and line.rate.is_single_source for line in self.lines)

    def sum_of(self, kind: LineKind) -> Decimal:
        """Return what the lines of ``kind`` come to, excl. tax, in euros."""
        return sum_eur(line.amount_eur for line in self.lines if line.kind is kind)


def add_up(lines: Iterable[BillLine], unavailable: Iterable[UnavailableLine] = ()) -> Bill:
    """Return the bill of ``lines``: it adds up to the cent, whatever they are.

    The total excl. tax is the sum of the rounded lines. The VAT of a rate is computed once on the
    sum of its lines and rounded to the cent; the total incl. tax is the sum of both.
    """
    kept = tuple(lines)
    vat = _vat_totals(kept)
    total_ht = sum_eur(line.amount_eur for line in kept)
    total_ttc = total_ht + sum_eur(total.vat_eur for total in vat)
    return Bill(kept, vat, total_ht, total_ttc, tuple(unavailable))


def sum_eur(amounts: Iterable[Decimal]) -> Decimal:
    """Return the sum of amounts in euros, with its two decimals even when there are none."""
    return sum(amounts, Decimal("0.00"))


def _vat_totals(lines: Iterable[BillLine]) -> tuple[VatTotal, ...]:
    bases: dict[Decimal, Decimal] = defaultdict(lambda: Decimal("0.00"))
    for line in lines:
        bases[line.vat_rate_pct] += line.amount_eur
    return tuple(
        VatTotal(rate_pct, base, round_cents(Fraction(base) * Fraction(rate_pct) / 100))
        for rate_pct, base in sorted(bases.items())
    )
