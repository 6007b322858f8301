"""The first step of a card payment: the invoices, the amount, and what it comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dash.development.base_component import Component

from components import cards, html
from components.attributes import attributes
from components.controls import field
from components.icons import icon
from components.links import nav_link
from components.tables import Cell, Column, data_table
from services.kernel import formats
from services.kernel.wording import text

AMOUNT = "montant"
CARDS = ("payment.card_cb", "payment.card_visa", "payment.card_mastercard")


@dataclass(frozen=True, slots=True)
class InvoiceChoice:
    """A line of the list; dates and places are already written.

    ``days_late``: 0 before its due date has passed; ``follow``: where the payment that is under way
    is followed, "" for an invoice that can be chosen.
    """

    number: str
    issued_on: str
    due_on: str
    days_late: int
    place: str
    amount_eur: Decimal
    is_chosen: bool
    follow: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a refused form sent: ``amount`` as it was typed, and what is wrong with which field."""

    is_other: bool = False
    amount: str = ""
    field: str = ""
    message: str = ""


def invoice_list(rows: Sequence[InvoiceChoice], *, can_pay: bool) -> Component:
    """Return the invoices to choose from; without ``can_pay`` they can only be looked at."""
    columns = [
        Column(text("payment.column_invoice")),
        Column(text("payment.column_site")),
        Column(text("payment.column_due")),
        Column(text("payment.column_amount"), align="number", main=True),
    ]
    lines: list[list[str | Cell]] = [
        [
            Cell(_choice(row, can_pay=can_pay)),
            row.place,
            Cell(_due(row)),
            Cell(formats.euros(row.amount_eur), "strong"),
        ]
        for row in rows
    ]
    return html.Div(data_table(text("payment.invoices"), columns, lines), className="pay-list")


def _choice(row: InvoiceChoice, *, can_pay: bool) -> Component:
    words = html.Span(
        [html.Strong(row.number), html.Span(text("payment.issued", day=row.issued_on))],
        className="pay-invoice",
    )
    if row.follow:
        chip = cards.chip("info", text("payment.under_way_chip"), icon_name="clock")
        about = html.Span(f" {row.number}", className="visually-hidden")
        link = nav_link([text("payment.follow"), about], row.follow)
        return html.Div([words, html.Div([chip, link], className="pay-awaited")])
    if not can_pay:
        return words
    box = html.Input(
        type="checkbox",
        name="facture",
        value=row.number,
        defaultChecked=row.is_chosen,
        className="form-check-input",
        **attributes(data_cents=str(int(row.amount_eur.scaleb(2)))),
    )
    return html.Label([box, words], className="form-check pay-check")


def _due(row: InvoiceChoice) -> Component:
    parts: list[Component] = [html.Span(row.due_on)]
    if row.days_late:
        sentence = "payment.late_one" if row.days_late == 1 else "payment.late"
        said = text(sentence, days=formats.number(row.days_late))
        parts.append(html.Span([icon("clock", size=16), said], className="pay-late"))
    return html.Span(parts, className="pay-due")


def amount_card(total_eur: Decimal, typed: Typed) -> Component:
    """Return the choice between the whole and another amount; script fills in the total."""
    total = html.Strong(formats.euros(total_eur), **attributes(data_pay_total=""))
    whole = _radio("total", text("payment.whole"), checked=not typed.is_other)
    other = _radio("autre", text("payment.other"), checked=typed.is_other)
    has_error = typed.field == AMOUNT
    described = f"{AMOUNT}-hint" + (f" {AMOUNT}-error" if has_error else "")
    control = html.Input(
        id=AMOUNT,
        name=AMOUNT,
        type="text",
        inputMode="decimal",
        defaultValue=typed.amount,
        autoComplete="off",
        maxLength=20,
        className="form-control",
        **attributes(aria_describedby=described),
        **(attributes(aria_invalid="true") if has_error else {}),
    )
    entry = field(
        text("payment.amount"),
        control,
        control_id=AMOUNT,
        hint=text("payment.amount_hint"),
        error=typed.message if has_error else "",
    )
    body: list[str | Component] = [
        html.Div([whole, total], className="pay-amount"),
        html.Div(other, className="pay-amount"),
        html.Div(entry, className="pay-other"),
    ]
    group = attributes(aria_label=text("payment.amount_title"))
    return cards.card(text("payment.amount_title"), html.Div(body, role="radiogroup", **group))


def _radio(value: str, label: str, *, checked: bool) -> Component:
    control = html.Input(
        type="radio",
        name="choix",
        value=value,
        defaultChecked=checked,
        className="form-check-input",
    )
    return html.Label([control, html.Span(label)], className="form-check")


def summary(rows: Sequence[InvoiceChoice], *, is_test: bool) -> Component:
    """Return what will be paid, the button, and what happens then; script follows the choice."""
    total = sum((row.amount_eur for row in rows if row.is_chosen), Decimal("0.00"))
    lines = [_line(row) for row in rows if not row.follow]
    amount = html.Span(formats.euros(total), **attributes(data_pay_total=""))
    template = attributes(data_pay_label=text("payment.pay", amount="{amount}"))
    label = html.Span(text("payment.pay", amount=formats.euros(total)), **template)
    button = html.Button(
        [icon("credit-card"), label], type="submit", className="btn btn-primary btn-lg pay-button"
    )
    says = [html.P(text("payment.redirected"), className="pay-redirected")]
    chips = [cards.chip("neutral", text(one)) for one in CARDS]
    chips.append(cards.chip("neutral", text("payment.card_3ds"), icon_name="shield-check"))
    test = [cards.note("warn", text("payment.test"))] if is_test else []
    body: list[str | Component] = [
        html.Ul(lines, className="pay-lines"),
        html.P(
            [html.Span(text("payment.total")), html.Strong(amount)],
            className="pay-total",
            **attributes(aria_live="polite"),
        ),
        *test,
        button,
        *says,
        html.Div(chips, className="pay-cards"),
    ]
    return cards.card(text("payment.summary"), body, class_name="pay-summary")


def _line(row: InvoiceChoice) -> Component:
    return html.Li(
        [html.Span(row.number), html.Span(formats.euros(row.amount_eur))],
        hidden=not row.is_chosen,
        **attributes(data_pay_line=row.number),
    )
