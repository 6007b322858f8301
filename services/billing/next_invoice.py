"""The next invoice of a contract, from the rhythm of its last ones."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from services.domain.drafts import Draft
from services.domain.next_invoice import NextInvoice, PastInvoice, expect_next
from services.kernel.viewer import Viewer
from services.sites import choose_within
from services.storage.access import HeldContract
from services.storage.compared_invoices import MOST_HEADS, Head, load_heads


def load_next(viewer: Viewer, *, contract_number: str | None, today: date) -> NextInvoice | None:
    """Return the next invoice of a contract, None where there is none to expect.

    Raises NotFoundError for a contract that the viewer may not see.
    """
    with viewer.database.begin() as session:
        _, contract = choose_within(session, viewer, contract_number)
        return None if contract is None else find_next(session, contract, today=today)


def find_next(session: Session, contract: HeldContract, *, today: date) -> NextInvoice | None:
    """Return the next invoice of a contract that the caller may see."""
    heads = load_heads(session, contract.site.contract_number)
    return next_after(heads, contract, today=today)


def foresee(session: Session, draft: Draft) -> Draft:
    """Return ``draft`` as it names the day of the next invoice: the one that the page will show.

    A contract's first invoice keeps its own guess: there is no rhythm yet.
    """
    if draft.facts.next_invoice_on is None:
        return draft
    mine = PastInvoice(draft.issued_on, draft.start, draft.end, draft.amount_eur)
    heads = load_heads(session, draft.facts.contract_number)[: MOST_HEADS - 1]
    past = [PastInvoice(h.issued_on, h.period_start, h.period_end, h.amount_eur) for h in heads]
    newest_first = sorted([mine, *past], key=lambda one: one.period_start, reverse=True)
    coming = expect_next(newest_first, today=None)
    if coming is None:
        return draft
    return replace(draft, facts=replace(draft.facts, next_invoice_on=coming.expected_on))


def next_after(heads: Sequence[Head], contract: HeldContract, *, today: date) -> NextInvoice | None:
    """Return the invoice after ``heads`` (newest first); none after the last of an ended contract.

    In the demonstration time stands still after the last invoice: nothing there is late.
    """
    ended_on = contract.site.ended_on
    if ended_on is not None and heads and heads[0].period_end >= ended_on:
        return None
    past = [PastInvoice(h.issued_on, h.period_start, h.period_end, h.amount_eur) for h in heads]
    return expect_next(past, today=None if contract.is_demo else today)
