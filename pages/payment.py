"""Règlement par CB: the invoices to pay, and what became of a payment."""

from dataclasses import dataclass
from decimal import Decimal
from secrets import token_urlsafe

from dash import Dash
from dash.development.base_component import Component
from flask import session

from components import cards, html, shell, states
from components.agency_forms import unseen
from components.cards import ChipKind
from components.payment_choice import (
    InvoiceChoice,
    Typed,
    amount_card,
    invoice_list,
    summary,
)
from components.payment_steps import steps
from components.security_cards import MESSAGE
from pages import _page
from pages._page import Page
from pages._payment_result import show_result
from services.kernel import formats
from services.kernel.wording import text
from services.office import agency
from services.payments import choice
from services.payments.choice import Choice, ToPay

PAGE = Page(
    "/reglement",
    "nav.payment",
    "payment.title",
    "credit-card",
    group="nav.contract",
    short_label="nav.payment_short",
    is_about_a_site=False,
    is_kept=False,
)
PAY = f"{PAGE.path}/payer"
FORM = "payment_form"
"""Where a refused form leaves what was sent, until the page is drawn."""

_KINDS: dict[str, ChipKind] = {"danger": "danger", "warn": "warn", "ok": "ok"}


@dataclass(frozen=True, slots=True)
class Sent:
    """What a refused form sent: ``numbers`` of the invoices that were ticked, None for no form."""

    numbers: frozenset[str] | None
    typed: Typed


def layout(facture: object = None, paiement: object = None, **_: object) -> Component:
    """Return the page; ``facture``: the invoice to begin with, ``paiement``: one to follow."""
    reference = _page.one(paiement)
    if reference is not None:
        return show_result(reference, home=PAGE.path)
    agency.note_view(_page.viewer(), path=PAGE.path, now=_page.now())
    sent = _take_sent()
    shown = choice.load_choice(_page.viewer(), today=_page.today())
    return shell.page(
        shell.top_bar(),
        shell.page_head(text("payment.title"), text("payment.context")),
        *_told(),
        *_body(shown, sent, _page.one(facture)),
    )


def register(app: Dash) -> None:
    """Add nothing: the page's form is a plain one."""


def _body(shown: Choice, sent: Sent, asked: str | None) -> list[Component]:
    others = _others(shown)
    if not shown.invoices:
        empty = states.empty_state(
            "circle-check", text("payment.nothing_title"), text("payment.nothing_text")
        )
        return [html.Section(empty, className="card"), *others]
    mode = _page.card_payment()
    can_pay = bool(mode) and not shown.is_acting
    rows = _rows(shown, sent, asked)
    if not can_pay:
        why = "payment.not_for_them" if shown.is_acting else "payment.no_provider"
        return [cards.note("info", text(why)), invoice_list(rows, can_pay=False), *others]
    if all(row.follow for row in rows):
        return [steps(1), invoice_list(rows, can_pay=True), *others]
    return [steps(1), _form(rows, sent, others, is_test=mode == "test")]


def _form(
    rows: list[InvoiceChoice], sent: Sent, others: list[Component], *, is_test: bool
) -> Component:
    total = sum((row.amount_eur for row in rows if row.is_chosen), Decimal("0.00"))
    left: list[Component] = [invoice_list(rows, can_pay=True)]
    if sent.typed.field == "factures":
        left.append(html.P(sent.typed.message, className="field-error", id="factures-error"))
    left += [amount_card(total, sent.typed), *others]
    hidden = unseen(_page.form_token(), {"clic": token_urlsafe(16)})
    return html.Form(
        [hidden, html.Div(left, className="pay-left"), summary(rows, is_test=is_test)],
        method="post",
        action=PAY,
        noValidate=True,
        className="pay-form",
    )


def _rows(shown: Choice, sent: Sent, asked: str | None) -> list[InvoiceChoice]:
    """Return the lines: what was ticked, or the invoice that was asked for, or all of them."""
    free = {invoice.number for invoice in shown.invoices if not invoice.under_way}
    wanted = sent.numbers if sent.numbers is not None else frozenset(filter(None, [asked]))
    chosen = free & wanted if sent.numbers is not None or free & wanted else free
    return [_row(invoice, is_chosen=invoice.number in chosen) for invoice in shown.invoices]


def _row(invoice: ToPay, *, is_chosen: bool) -> InvoiceChoice:
    under_way = invoice.under_way
    return InvoiceChoice(
        number=invoice.number,
        issued_on=formats.short_date(invoice.issued_on),
        due_on=formats.short_date(invoice.due_on),
        days_late=invoice.days_late,
        place=f"{invoice.site.name}, {invoice.site.town}",
        amount_eur=invoice.remaining_eur,
        is_chosen=is_chosen,
        follow=_page.address(PAGE.path, paiement=under_way) if under_way else "",
    )


def _others(shown: Choice) -> list[Component]:
    """Return what is said of the contracts on direct debit, nothing where there are none."""
    count = shown.direct_debits
    if not count:
        return []
    is_all = not shown.invoices
    which = "payment.debit_all" if is_all else "payment.debit"
    title = text(f"{which}_one" if count == 1 else which, count=formats.number(count))
    lines: list[str | Component] = [html.Strong(title)]
    if shown.settled is not None:
        day, amount = shown.settled
        values = {"day": formats.short_date(day), "amount": formats.euros(amount)}
        lines.append(html.Div(text("payment.debit_settled", **values)))
    return [cards.note("ok", lines)]


def _take_sent() -> Sent:
    left = session.pop(FORM, None)
    if not isinstance(left, dict):
        return Sent(None, Typed())
    numbers = left.get("factures")
    typed = Typed(
        is_other=left.get("choix") == "autre",
        amount=str(left.get("montant", "")),
        field=str(left.get("erreur", "")),
        message=str(left.get("message", "")),
    )
    return Sent(frozenset(numbers) if isinstance(numbers, list) else None, typed)


def _told() -> list[Component]:
    left = _page.told()
    if left is None:
        return []
    kind = _KINDS.get(left.kind, "info")
    said = cards.note(kind, left.sentence)
    return [html.Div(said, id=MESSAGE, tabIndex=-1, role="status")]
