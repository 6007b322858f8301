"""Segment of /agence for supervisors: payments to look at, money to pay back."""

from functools import partial

from dash.development.base_component import Component
from flask import session

from components import agency_incidents
from components.agency_incidents import IncidentForms, IncidentLine
from components.agency_pager import last_page, pager
from pages._page import SEARCH, address, form_token, today, viewer
from services.domain.calendar import PARIS
from services.kernel import formats
from services.kernel.errors import NotFoundError
from services.kernel.wording import text
from services.office import payment_incidents
from services.office.payment_incidents import IncidentRow
from services.trail.access_history import read_page

PAYMENTS = "paiements"
DECISION = "payment_decision"
"""Where a refused decision leaves what was typed, until the page is drawn."""

Query = dict[str, str]


def show_payments(asked: Query, waiting: int) -> list[Component]:
    """Return the incidents that wait, of which there are ``waiting``, or the one that is asked."""
    examined = _find(asked.get("demande", ""))
    if examined is not None:
        return agency_incidents.examined(
            _line(examined, href=address(SEARCH, onglet=PAYMENTS)), _forms(examined)
        )
    last = last_page(waiting, payment_incidents.PAGE_SIZE)
    number = min(read_page(asked.get("page")), last)
    lines = [_line(one) for one in payment_incidents.load(viewer(), page=number)]
    return [agency_incidents.incidents(lines), *pager(number, last, partial(_page))]


def _page(number: int) -> str:
    return address(SEARCH, onglet=PAYMENTS, page=str(number))


def _find(number: str) -> IncidentRow | None:
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return None
    try:
        return payment_incidents.examine(viewer(), number=int(number))
    except NotFoundError:
        return None


def _line(one: IncidentRow, *, href: str = "") -> IncidentLine:
    since = one.opened_at.astimezone(PARIS)
    known = f"{one.customer_name} ({one.customer_reference})"
    return IncidentLine(
        kind=one.kind,
        amount=formats.euros(one.amount_eur) if one.amount_eur else "–",
        customer=known if one.customer_reference else text("agency.incident_nobody"),
        since=f"{formats.short_date(since)} {formats.hour(since)}",
        order=one.order,
        note=one.note,
        href=href or address(SEARCH, onglet=PAYMENTS, demande=str(one.number)),
    )


def _forms(one: IncidentRow) -> IncidentForms:
    left = session.pop(DECISION, None)
    kept: Query = left if isinstance(left, dict) else {}
    return IncidentForms(
        path=f"{SEARCH}/{PAYMENTS}/{one.number}",
        token=form_token(),
        first_day=one.opened_at.astimezone(PARIS).date().isoformat(),
        last_day=today().isoformat(),
        reason=kept.get("motif", ""),
        wrong=kept.get("erreur", ""),
        message=kept.get("message", ""),
    )
