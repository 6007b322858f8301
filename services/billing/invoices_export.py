"""Taking the list of invoices away as a workbook."""

from datetime import datetime
from typing import IO

from services.billing.invoice_requests import (
    ALL_CONTRACTS,
    ALL_YEARS,
    ListRequest,
    read_kind,
    read_sort,
    read_state,
    read_words,
    read_year,
)
from services.domain.calendar import PARIS
from services.domain.invoice_lists import ListFilter
from services.exports.invoices import InvoicesExport, export_name, render_invoices
from services.kernel.errors import NotFoundError
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.sites import choose_within
from services.storage import invoice_lists as storage
from services.trail import audit


def export(viewer: Viewer, *, request: ListRequest, now: datetime, file: IO[bytes]) -> str:
    """Write the whole list that ``request`` narrows into ``file``; return the file's name.

    Without a year it is every year. Raises NotFoundError for a contract that the viewer may not
    see, InvalidInputError for an unreadable choice. The database is left before the file is made.
    """
    today = now.astimezone(PARIS).date()
    with viewer.database.begin() as session:
        choice, contract = choose_within(session, viewer, request.contract_number)
        if contract is None or choice.current is None:
            raise NotFoundError(text("site.not_found"))
        is_all = request.scope == ALL_CONTRACTS
        asked = _filter(request, None if is_all else contract.id)
        rows = storage.load_all(session, viewer, asked, read_sort(request.sort), today=today)
        customer_id, is_demo = contract.customer_id, contract.is_demo
        number = text("invoices.all_contracts") if is_all else choice.current.contract_number
        value = InvoicesExport(
            rows, choice.current.holder, number, now, today, is_demo, _chosen(request)
        )
    with viewer.database.write() as session:
        audit.record(
            session,
            "invoices.exported",
            actor=audit.actor_of(viewer),
            now=now,
            subject=audit.Subject(customer_id=customer_id),
            details={"contract": number, "count": str(len(rows))},
        )
    render_invoices(value, file)
    return export_name(value)


def _filter(request: ListRequest, contract_id: int | None) -> ListFilter:
    return ListFilter(
        contract_id,
        read_year(request.year),
        read_kind(request.kind),
        read_state(request.state),
        read_words(request.words),
    )


def _chosen(request: ListRequest) -> dict[str, str]:
    """Return what the list was narrowed to, by the message id of its label."""
    chosen = {}
    if request.year not in (None, ALL_YEARS):
        chosen["invoice_export.about.year"] = str(read_year(request.year))
    if (kind := read_kind(request.kind)) is not None:
        chosen["invoice_export.about.kind"] = text(f"invoice.kind.{kind}")
    if (state := read_state(request.state)) is not None:
        chosen["invoice_export.about.state"] = text(f"invoice.state.{state}")
    if request.words:
        chosen["invoice_export.about.words"] = request.words
    return chosen
