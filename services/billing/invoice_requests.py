"""What an address asks of the list of invoices, read from untrusted text."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from services.domain.invoice_lists import Sort, SortKey
from services.domain.invoices import InvoiceKind, InvoiceState
from services.kernel.errors import InvalidInputError
from services.kernel.wording import text

ALL_YEARS = "toutes"
ALL_CONTRACTS = "tous"
NOTHING_OPEN = "aucune"
MOST_WORDS = 5
FIRST_YEAR, LAST_YEAR = 1900, 9000
LARGEST_PAGE = 100_000

KINDS = {
    "consommation": InvoiceKind.CONSUMPTION,
    "avoir": InvoiceKind.CREDIT_NOTE,
    "regularisation": InvoiceKind.ADJUSTMENT,
    "services": InvoiceKind.SERVICES,
    "solde": InvoiceKind.SETTLEMENT,
}
STATES = {
    "reglee": InvoiceState.SETTLED,
    "a-regler": InvoiceState.DUE,
    "en-retard": InvoiceState.LATE,
    "prelevement": InvoiceState.DIRECT_DEBIT,
    "avoir": InvoiceState.CREDIT,
    "en-litige": InvoiceState.DISPUTED,
}
SORTS = {
    "reference": SortKey.NUMBER,
    "type": SortKey.LABEL,
    "date": SortKey.ISSUED_ON,
    "etat": SortKey.STATE,
    "montant": SortKey.AMOUNT,
}
DEFAULT_SORT = "-date"

_THOUSANDS = re.compile(r"(?<=\d)[ \u202f\xa0](?=\d{3}(?!\d))")
"""The space between groups of digits."""

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class ListRequest:
    """Every choice as an address writes it, None where it is the default.

    ``scope``: ALL_CONTRACTS, else one contract; ``year``: ALL_YEARS, a year, else the newest;
    ``sort``: a key of SORTS, behind ``-`` when descending; ``opened``: number of the opened
    invoice, NOTHING_OPEN for none.
    """

    contract_number: str | None = None
    scope: str | None = None
    year: str | None = None
    kind: str | None = None
    state: str | None = None
    words: str | None = None
    sort: str | None = None
    page: str | None = None
    opened: str | None = None


def read_year(value: str | None) -> int | None:
    """Return the year of ``value``, None for all; raises InvalidInputError for anything else."""
    if value in (None, ALL_YEARS):
        return None
    return _read_number(value, FIRST_YEAR, LAST_YEAR, "annee")


def read_page(value: str | None) -> int:
    """Return the number of a page, from 1."""
    return 1 if value is None else _read_number(value, 1, LARGEST_PAGE, "page")


def read_kind(value: str | None) -> InvoiceKind | None:
    """Return the kind of invoice that ``value`` names."""
    return _read_word(value, KINDS, "nature")


def read_state(value: str | None) -> InvoiceState | None:
    """Return the state that ``value`` names."""
    return _read_word(value, STATES, "etat")


def read_sort(value: str | None) -> Sort:
    """Return the order that ``value`` names."""
    name = value or DEFAULT_SORT
    key = _read_word(name.removeprefix("-"), SORTS, "tri")
    return Sort(key or SortKey.ISSUED_ON, name.startswith("-"))


def read_words(value: str | None) -> tuple[str, ...]:
    """Return the words of a search; an amount is one, as it is shown or typed: ``1 325,67 €``."""
    plain = (value or "").replace("\0", " ").replace("€", " ")
    joined = _THOUSANDS.sub("", plain)
    return tuple(joined.split()[:MOST_WORDS])


def _read_word(value: str | None, known: dict[str, Choice], field: str) -> Choice | None:
    if value is None:
        return None
    if value not in known:
        raise InvalidInputError(text("invoices.unreadable"), field=field)
    return known[value]


def _read_number(value: str | None, least: int, most: int, field: str) -> int:
    is_number = value is not None and value.isascii() and value.isdigit() and len(value) <= 6
    number = int(value) if value is not None and is_number else 0
    if not least <= number <= most:
        raise InvalidInputError(text("invoices.unreadable"), field=field)
    return number
