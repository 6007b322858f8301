"""Agence: the search of customers, registrations to examine, the agency's users."""

from datetime import datetime

from dash import Dash
from dash.development.base_component import Component
from flask import session

from components import agency_queue, agency_search, agency_users, cards, controls, html, shell
from components.agency_queue import Comparison, QueueRow, Why
from components.agency_search import ResultRow
from components.agency_users import Invitation, MemberRow
from components.cards import ChipKind
from components.controls import Option
from pages import _agency_office as office
from pages import _agency_payments as payments
from pages._agency_forms import (
    ERASURES,
    MAILS,
    about_demand,
    about_file,
    read_number,
    take_reason,
)
from pages._agency_payments import PAYMENTS
from pages._page import SEARCH, Page, address, form_token, now, one, told, viewer
from services.domain.calendar import PARIS
from services.enrolment import registrations_queue
from services.enrolment.registrations_queue import WaitingRegistration
from services.kernel import formats
from services.kernel.errors import NotFoundError
from services.kernel.viewer import Role
from services.kernel.wording import text
from services.office import (
    abandoned_mails,
    customer_search,
    erasures,
    payment_incidents,
    staff,
)
from services.office.customer_search import FoundCustomer
from services.office.staff import StaffMember

PAGE = Page(
    SEARCH,
    "nav.agency",
    "agency.title",
    "building-2",
    group="nav.group_agency",
    is_about_a_site=False,
    is_kept=False,
    is_for_staff=True,
)
QUEUE, USERS = "demandes", "utilisateurs"
INVITATION = "invitation"
"""Where a refused invitation leaves what was typed, until the page is drawn."""

OPEN = f"{SEARCH}/fiche"
ROLES = (Role.AGENT, Role.SUPERVISOR, Role.ADMINISTRATOR)

_KINDS: dict[str, ChipKind] = {"danger": "danger", "info": "info", "warn": "warn"}

Query = dict[str, str]


def layout(**query: object) -> Component:
    """Return the page for the choices in the address."""
    asked = {name: one(value) or "" for name, value in query.items()}
    left = told()
    notes = [cards.note(_KINDS.get(left[0], "ok"), left[1])] if left else []
    counts = _count()
    tab = asked.get("onglet", "")
    tab = tab if tab in counts else ""
    head = shell.page_head(text("agency.title"), text("agency.context"))
    body = _body(tab, asked, counts)
    return shell.page(shell.top_bar(), head, _tabs(tab, counts), *notes, *body)


def register(app: Dash) -> None:
    """Add nothing: every choice is in the address, every change a form."""


def _count() -> dict[str, int]:
    """Return the segments that the viewer has, with what waits in each; nothing is counted as 0."""
    person = viewer()
    counts = {"": 0, QUEUE: registrations_queue.count_waiting(person)}
    if staff.may_see(person):
        counts[ERASURES] = erasures.count_open(person)
        counts[MAILS] = abandoned_mails.count(person)
        counts[PAYMENTS] = payment_incidents.count(person)
        counts[USERS] = 0
    return counts


def _tabs(current: str, counts: dict[str, int]) -> Component:
    words = {
        "": text("agency.tab_search"),
        QUEUE: text("agency.tab_queue", count=formats.number(counts.get(QUEUE, 0))),
        ERASURES: text("agency.tab_erasures", count=formats.number(counts.get(ERASURES, 0))),
        MAILS: text("agency.tab_mails", count=formats.number(counts.get(MAILS, 0))),
        PAYMENTS: text("agency.tab_payments", count=formats.number(counts.get(PAYMENTS, 0))),
        USERS: text("agency.tab_users"),
    }
    options = [
        Option(words[tab], address(SEARCH, onglet=tab), current=tab == current) for tab in counts
    ]
    switch = controls.segmented(text("agency.tabs"), options, name="agency-tab")
    return html.Div(switch, className="agency-tabs")


def _body(tab: str, asked: Query, counts: dict[str, int]) -> list[Component]:
    if tab == QUEUE:
        return _registrations(asked)
    if tab == ERASURES:
        return office.show_erasures(asked, counts[ERASURES])
    if tab == MAILS:
        return office.show_mails(asked, counts[MAILS])
    if tab == PAYMENTS:
        return payments.show_payments(asked, counts[PAYMENTS])
    return _users() if tab == USERS else _search(asked)


def _search(asked: Query) -> list[Component]:
    typed, chosen = asked.get("recherche", ""), asked.get("fiche", "")
    parts: list[Component] = []
    opened = _find_exact(chosen) if chosen else None
    if typed:
        found = customer_search.search(viewer(), typed=typed, now=now())
        exact = [customer for customer in found.customers if customer.is_exact]
        opened = opened or (exact[0] if len(exact) == 1 else None)
        rows = [_result(customer, typed) for customer in found.customers]
        parts += agency_search.results(found.typed, rows, is_cut=found.is_cut)
    if opened is None:
        return parts or [agency_search.invitation()]
    left = take_reason(about_file(opened.reference))
    form = agency_search.open_card(
        opened.reference,
        opened.name,
        action=OPEN,
        token=form_token(),
        typed=left.reason,
        error=left.error,
    )
    return [form, *parts]


def _find_exact(reference: str) -> FoundCustomer | None:
    found = customer_search.search(viewer(), typed=reference, now=now()).customers
    return next((customer for customer in found if customer.reference == reference), None)


def _result(customer: FoundCustomer, typed: str) -> ResultRow:
    return ResultRow(
        reference=customer.reference,
        name=customer.name,
        town=customer.town,
        contracts=customer.contracts,
        has_account=customer.has_account,
        is_exact=customer.is_exact,
        href=address(SEARCH, recherche=typed, fiche=customer.reference),
    )


def _registrations(asked: Query) -> list[Component]:
    number = asked.get("demande", "")
    examined = _find_waiting(number)
    if examined is None:
        rows = [_queued(waiting) for waiting in registrations_queue.load_waiting(viewer())]
        return [agency_queue.queue(rows)]
    left = take_reason(about_demand(QUEUE, examined.number))
    reference = examined.reference
    why = Why(
        tuple(_holder(*holder) for holder in examined.holders),
        text("agency.proof_invoice" if examined.is_by_invoice else "agency.proof_commissioning"),
        customer=address(SEARCH, recherche=reference, fiche=reference),
        queue=address(SEARCH, onglet=QUEUE),
    )
    return agency_queue.examined(
        _compared(examined),
        why,
        path=f"{SEARCH}/demandes/{examined.number}",
        token=form_token(),
        typed=left.reason,
        error=left.error,
    )


def _holder(name: str, since: datetime | None) -> str:
    day = formats.short_date(since.astimezone(PARIS)) if since else text("agency.unknown_day")
    return text("agency.holder", name=name, day=day)


def _find_waiting(number: str) -> WaitingRegistration | None:
    asked = read_number(number)
    if asked is None:
        return None
    try:
        return registrations_queue.get_waiting(viewer(), number=asked, now=now())
    except NotFoundError:
        return None


def _queued(waiting: WaitingRegistration) -> QueueRow:
    asked_at = waiting.asked_at.astimezone(PARIS)
    return QueueRow(
        reference=waiting.reference,
        name=waiting.typed.name,
        email=waiting.typed.email,
        asked_at=f"{formats.short_date(asked_at)} {formats.hour(asked_at)}",
        href=address(SEARCH, onglet=QUEUE, demande=str(waiting.number)),
    )


def _compared(waiting: WaitingRegistration) -> list[Comparison]:
    typed, on_file = waiting.typed, waiting.on_file
    unknown = text("agency.not_on_file")
    return [
        Comparison(
            text("agency.column_reference"),
            waiting.reference,
            waiting.reference if on_file else unknown,
        ),
        Comparison(text("agency.column_name"), typed.name, on_file.name if on_file else unknown),
        Comparison(text("agency.column_email"), typed.email, on_file.email if on_file else unknown),
        Comparison(
            text("agency.telephone"),
            formats.telephone(typed.telephone),
            formats.telephone(on_file.telephone) if on_file else unknown,
        ),
    ]


def _users() -> list[Component]:
    roles = [(role.value, text(f"role.{role}")) for role in ROLES]
    token, is_changing = form_token(), staff.may_change(viewer())
    rows = [_member(member, is_changing=is_changing) for member in staff.load_members(viewer())]
    table = agency_users.members(rows, roles, token)
    if not is_changing:
        return [cards.note("info", text("agency.users_read_only")), table]
    left = session.pop(INVITATION, None)
    kept: dict[str, str] = left if isinstance(left, dict) else {}
    wrong = kept.get("erreur", "")
    form = Invitation(kept, wrong, text("agency.check_field") if wrong else "")
    return [table, agency_users.invitation(form, roles, action=f"{SEARCH}/{USERS}", token=token)]


def _member(member: StaffMember, *, is_changing: bool) -> MemberRow:
    last = member.last_sign_in_at
    return MemberRow(
        username=member.username,
        name=member.display_name,
        email=member.email,
        role=member.role,
        role_words=text(f"role.{member.role}"),
        last_sign_in=formats.short_date(last.astimezone(PARIS)) if last else text("agency.never"),
        is_active=member.is_active,
        path=f"{SEARCH}/{USERS}/{member.id}" if is_changing else "",
    )
