"""What narrows the list of invoices: years, a search, choices, pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dash.development.base_component import Component

from components import html
from components.attributes import attributes
from components.controls import ButtonLink, Option, button_link, segmented
from components.icons import icon
from components.links import nav_link
from services.kernel import formats
from services.kernel.wording import text

MOST_SEGMENTS = 4


@dataclass(frozen=True, slots=True)
class Select:
    """A choice in the form: its name, its options (value and label), the value chosen."""

    name: str
    options: Sequence[tuple[str, str]]
    value: str


@dataclass(frozen=True, slots=True)
class FilterForm:
    """The form of a list: where it leads, what was searched, what it keeps, how to empty it."""

    action: str
    words: str
    selects: Sequence[Select]
    kept: Sequence[tuple[str, str]]
    clear_href: str
    is_narrow: bool
    is_open: bool


def year_choice(options: Sequence[Option]) -> list[Component]:
    """Return the years as segments, as a menu when there are more than four; none for one alone."""
    if len(options) < 2:
        return []
    name = text("invoices.years")
    if len(options) <= MOST_SEGMENTS:
        return [segmented(name, options, name="annee")]
    current = next((option.label for option in options if option.current), name)
    items = [
        html.Li(
            nav_link(
                option.label,
                option.href,
                class_name="menu-item",
                current="true" if option.current else "",
            )
        )
        for option in options
    ]
    summary = html.Summary(
        [current, icon("chevron-down", size=18)],
        className="btn btn-secondary",
        **attributes(aria_label=text("invoices.year_of", year=current)),
    )
    return [
        html.Details(
            [summary, html.Ul(items, className="menu")],
            id="annees",
            className="year-menu",
            **attributes(data_popup=""),
        )
    ]


def filter_form(form: FilterForm) -> Component:
    """Return the search and the choices; they work without JavaScript."""
    kept = [html.Input(type="hidden", name=name, defaultValue=value) for name, value in form.kept]
    search = html.Input(
        type="search",
        name="q",
        id="factures-q",
        defaultValue=form.words,
        maxLength=64,
        placeholder=text("invoices.search_hint"),
        className="form-control",
    )
    fields = [_field("factures-q", text("invoices.search"), search)]
    fields += [_select(select) for select in form.selects]
    actions: list[Component] = [
        html.Button(text("invoices.apply"), type="submit", className="btn btn-secondary")
    ]
    if form.is_narrow:
        actions.append(
            nav_link(text("invoices.clear"), form.clear_href, class_name="btn btn-quiet")
        )
    inner = html.Form(
        [*kept, *fields, html.Div(actions, className="filter-actions")],
        action=form.action,
        method="get",
        role="search",
        className="filter-form",
        **attributes(data_spa="", aria_label=text("invoices.filters")),
    )
    summary = html.Summary([icon("search", size=18), text("invoices.filters")])
    opened: dict[str, Any] = {"open": True} if form.is_open else {}
    return html.Details([summary, inner], className="disclosure filters", id="filtres", **opened)


def pagination(page: int, pages: int, href: Callable[[int], str]) -> list[Component]:
    """Return the way to the other pages of the list, nothing for one page."""
    if pages <= 1:
        return []
    position = text("invoices.page_of", page=formats.number(page), pages=formats.number(pages))
    steps = [
        _step("page-precedente", text("invoices.page_back"), href(page - 1), is_on=page > 1),
        html.Span(position, className="caption"),
        _step("page-suivante", text("invoices.page_on"), href(page + 1), is_on=page < pages),
    ]
    return [
        html.Nav(steps, className="pagination", **attributes(aria_label=text("invoices.pages")))
    ]


def back_link(href: str) -> Component:
    """Return the brochure's [Retour]."""
    return html.P(
        button_link(ButtonLink(text("invoices.back"), href, "arrow-left"), kind="secondary")
    )


def _step(identifier: str, label: str, href: str, *, is_on: bool) -> Component:
    if not is_on:
        return html.Span(
            label, className="btn btn-secondary btn-sm", **attributes(aria_disabled="true")
        )
    return nav_link(label, href, class_name="btn btn-secondary btn-sm", id=identifier)


def _select(select: Select) -> Component:
    identifier = f"factures-{select.name}"
    options = [html.ChoiceItem(label, value=value) for value, label in select.options]
    control = html.Choice(
        options,
        name=select.name,
        id=identifier,
        defaultValue=select.value,
        className="form-select",
    )
    return _field(identifier, text(f"invoices.filter.{select.name}"), control)


def _field(identifier: str, label: str, control: Component) -> Component:
    return html.Div([html.Label(label, htmlFor=identifier), control], className="field")
