"""« Historique des accès »: what was done in an account and with its customers' data, by whom."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from services.domain.consents import Purpose
from services.kernel.viewer import STAFF, Viewer
from services.kernel.wording import text
from services.storage import audit as storage
from services.storage import consents
from services.storage.models import AuditEvent

PAGE_SIZE = 25
PAGES = {
    "/": "nav.home",
    "/consommations": "nav.consumption",
    "/factures": "nav.invoices",
    "/mon-compte": "nav.account",
    "/reglement": "nav.payment",
}
"""Pages about a customer's site that the agency may look at, by the name that the menu gives."""

LAST_PAGE = 4_000
"""As far as an address may ask: more than twelve months of anybody's events."""


@dataclass(frozen=True, slots=True)
class AccessEntry:
    """One event as its subject may read it.

    ``about``: which page, purpose or contract, "" where the event says it all; ``reason``: why the
    agency looked, else empty.
    """

    happened_at: datetime
    who: str
    what: str
    address: str
    reason: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class AccessPage:
    """Up to PAGE_SIZE events, the newest first; ``number``: of the page, from 1."""

    entries: tuple[AccessEntry, ...]
    number: int
    has_more: bool


def load_history(session: Session, viewer: Viewer, *, page: object = None) -> AccessPage:
    """Return one page of the events of the viewer's account and customers.

    ``page``: its number as untrusted text from an address; anything unreadable is the first.
    """
    number = read_page(page)
    customer_ids = [c.id for c in consents.load_customers_of(session, viewer.user_id)]
    rows = storage.load_about(
        session,
        user_id=viewer.user_id,
        customer_ids=customer_ids,
        limit=PAGE_SIZE + 1,
        offset=(number - 1) * PAGE_SIZE,
    )
    entries = tuple(_entry(row, viewer.user_id) for row in rows[:PAGE_SIZE])
    return AccessPage(entries, number, has_more=len(rows) > PAGE_SIZE)


def read_page(page: object) -> int:
    """Return the number of a page, from 1, of what an address says."""
    is_number = isinstance(page, str) and page.isascii() and page.isdecimal() and len(page) < 6
    return min(max(int(str(page)), 1), LAST_PAGE) if is_number else 1


def _entry(row: AuditEvent, user_id: int) -> AccessEntry:
    what = text(f"audit.{row.kind}")
    details: dict[str, str] = json.loads(row.details)
    about = _about(row.kind, details)
    if row.actor_role in STAFF and row.actor_id != user_id:
        # The agency answers for its people: the customer sees the reason, not the name.
        agency = text("privacy.agency")
        return AccessEntry(row.happened_at, agency, what, "", details.get("reason", ""), about)
    return AccessEntry(row.happened_at, _who(row), what, row.address, about=about)


def _about(kind: str, details: Mapping[str, str]) -> str:
    """Return what an event was about, in the reader's words."""
    if kind == "agency.viewed":
        path = details.get("path", "")
        return text(PAGES[path]) if path in PAGES else path
    if kind.startswith("consent."):
        purpose = details.get("purpose", "")
        return text(f"privacy.consent.{purpose}") if purpose in set(Purpose) else purpose
    if kind == "consumption.exported":
        return " ".join((details.get("contract", ""), details.get("form", "").upper())).strip()
    return ""


def _who(row: AuditEvent) -> str:
    if row.actor_name:
        return row.actor_name
    return text("privacy.unknown_person") if row.address else text("privacy.program")
