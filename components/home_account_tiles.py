"""What of the account stands on the home page: how to be reached, paper or not, one advice."""

from dash.development.base_component import Component

from components import cards, html
from components.attributes import attributes
from components.cards import TileLink
from components.controls import ButtonLink, button_link
from components.icons import icon
from components.links import nav_link
from services.domain.account import CustomerCard
from services.domain.home_advice import Advice
from services.kernel import formats
from services.kernel.wording import text


def contact_tile(customer: CustomerCard, *, href: str) -> Component:
    """Return how the customer is reached, to be put right."""
    number = customer.telephone
    shown = formats.telephone(number) if number.isdigit() else number
    lines = [html.P(line) for line in (customer.email, shown) if line]
    change = nav_link(text("home.contact_change"), href, class_name="link")
    body = [html.Div(lines, className="tile-lines"), html.P(change)]
    more = TileLink(text("home.contact_more"), href)
    return cards.tile(text("home.contact"), body, more, class_name="tile-low")


def paperless_tile(*, href: str) -> Component:
    """Return the offer of the electronic invoice; it goes once that is active."""
    more = TileLink(text("account.activate"), href)
    words = html.P(text("home.paperless_text"))
    return cards.tile(text("home.paperless"), words, more, class_name="tile-low is-tinted")


def advice_row(advice: Advice, *, href: str) -> Component:
    """Return one piece of advice; who puts it away does not see it again (advice.js)."""
    change = formats.percent(advice.change_pct) if advice.change_pct is not None else ""
    words = [
        html.Strong(text(f"home.advice.{advice.kind}", change=change)),
        html.P(text(f"home.advice.{advice.kind}_text")),
    ]
    name = text("home.advice_away")
    away = html.Button(
        icon("x"),
        type="button",
        className="icon-btn",
        title=name,
        **attributes(data_advice_away="", aria_label=name),
    )
    see = button_link(ButtonLink(text(f"home.advice.{advice.kind}_see"), href), size="small")
    return html.Section(
        [html.Span(icon("lightbulb"), className="advice-icon"), html.Div(words), see, away],
        className="card advice",
        **attributes(data_advice=advice.key, aria_label=text("home.advice_name")),
    )
