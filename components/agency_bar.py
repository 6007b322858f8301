"""The dark bar of the agency's staff: the search, and whose file is open. No customer sees it."""

from dataclasses import dataclass

from dash.development.base_component import Component

from components import html
from components.attributes import attributes
from components.icons import icon
from services.kernel.wording import text

FIELD = "agency-bar-reference"


@dataclass(frozen=True, slots=True)
class AgencyBar:
    """``search``: address of the search; ``leave``: where « Quitter la fiche » is sent.

    ``customer``: whose file is open, "" for none; ``reason``: why, ``until``: when it closes by
    itself, as written; ``typed``: what the page was asked to search.
    """

    search: str
    leave: str
    token: str
    customer: str = ""
    reason: str = ""
    until: str = ""
    typed: str = ""


def agency_bar(bar: AgencyBar) -> Component:
    """Return the bar that stands above the panel on every page."""
    parts = [_search(bar), *([_open_file(bar), _rules(bar)] if bar.customer else [])]
    label = attributes(aria_label=text("agency.bar"))
    return html.Section(
        html.Div(parts, className="agency-bar-inner"), className="agency-bar", **label
    )


def _search(bar: AgencyBar) -> Component:
    title = [icon("search", size=18), html.Span(text("agency.search"), className="agency-word")]
    field = html.Input(
        id=FIELD,
        name="recherche",
        type="text",
        className="form-control",
        defaultValue=bar.typed,
        placeholder=text("agency.search_example"),
        title=text("agency.search_hint"),
        required=True,
        minLength=2,
        maxLength=64,
        autoComplete="off",
    )
    button = html.Button(text("agency.search_button"), type="submit", className="btn btn-sm")
    return html.Form(
        [
            html.Span(title, className="agency-search-title"),
            html.Label(text("agency.reference"), htmlFor=FIELD),
            field,
            button,
        ],
        action=bar.search,
        method="get",
        role="search",
        className="agency-search",
        **attributes(data_spa="", aria_label=text("agency.search")),
    )


def _open_file(bar: AgencyBar) -> Component:
    name: list[str | Component] = [f"{text('agency.open_file')} ", html.B(bar.customer)]
    button = html.Button(
        text("agency.leave"),
        type="submit",
        name="csrf_token",
        value=bar.token,
        className="agency-quit",
    )
    form = html.Form(button, method="post", action=bar.leave)
    return html.Div(
        [html.P(name, className="agency-file-name"), form],
        className="agency-file",
        role="status",
    )


def _rules(bar: AgencyBar) -> Component:
    """Return what holds while the file is open: nothing is written, until when, and why."""
    read_only = [icon("eye", size=16), html.B(text("agency.read_only"))]
    parts: list[Component] = [html.Span(read_only, className="agency-read-only")]
    if bar.until:
        parts.append(html.Span(text("agency.closes_at", moment=bar.until)))
    if bar.reason:
        reason = text("agency.reason_given", reason=bar.reason)
        parts.append(html.Span(reason, className="agency-why", title=bar.reason))
    return html.P(parts, className="agency-rules")
