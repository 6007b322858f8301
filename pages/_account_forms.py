"""The forms of Mon Compte: which one shows, with what a refused one left."""

from collections.abc import Callable, Mapping

from dash.development.base_component import Component
from flask import session

from components.account_cards import CHANGEABLE
from components.account_forms import (
    AskedChange,
    FormFrame,
    change_form,
    confirmation_card,
    known_values,
)
from pages import _page
from services.domain.account import CustomerCard

PATH = "/mon-compte"
LEFT = "account_form"
"""Where a form that was refused, or waits to be confirmed, leaves what stood there: once."""

CONFIRMATION = "confirmation"
"""Where on the page the agency confirms what it is about to change."""

DETAILS = {"adresse": "address", "telephone": "telephone", "fax": "fax", "courriel": "email"}
"""What the address of the page and of its forms calls each detail."""

SEGMENTS = {detail: segment for segment, detail in DETAILS.items()}
Left = Mapping[str, str]
Href = Callable[..., str]


def take_left() -> Left:
    """Return what the last form left, by field: messages, ``typed_<field>``, ``to_confirm``."""
    left = session.pop(LEFT, None)
    return left if isinstance(left, dict) else {}


def form_of(
    customer: CustomerCard, changing: str | None, left: Left, href: Href
) -> tuple[CustomerCard, Mapping[str, str], tuple[str, Component] | None]:
    """Return what the card of the customer takes: links to forms, and the form that is open.

    The agency changes no e-mail address: only a link to the new one does.
    """
    is_acting = _page.viewer().acting_for is not None
    names = [name for name in CHANGEABLE if not (is_acting and name == "email")]
    hrefs = {name: href(modifier=SEGMENTS[name]) for name in names}
    detail = DETAILS.get(changing or "")
    if detail not in names or "to_confirm" in left:
        return customer, hrefs, None
    form = change_form(detail, known_values(customer), left, _frame(customer, detail, href))
    return customer, hrefs, (detail, form)


def shown_confirmation(customer: CustomerCard, left: Left, href: Href) -> list[Component]:
    """Return what the agency has to confirm, if it is of this customer."""
    detail = left.get("to_confirm", "")
    if detail not in SEGMENTS or left.get("reference") != customer.reference:
        return []
    typed = {
        name.removeprefix("typed_"): value
        for name, value in left.items()
        if name.startswith("typed_")
    }
    asked = AskedChange(detail, left.get("before", ""), left.get("after", ""), typed, customer.name)
    return [confirmation_card(asked, _frame(customer, detail, href), title_id=CONFIRMATION)]


def _frame(customer: CustomerCard, detail: str, href: Href) -> FormFrame:
    below = "" if detail == "email" else f"/{customer.reference}"
    action = f"{PATH}{below}/{SEGMENTS[detail]}"
    return FormFrame(action, href(), _page.form_token())
