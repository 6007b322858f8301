"""Segments of /agence for supervisors: demands for erasure, e-mails that no server took."""

from functools import partial

from dash.development.base_component import Component

from components import agency_erasures, agency_mails
from components.agency_erasures import ErasureRow, Plan
from components.agency_mails import MailRow
from components.agency_pager import last_page, pager
from pages._agency_forms import ERASURES, MAILS, about_demand, read_number, take_reason
from pages._page import SEARCH, address, form_token, now, viewer
from services.domain.calendar import PARIS
from services.kernel import formats
from services.kernel.errors import NotFoundError
from services.kernel.wording import text
from services.office import abandoned_mails, erasures
from services.office.abandoned_mails import ShownMail
from services.office.erasures import ExaminedErasure, OpenErasure
from services.trail.access_history import read_page

Query = dict[str, str]


def show_erasures(asked: Query, waiting: int) -> list[Component]:
    """Return the demands that wait, of which there are ``waiting``, or the one that is asked."""
    examined = _find(asked.get("demande", ""))
    if examined is not None:
        return _examined(examined)
    last = last_page(waiting, erasures.PAGE_SIZE)
    number = min(read_page(asked.get("page")), last)
    rows = [_erasure(one) for one in erasures.load_open(viewer(), page=number, now=now())]
    return [agency_erasures.erasures(rows), *pager(number, last, partial(_page, ERASURES))]


def show_mails(asked: Query, waiting: int) -> list[Component]:
    """Return the mails that were given up, of which there are ``waiting``."""
    last = last_page(waiting, abandoned_mails.PAGE_SIZE)
    number = min(read_page(asked.get("page")), last)
    rows = [_mail(one) for one in abandoned_mails.load(viewer(), page=number)]
    shown = agency_mails.mails(rows, form_token())
    return [*shown, *pager(number, last, partial(_page, MAILS))]


def _page(tab: str, number: int) -> str:
    return address(SEARCH, onglet=tab, page=str(number))


def _find(number: str) -> ExaminedErasure | None:
    asked = read_number(number)
    if asked is None:
        return None
    try:
        return erasures.examine(viewer(), number=asked, now=now())
    except NotFoundError:
        return None


def _examined(examined: ExaminedErasure) -> list[Component]:
    left = take_reason(about_demand(ERASURES, examined.asked.number))
    plans = [Plan(plan.reference, plan.sentences, plan.refusal) for plan in examined.plans]
    return agency_erasures.examined(
        _erasure(examined.asked, href=address(SEARCH, onglet=ERASURES)),
        plans,
        path=f"{SEARCH}/{ERASURES}/{examined.asked.number}",
        token=form_token(),
        typed=left.reason,
        error=left.error,
    )


def _erasure(one: OpenErasure, *, href: str = "") -> ErasureRow:
    return ErasureRow(
        name=one.name,
        username=one.username,
        references=", ".join(one.references) or text("agency.no_customer"),
        asked_on=formats.short_date(one.asked_at.astimezone(PARIS)),
        due_on=formats.short_date(one.due_on),
        is_late=one.is_late,
        href=href or address(SEARCH, onglet=ERASURES, demande=str(one.number)),
    )


def _mail(one: ShownMail) -> MailRow:
    since = one.abandoned_at.astimezone(PARIS)
    return MailRow(
        subject=one.subject,
        recipient=one.recipient,
        since=f"{formats.short_date(since)} {formats.hour(since)}",
        error=one.error,
        can_be_sent=one.can_be_sent,
        path=f"{SEARCH}/{MAILS}/{one.number}",
    )
