"""The site selector of the top bar: which supplied site the page is about."""

from collections.abc import Callable, Sequence

import orjson
from dash.development.base_component import Component

from components import html
from components.attributes import attributes
from components.icons import icon
from components.links import nav_link
from services.domain.sites import Site
from services.kernel import formats
from services.kernel.wording import text

SEARCH_FROM = 6
"""From this many sites the list has a search field. It is carried as data, and the browser draws
what is found as it opens: at most times nobody opens it."""
MOST_SHOWN = 60
"""How many of them the browser draws at most (selector.js)."""

SELECTOR = "site-selector"


def site_selector(
    current: Site | None, sites: Sequence[Site], href_for: Callable[[Site], str]
) -> Component:
    """Return a button naming ``current`` (None: all the sites) that opens the list of ``sites``.

    ``href_for`` gives the address of the same page for another site.
    """
    name = current.name if current else text("shell.all_sites")
    about = site_facts(current) if current else [_count(len(sites))]
    face = [
        html.Span(icon("zap" if current else "layers", size=16), className="selector-icon"),
        html.Span(name, className="selector-name"),
        html.Span(_short_facts(about), className="selector-facts"),
    ]
    if len(sites) < 2:
        return html.Div(html.Div(face, className="selector-face"), className="selector")
    summary = html.Summary([*face, icon("chevrons-up-down", size=18)], className="selector-face")
    return html.Details(
        [summary, _panel(current, sites, href_for)],
        id=SELECTOR,
        className="selector",
        **attributes(data_popup=""),
    )


def all_sites(count: int) -> Component:
    """Return what stands in the selector's place on a page about ``count`` sites together."""
    face = [
        html.Span(icon("layers", size=16), className="selector-icon"),
        html.Span(text("shell.all_sites"), className="selector-name"),
        html.Span(_count(count), className="selector-facts"),
    ]
    return html.Div(html.Div(face, className="selector-face"), className="selector")


def site_facts(site: Site) -> list[str]:
    """Return the town, the segment and the subscribed power (lowest/highest), where known."""
    powers = sorted(set(site.subscribed_kva or ()))
    power = "/".join(str(kva) for kva in dict.fromkeys(powers[:1] + powers[-1:]))
    parts = [site.town, site.segment, f"{power}{formats.NARROW_SPACE}kVA" if power else ""]
    return [part for part in parts if part]


def _count(number: int) -> str:
    return text("shell.site_count", count=formats.number(number))


def _short_facts(parts: Sequence[str]) -> list[str | Component]:
    """Return the facts in a row; all but the first leave on a narrow screen."""
    rest = [html.Span(f" · {part}", className="wide") for part in parts[1:]]
    return [*parts[:1], *rest]


def _panel(
    current: Site | None, sites: Sequence[Site], href_for: Callable[[Site], str]
) -> Component:
    is_searched = len(sites) >= SEARCH_FROM
    parts: list[Component] = []
    if is_searched:
        search = attributes(data_search=text("shell.site_search"))
        parts.append(html.Div(icon("search", size=18), className="selector-search", **search))
    listed = () if is_searched else sites
    label = attributes(aria_label=text("shell.sites"))
    parts += [
        html.Ul(
            [html.Li(_item(site, href_for(site), site == current)) for site in listed],
            className="selector-list",
            **label,
        ),
        html.P(className="selector-note", **attributes(data_note="")),
    ]
    data = _search_data(current, sites, href_for) if is_searched else {}
    return html.Div(parts, className="selector-panel", **attributes(**data))


def _search_data(
    current: Site | None, sites: Sequence[Site], href_for: Callable[[Site], str]
) -> dict[str, str]:
    """Return the texts of the search, and every site as JSON."""
    listed = [
        {"name": site.name, "facts": " · ".join(site_facts(site)), "href": href_for(site)}
        | ({"current": True} if site == current else {})
        for site in sites
    ]
    more = len(sites) - MOST_SHOWN
    return {
        "data_selector": "",
        "data_none": text("shell.site_none"),
        "data_many": text("shell.site_many"),
        "data_all": text("shell.site_more", count=formats.number(more)) if more > 0 else "",
        "data_sites": orjson.dumps(listed).decode(),
    }


def _item(site: Site, href: str, is_current: bool) -> Component:
    lines: list[str | Component] = [
        html.Span(site.name, className="selector-name"),
        html.Span(" · ".join(site_facts(site)), className="selector-facts"),
    ]
    return nav_link(lines, href, class_name="selector-item", current="true" if is_current else "")
