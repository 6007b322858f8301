"""« Recherche de client »: the agency finds a customer by what the customer tells on the phone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy.orm import Session

from services.domain.search_keys import fold, words_of
from services.kernel.errors import NotFoundError
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.storage import customer_search as storage
from services.trail import audit

MOST_SHOWN = 50
SHORTEST = 2
"""Characters: one letter is no search."""

LONGEST = 64
LONGEST_TRACED = 40
"""Characters of a search that the trail keeps."""

_REFERENCE = re.compile(r"(?:FE[\s-]*)?(\d{2,10})", re.ASCII | re.IGNORECASE)
"""A reference as people say it: its figures alone, or without its hyphen."""


@dataclass(frozen=True, slots=True)
class FoundCustomer:
    """A customer in the list; ``is_exact``: the very reference, number or address was typed."""

    reference: str
    name: str
    town: str
    contracts: int
    has_account: bool
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brought, at most MOST_SHOWN; ``is_cut``: there are more."""

    typed: str
    customers: tuple[FoundCustomer, ...]
    is_cut: bool = False


def search(viewer: Viewer, *, typed: str, now: datetime) -> Found:
    """Return the customers that ``typed`` fits: exactly first, then by its beginning.

    Reference (its figures are enough), contract, PRM or invoice number; words of the name
    of the customer or of who signs in; user name; e-mail address. The trail gets what was typed,
    shortened, and how many customers were shown. Raises NotFoundError for anybody but the agency.
    """
    found = _find(viewer, typed)
    if len(found.typed) >= SHORTEST:
        said = {"typed": found.typed[:LONGEST_TRACED], "count": str(len(found.customers))}
        with viewer.database.write() as session:
            actor = audit.actor_of(viewer)
            audit.record(session, "agency.searched", actor=actor, now=now, details=said)
    return found


def _find(viewer: Viewer, typed: str) -> Found:
    if not viewer.is_staff:
        raise NotFoundError(text("site.not_found"))
    typed = " ".join("".join(c for c in typed if c.isprintable()).split())[:LONGEST]
    if len(typed) < SHORTEST:
        return Found(typed, ())
    with viewer.database.begin() as session:
        return _search(session, typed)


def _search(session: Session, typed: str) -> Found:
    exact = _find_exact(session, typed)
    found, is_whole = _find_words(session, typed)
    ids = dict.fromkeys([*sorted(exact), *found])
    for customer_id in _find_beginning(session, typed):
        if len(ids) > MOST_SHOWN:
            break
        ids.setdefault(customer_id)
    shown = list(islice(ids, MOST_SHOWN))
    rows = storage.load_rows(session, shown)
    customers = tuple(
        FoundCustomer(
            reference=row.reference,
            name=row.name,
            town=row.town,
            contracts=row.contracts,
            has_account=row.accounts > 0,
            is_exact=row.id in exact,
        )
        for row in rows
    )
    return Found(typed, customers, is_cut=len(ids) > MOST_SHOWN or not is_whole)


def _find_exact(session: Session, typed: str) -> frozenset[int]:
    found = {i for code in _codes(typed) for i in storage.find_exact(session, code)}
    words = words_of(typed)
    if len(words) == 1 and "@" in typed:
        found.update(storage.find_key(session, words[0]))
    if " " not in typed:
        found.update(storage.find_account(session, typed.casefold()))
    return frozenset(found)


def _find_words(session: Session, typed: str) -> tuple[list[int], bool]:
    words = words_of(typed)
    if not words:
        return [], True
    found, is_whole = storage.find_words(session, words)
    if len(words) > 1 and " " not in typed:
        found += storage.find_words(session, [fold(typed)])[0]  # the beginning of an address
    return found, is_whole


def _find_beginning(session: Session, typed: str) -> Iterator[int]:
    for code in _codes(typed):
        yield from storage.find_beginning(session, code)


def _codes(typed: str) -> tuple[str, ...]:
    """Return ``typed`` as a reference or number may be kept: as it is, in capitals, unspaced."""
    codes = [typed, typed.upper(), typed.upper().replace(" ", "")]
    if said := _REFERENCE.fullmatch(typed):
        codes.append(f"FE-{said[1]}")
    return tuple(dict.fromkeys(codes))
