"""The choices of the page of invoices, and the addresses that they lead to."""

from dataclasses import dataclass, replace

from pages._page import address, one
from services.billing.invoice_requests import (
    ALL_CONTRACTS,
    ALL_YEARS,
    NOTHING_OPEN,
    SORTS,
    ListRequest,
)
from services.domain.invoice_lists import Sort, SortKey

PATH = "/factures"
NAMES = {key: name for name, key in SORTS.items()}


@dataclass(frozen=True, slots=True)
class Choices:
    """Every choice of the page, as its address writes it; None where it is the default."""

    contrat: str | None = None
    portee: str | None = None
    annee: str | None = None
    nature: str | None = None
    etat: str | None = None
    q: str | None = None
    tri: str | None = None
    page: str | None = None
    facture: str | None = None

    def href(self, path: str = PATH) -> str:
        """Return the address that makes these choices."""
        return address(path, **{name: getattr(self, name) for name in self.__slots__})

    def request(self) -> ListRequest:
        """Return what the use case is asked."""
        return ListRequest(
            contract_number=self.contrat,
            scope=self.portee,
            year=self.annee,
            kind=self.nature,
            state=self.etat,
            words=self.q,
            sort=self.tri,
            page=self.page,
            opened=self.facture,
        )

    def in_year(self, year: int | None) -> "Choices":
        """Return the same choices for a year, None: all of them."""
        chosen = ALL_YEARS if year is None else str(year)
        return replace(self, annee=chosen, page=None, facture=None)

    def opening(self, number: str | None) -> "Choices":
        """Return the same choices with an invoice opened, or none."""
        return replace(self, facture=number or NOTHING_OPEN)

    def sorted_by(self, key: SortKey, current: Sort) -> "Choices":
        """Return the same choices sorted by a column: the other way round if it is already."""
        downwards = not current.is_descending if current.key is key else key in DOWN_FIRST
        sign = "-" if downwards else ""
        return replace(self, tri=f"{sign}{NAMES[key]}", page=None, facture=NOTHING_OPEN)

    def on_page(self, page: int) -> "Choices":
        """Return the same choices on another page of the list."""
        return replace(self, page=str(page), facture=NOTHING_OPEN)

    def plain(self) -> "Choices":
        """Return the same contract without anything that narrows the list."""
        return Choices(contrat=self.contrat, annee=self.annee, tri=self.tri)

    @property
    def is_all_contracts(self) -> bool:
        """Tell whether the list is of all contracts."""
        return self.portee == ALL_CONTRACTS


DOWN_FIRST = frozenset({SortKey.ISSUED_ON, SortKey.AMOUNT})
"""Columns whose largest values are looked for first."""


def read_choices(query: dict[str, object]) -> Choices:
    """Return the choices of an address; anything else in it is left out."""
    return Choices(**{name: one(query.get(name)) for name in Choices.__slots__})
