"""A statement of account: where a customer stood, what happened, where the customer stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.domain.ledger import EntryKind

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that changed what the customer owes: ``amount_eur`` more, or less if negative.

    ``mode``, ``incident``: of the payment that it is about.
    """

    happened_on: date
    kind: EntryKind
    amount_eur: Decimal
    invoice_number: str | None = None
    mode: str | None = None
    incident: str | None = None

    @property
    def nature(self) -> str:
        """Return what it is called by: its kind, or how a payment came back."""
        if self.kind is EntryKind.REVERSAL and self.incident:
            return self.incident
        return self.kind.value


@dataclass(frozen=True, slots=True)
class StatementLine:
    """An operation, and what was owed after it, in euros."""

    operation: Operation
    balance_eur: Decimal


@dataclass(frozen=True, slots=True)
class AccountStatement:
    """The operations from ``first`` to ``last``, both included, between two balances."""

    first: date
    last: date
    opening_eur: Decimal
    lines: tuple[StatementLine, ...]

    @property
    def closing_eur(self) -> Decimal:
        """Return what is owed at the end of the last day."""
        return self.lines[-1].balance_eur if self.lines else self.opening_eur

    @property
    def debit_eur(self) -> Decimal:
        """Return what was added to the account."""
        return sum((a for a in self._amounts if a > 0), ZERO)

    @property
    def credit_eur(self) -> Decimal:
        """Return what was taken off the account, as a positive amount."""
        return -sum((a for a in self._amounts if a < 0), ZERO)

    @property
    def _amounts(self) -> list[Decimal]:
        return [line.operation.amount_eur for line in self.lines]


@dataclass(frozen=True, slots=True)
class AccountHolder:
    """Whose account a statement is of."""

    reference: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class StatementDocument:
    """A statement as a file; ``made_on``: the local day on which it was drawn up."""

    holder: AccountHolder
    statement: AccountStatement
    made_on: date
    is_demo: bool = False


def compute_statement(operations: Sequence[Operation], first: date, last: date) -> AccountStatement:
    """Return the statement from ``first`` to ``last`` of an account, given all its operations.

    They come oldest first; what is before the period makes the opening balance.
    """
    before = (o.amount_eur for o in operations if o.happened_on < first)
    opening = balance = sum(before, ZERO)
    lines = []
    for operation in operations:
        if first <= operation.happened_on <= last:
            balance += operation.amount_eur
            lines.append(StatementLine(operation, balance))
    return AccountStatement(first, last, opening, tuple(lines))
