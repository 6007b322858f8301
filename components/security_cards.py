"""The cards of the page of security: rows of what there is, each with what can be done about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from components import html
from components.attributes import attributes
from components.cards import ChipKind, Content, note
from components.controls import ButtonKind

MESSAGE = "message"
"""Id of what a form has to say once the page is back: there the focus goes (navigation.js)."""


@dataclass(frozen=True, slots=True)
class Card:
    """A card to be drawn; ``anchor``: what the page's address names it after its « # »."""

    anchor: str
    title: str
    parts: Sequence[str | Component]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a card: what it is about, a word more, and its buttons or chips."""

    title: Content
    line: str = ""
    actions: Sequence[Component] = ()


def message(kind: ChipKind, sentence: str) -> Component:
    """Return what a form has to say, as the place where the page is read from."""
    return html.Div(note(kind, sentence), id=MESSAGE, tabIndex=-1, role="status")


def rows(items: Sequence[Row]) -> Component:
    """Return the lines of a card as a list."""
    return html.Ul([_row(item) for item in items], className="security-rows")


def post_button(
    label: str, action: str, token: str, *, kind: ButtonKind = "secondary", about: str = ""
) -> Component:
    """Return a form of one button, which carries the token; ``about`` completes its name."""
    named = attributes(aria_label=f"{label} : {about}") if about else {}
    button = html.Button(
        label,
        type="submit",
        name="csrf_token",
        value=token,
        className=f"btn btn-{kind} btn-sm",
        **named,
    )
    return html.Form(button, method="post", action=action)


def on_this_page(label: str, cards: Sequence[tuple[str, str]]) -> Component:
    """Return links to the cards of a long page: the anchor and the title of each."""
    links = [html.Li(html.A(title, href=f"#{anchor}", className="link")) for anchor, title in cards]
    return html.Nav(html.Ul(links), className="on-this-page", **attributes(aria_label=label))


def confirmed(
    label: str, said: str, sure: Component, *, about: str = "", kind: ButtonKind = "danger"
) -> Component:
    """Return a button that first says what it would do; ``sure``: the form that does it.

    Without JavaScript too: it is a disclosure. ``about`` completes its name.
    """
    named = attributes(aria_label=f"{label} : {about}") if about else {}
    opener = html.Summary(label, className=f"btn btn-{kind} btn-sm", **named)
    inside = html.Div([html.P(said), sure], className="confirm-ask")
    return html.Details([opener, inside], className="confirm")


def unfolding(label: str, more: Component) -> Component:
    """Return a button that shows ``more`` of a list beneath it."""
    opener = html.Summary(label, className="btn btn-secondary btn-sm")
    return html.Details([opener, more], className="security-more")


def plain_link(label: str, href: str) -> Component:
    """Return a link dressed as a small button, to a page outside the frame."""
    return html.A(label, href=href, className="btn btn-secondary btn-sm")


def _row(item: Row) -> Component:
    what: list[Component] = [html.Strong(item.title)]
    if item.line:
        what.append(html.P(item.line))
    parts: list[Component] = [html.Div(what, className="security-what")]
    if item.actions:
        parts.append(html.Div(list(item.actions), className="security-actions"))
    return html.Li(parts, className="security-row")
