"""Monthly instalments: a year's estimate in equal payments, settled by one invoice at its end."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.domain.invoice_terms import add_months

COUNTS = (10, 11)
"""How many payments a year may have; the months that are left see the settlement."""


@dataclass(frozen=True, slots=True)
class DueInstalment:
    """One monthly payment, in euros."""

    due_on: date
    amount_eur: Decimal


def spread(yearly_eur: Decimal, first_due_on: date, count: int) -> tuple[DueInstalment, ...]:
    """Return ``count`` monthly payments that sum to ``yearly_eur`` to the cent.

    They are equal, rounded down to the cent; the last one bears the cents that are left over, fewer
    than ``count``. Raises ValueError for another number of payments than 10 or 11, for an amount
    that is not positive or has fractions of a cent.
    """
    cents = yearly_eur.scaleb(2)
    if count not in COUNTS:
        raise ValueError(f"{count} instalments a year")
    if cents != cents.to_integral_value() or cents < count:
        raise ValueError(f"{yearly_eur} is no yearly amount")
    each, left = divmod(int(cents), count)
    return tuple(
        DueInstalment(
            add_months(first_due_on, position),
            Decimal(each + (left if position == count - 1 else 0)).scaleb(-2),
        )
        for position in range(count)
    )


@dataclass(frozen=True, slots=True)
class ScheduledInstalment:
    """One monthly payment of a plan; ``paid_on`` once it was collected."""

    due_on: date
    amount_eur: Decimal
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class Schedule:
    """A contract's year of instalments from ``starts_on`` to before ``ends_on``.

    ``settlement``: the number of the invoice that settled it, None before.
    """

    starts_on: date
    ends_on: date
    instalments: tuple[ScheduledInstalment, ...]
    settlement: str | None

    @property
    def yearly_eur(self) -> Decimal:
        """Return what all instalments come to."""
        return sum((one.amount_eur for one in self.instalments), Decimal("0.00"))

    @property
    def paid_eur(self) -> Decimal:
        """Return what was collected so far."""
        paid = (one.amount_eur for one in self.instalments if one.paid_on is not None)
        return sum(paid, Decimal("0.00"))
