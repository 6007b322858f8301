"""A list of invoices as somebody asked for it: filtered, sorted, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from services.domain.invoices import InvoiceKind, InvoiceRow, InvoiceState

PAGE_SIZE = 50


class SortKey(StrEnum):
    """The columns that a list can be sorted by."""

    NUMBER = "number"
    LABEL = "label"
    ISSUED_ON = "issued_on"
    STATE = "state"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Sort:
    """A column and a direction; newest first unless told otherwise."""

    key: SortKey = SortKey.ISSUED_ON
    is_descending: bool = True


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What a list is narrowed to; ``words`` must all be found in an invoice."""

    contract_id: int | None = None
    year: int | None = None
    kind: InvoiceKind | None = None
    state: InvoiceState | None = None
    words: tuple[str, ...] = ()

    @property
    def is_narrow(self) -> bool:
        """Tell whether more than a contract and a year was chosen."""
        return self.kind is not None or self.state is not None or bool(self.words)


@dataclass(frozen=True, slots=True)
class YearCount:
    """How many invoices were issued in a year."""

    year: int
    count: int


@dataclass(frozen=True, slots=True)
class InvoiceList:
    """One page of a list of invoices.

    ``rows``: those of the page; ``count``, ``total_eur``: of all that fit the filter; ``years``:
    those of the contracts in question, newest first; ``page`` counts from 1.
    """

    rows: Sequence[InvoiceRow]
    filter: ListFilter
    sort: Sort
    count: int
    total_eur: Decimal
    years: Sequence[YearCount]
    page: int = 1

    @property
    def pages(self) -> int:
        """Return how many pages there are, one at least."""
        return max(1, -(-self.count // PAGE_SIZE))

    @property
    def count_in_all(self) -> int:
        """Return how many invoices there are before any filter."""
        return sum(year.count for year in self.years)


@dataclass(frozen=True, slots=True)
class ArchiveState:
    """A zip of invoices: waiting (``done`` of ``total`` are in it), ready until a day, failed."""

    public_id: str
    state: str
    done: int
    total: int
    year: int | None
    contract_number: str | None
    expires_on: date | None
