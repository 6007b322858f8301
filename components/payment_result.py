"""The last step of a card payment: what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from dash.development.base_component import Component

from components import cards, html
from components.attributes import attributes
from components.icons import icon
from components.security_cards import MESSAGE
from services.kernel import formats
from services.kernel.wording import text

Kind = Literal["ok", "danger", "info", "warn"]

_ICONS = {"ok": "circle-check", "danger": "circle-x", "info": "clock", "warn": "triangle-alert"}


@dataclass(frozen=True, slots=True)
class PaymentResult:
    """What to say: its sentences are ``payment.<stage>_title`` and ``payment.<stage>_text``.

    ``rows``: invoices with what was paid of each; ``email``: where the receipt went, "" for
    nowhere; ``card``: the card's brand.
    """

    stage: str
    kind: Kind
    reference: str
    amount_eur: Decimal
    day: str
    rows: Sequence[tuple[str, Decimal]]
    email: str = ""
    card: str = ""


def result_card(result: PaymentResult, actions: Sequence[Component]) -> Component:
    """Return the card: a title with its icon, one sentence, the facts, what to do next."""
    values = {"amount": formats.euros(result.amount_eur), "email": result.email}
    sentence = text(f"payment.{result.stage}_text", **values)
    sent = [text("payment.receipt_sent", email=result.email)] if _has_receipt(result) else []
    head = html.Div(
        [
            html.Span(icon(_ICONS[result.kind], size=28), className=f"pay-icon is-{result.kind}"),
            html.Div(
                [
                    html.H2(text(f"payment.{result.stage}_title", **values)),
                    html.P(" ".join([sentence, *sent])),
                ]
            ),
        ],
        className="pay-result-head",
        id=MESSAGE,
        tabIndex=-1,
        role="status",
    )
    facts: list[tuple[str, Component | str]] = [
        (text("payment.reference"), html.Span(result.reference, className="pay-reference"))
    ]
    facts += [(text("payment.day"), result.day)]
    facts += [(text("payment.card_used"), result.card)] if result.card else []
    facts += [(text("payment.of_invoice", number=n), formats.euros(a)) for n, a in result.rows]
    facts += [(text("payment.total"), html.Strong(formats.euros(result.amount_eur)))]
    buttons = html.Div(list(actions), className="pay-actions")
    return html.Section(
        [head, cards.facts(facts), buttons], className=f"card pay-result is-{result.kind}"
    )


def waiting(reference: str, state_path: str) -> Component:
    """Return what asks every few seconds (payment.js), and says so when it takes long."""
    said = html.P(
        [html.Span(className="pay-spinner"), text("payment.asking")], className="pay-asking"
    )
    late = html.Div(
        cards.note("info", text("payment.takes_long", reference=reference)),
        hidden=True,
        role="status",
        **attributes(data_pay_late=""),
    )
    return html.Div([said, late], **attributes(data_pay_state=state_path))


def resume_link(href: str) -> Component:
    """Return the way back to the bank's page, hidden until the bank has been asked for a while."""
    link = html.A(text("payment.resume"), href=href, className="btn btn-secondary")
    return html.Div(link, hidden=True, **attributes(data_pay_late=""))


def _has_receipt(result: PaymentResult) -> bool:
    return result.stage == "accepted" and bool(result.email)
