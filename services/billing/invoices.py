"""The invoices that somebody may see: the list, and one of them in full."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from services.billing import archives
from services.billing.advice import find_advice
from services.billing.comparison import load_comparisons
from services.billing.invoice_requests import (
    ALL_CONTRACTS,
    ALL_YEARS,
    NOTHING_OPEN,
    ListRequest,
    read_kind,
    read_page,
    read_sort,
    read_state,
    read_words,
    read_year,
)
from services.billing.next_invoice import find_next
from services.domain.bill_comparison import BillComparison
from services.domain.fixed_share import Advice
from services.domain.invoice_lists import ArchiveState, InvoiceList, ListFilter
from services.domain.invoices import InvoiceDetail, InvoiceState
from services.domain.next_invoice import NextInvoice
from services.kernel.errors import NotFoundError
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.sites import SiteChoice, choose_within
from services.storage import invoice_details
from services.storage import invoice_lists as storage
from services.storage.access import HeldContract


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """The invoice that is opened on the page, what it is compared with, what to learn from it.

    ``is_by_card``: no direct debit will collect it, so that it may be settled on the portal.
    """

    detail: InvoiceDetail
    comparisons: tuple[BillComparison, ...]
    advice: Advice | None
    is_by_card: bool


@dataclass(frozen=True, slots=True)
class InvoicesPage:
    """All that the page of invoices shows; ``opened`` may stand on another page of the list."""

    choice: SiteChoice
    is_all_contracts: bool
    listing: InvoiceList
    opened: OpenInvoice | None
    next: NextInvoice | None
    archive: ArchiveState | None


def show(
    viewer: Viewer, *, request: ListRequest, today: date, now: datetime
) -> InvoicesPage | SiteChoice:
    """Return the page that ``request`` asks for; the choice alone for somebody without contracts.

    Without a choice the newest year is shown, its newest invoice opened. Raises NotFoundError for
    a contract or an invoice that the viewer may not see, InvalidInputError for an unreadable value.
    """
    with viewer.database.begin() as session:
        opened = _find_opened(session, viewer, request.opened, today)
        choice, contract = choose_within(session, viewer, _contract_of(request, opened))
        if contract is None:
            return choice
        scope = None if request.scope == ALL_CONTRACTS else contract
        listing = _load_list(session, viewer, request, scope, opened=opened, today=today)
        opened = opened or _newest(session, viewer, request, listing, today)
        return InvoicesPage(
            choice=choice,
            is_all_contracts=scope is None,
            listing=listing,
            opened=None if opened is None else _open(session, opened, contract),
            next=find_next(session, contract, today=today) if scope else None,
            archive=archives.find_state(session, viewer, now=now),
        )


def load_list(viewer: Viewer, *, request: ListRequest, today: date) -> InvoiceList:
    """Return one page of the list that ``request`` asks for; raises as ``show`` does."""
    with viewer.database.begin() as session:
        _, contract = choose_within(session, viewer, request.contract_number)
        scope = None if request.scope == ALL_CONTRACTS else contract
        return _load_list(session, viewer, request, scope, opened=None, today=today)


def load_detail(viewer: Viewer, *, number: str, today: date) -> InvoiceDetail:
    """Return an invoice in full; raises NotFoundError for one that the viewer may not see."""
    with viewer.database.begin() as session:
        return _load_detail(session, viewer, number, today)


def _find_opened(
    session: Session, viewer: Viewer, number: str | None, today: date
) -> InvoiceDetail | None:
    if number is None or number == NOTHING_OPEN:
        return None
    return _load_detail(session, viewer, number, today)


def _load_detail(session: Session, viewer: Viewer, number: str, today: date) -> InvoiceDetail:
    invoice_id = storage.find_id(session, viewer, number.replace("\0", ""))
    if invoice_id is None:
        raise NotFoundError(text("invoices.not_found"))
    return invoice_details.load_detail(session, invoice_id, today)


def _contract_of(request: ListRequest, opened: InvoiceDetail | None) -> str | None:
    """Return the contract to show: the asked one, else that of the invoice that a link opens."""
    if request.contract_number is None and opened is not None:
        return opened.row.contract_number
    return request.contract_number


def _load_list(
    session: Session,
    viewer: Viewer,
    request: ListRequest,
    contract: HeldContract | None,
    *,
    opened: InvoiceDetail | None,
    today: date,
) -> InvoiceList:
    contract_id = None if contract is None else contract.id
    years = storage.load_years(session, viewer, contract_id)
    newest = years[0].year if years and request.year != ALL_YEARS else None
    default = newest if opened is None or newest is None else opened.row.issued_on.year
    asked = ListFilter(
        contract_id,
        read_year(request.year) or default,
        read_kind(request.kind),
        read_state(request.state),
        read_words(request.words),
    )
    sort, page = read_sort(request.sort), read_page(request.page)
    count, total = storage.load_totals(session, viewer, asked, today=today)
    listing = InvoiceList((), asked, sort, count, total, years, page)
    page = min(page, listing.pages)
    rows = storage.load_page(session, viewer, asked, sort, page=page, today=today) if count else []
    return InvoiceList(rows, asked, sort, count, total, years, page)


def _newest(
    session: Session, viewer: Viewer, request: ListRequest, listing: InvoiceList, today: date
) -> InvoiceDetail | None:
    """Return the first row's invoice where the page opens without any choice."""
    is_plain = request.opened is None and request.page is None and request.sort is None
    if not is_plain or listing.filter.is_narrow or not listing.rows:
        return None
    return _load_detail(session, viewer, listing.rows[0].number, today)


def _open(session: Session, detail: InvoiceDetail, contract: HeldContract) -> OpenInvoice:
    comparisons = load_comparisons(session, detail)
    is_late = detail.row.state is InvoiceState.LATE
    is_by_card = is_late or not _is_direct_debit(detail, contract)
    return OpenInvoice(detail, comparisons, find_advice(session, detail, contract), is_by_card)


def _is_direct_debit(detail: InvoiceDetail, contract: HeldContract) -> bool:
    """Tell how the invoice is paid: by its contract, else by what was known when it was issued."""
    if contract.site.contract_number == detail.row.contract_number:
        return contract.direct_debit
    return detail.facts is None or detail.facts.is_direct_debit
