"""The page that the first answer brings along, so that the browser need not ask for it.

Dash's browser part would ask for the frame, for the list of callbacks, and then for the content of
the page. Here they are in the index page itself; ``assets/js/first.js`` hands them over.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

import orjson
from dash import dcc
from dash.development.base_component import Component
from flask import request
from markupsafe import Markup

from app.rendering import Rendered, render
from components import html, states

A_CHART = b'"type":"Graph"'


@dataclass(frozen=True, slots=True)
class RegisteredPage:
    """A page as Dash's router knows it; ``plotly``: address of what draws its charts, or ""."""

    title: str
    layout: Callable[..., Rendered]
    plotly: str = ""


@dataclass(frozen=True, slots=True)
class FirstPage:
    """``container``: the place of the router, with the page in it.

    ``chart_script``: what the browser needs to draw the page's charts, "" when it shows none.
    """

    title: str
    container: Component
    chart_script: str


def first_page(pages: Mapping[str, RegisteredPage], unknown: RegisteredPage) -> FirstPage:
    """Return the page of the current request, made of the same layout as the router's answer."""
    page = pages.get(request.path, unknown)
    content = page.layout(**_read_query(request.query_string.decode("ascii", "replace")))
    chart_script = page.plotly if A_CHART in content.json else ""
    return FirstPage(page.title, router(content, page.title), chart_script)


def _read_query(query: str) -> dict[str, object]:
    """Return the values as the router hands them over: a list where a name comes twice."""
    values = parse_qs(query, keep_blank_values=True)
    return {name: found[0] if len(found) == 1 else found for name, found in values.items()}


def router(content: Rendered | None = None, title: str = "") -> Component:
    """Return what Dash calls ``page_container``: one of our own, as that one is shared by all.

    With ``content``, first.js writes the browser's own address into the location: what a stranger
    may have put in a link is not repeated in the page. Dash then finds nothing changed when it
    compares them, and asks for no page.
    """
    place = html.Div(id="_pages_content", disable_n_clicks=True)
    if content is not None:
        place.children = content
    return html.Div(
        [
            dcc.Location(id="_pages_location", refresh="callback-nav"),
            place,
            *([states.skeleton_page()] if content is None else []),
            dcc.Store(id="_pages_store", data={"title": title} if title else None),
            html.Div(id="_pages_dummy", disable_n_clicks=True),
        ],
        className="router",
    )


def embed(value: object) -> Markup:
    """Return ``value`` as JSON for a script element: nothing in it can end the element."""
    json = render(value).json if isinstance(value, Component) else orjson.dumps(value)
    return Markup(json.replace(b"<", b"\\u003c").decode())  # noqa: S704 # nosec B704 - escaped
