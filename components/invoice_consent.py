"""Agreeing to the electronic invoice, or returning to paper: the text first, then one button."""

from dash.development.base_component import Component

from components import html
from components.cards import card, note
from components.controls import ButtonKind
from components.links import nav_link
from services.domain.account import DeliveryState
from services.domain.calendar import PARIS
from services.kernel import formats
from services.kernel.wording import text


def consent_card(
    delivery: DeliveryState, version: str, *, action: str, back_href: str, token: str
) -> Component:
    """Return the text of ``version`` with its button, or why there is none: no checked address."""
    parts: list[Component] = [
        html.P(said) for said in text(f"delivery.consent.{version}").split("\n\n")
    ]
    if delivery.email:
        parts.append(html.P(text("delivery.email", email=delivery.email)))
    else:
        parts.append(note("warn", text("delivery.no_address")))
    parts.append(html.P(text("delivery.version", version=version), className="caption"))
    buttons: list[Component] = []
    if delivery.email:
        buttons.append(_button(text("account.activate"), version, action, token, "primary"))
    buttons.append(_back(back_href))
    parts.append(html.Div(buttons, className="account-buttons"))
    return card(text("delivery.card"), parts, class_name="account-card account-text")


def active_card(
    delivery: DeliveryState, version: str, *, action: str, back_href: str, token: str
) -> Component:
    """Return since when there is no paper, and the one button that brings it back."""
    since = delivery.since.astimezone(PARIS) if delivery.since else None
    said = (
        text("delivery.active", day=formats.long_date(since), email=delivery.email)
        if since
        else text("delivery.active_somehow")
    )
    parts: list[Component] = [html.P(said), html.P(text("delivery.paper_text"))]
    button = _button(text("delivery.paper"), version, action, token, "secondary")
    parts.append(html.Div([button, _back(back_href)], className="account-buttons"))
    return card(text("delivery.card"), parts, class_name="account-card account-text")


def _back(href: str) -> Component:
    return nav_link(text("account.back"), href, class_name="btn btn-quiet")


def _button(label: str, version: str, action: str, token: str, kind: ButtonKind) -> Component:
    read = html.Input(type="hidden", name="version", defaultValue=version)
    send = html.Button(
        label, type="submit", name="csrf_token", value=token, className=f"btn btn-{kind}"
    )
    return html.Form([read, send], method="post", action=action)
