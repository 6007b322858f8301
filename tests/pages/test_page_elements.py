"""What the lean elements no longer check by themselves is checked here, on every page."""

import json
from collections.abc import Mapping
from datetime import date
from typing import cast

import pytest
from dash import dcc
from dash.development.base_component import Component
from flask import Flask
from plotly.io.json import to_json_plotly

from app.navigation import MODULES
from app.rendering import NOT_DRAWN, fold, render
from components import html
from pages._page import PageContext, PageModule, provide
from services.storage.engine import Database
from tests.app.callbacks import Json
from tests.services.viewers import viewer_of

BUNDLES = {"": set(), "basic": {"bar", "scatter", "pie"}}
"""What each bundle of plotly.js can draw."""

LIVE = frozenset({"consumption-curve-title", "consumption-curve-summary"})

CHOICES: tuple[dict[str, str], ...] = (
    {},
    {"vue": "annee"},
    {"vue": "jour"},
    {"affichage": "tableau"},
    {"contrat": "C4-90-000101", "masquer": "HPH", "courbe": "2021-06-01..2021-06-07"},
)


def pages(database: Database, module: PageModule) -> list[Component]:
    """Return the page of a module with every choice."""
    who = "agent" if module.PAGE.is_for_staff else "gestionnaire"
    provide(PageContext(viewer_of(database, who), date(2026, 3, 2)))
    # A form's token and what the last form left hang on the browser's cookie.
    server = Flask("tests")
    server.secret_key = "the cookie of the tests"
    with server.test_request_context():
        return [module.layout(**choices) for choices in CHOICES]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.PAGE.path)
def test_dash_would_take_every_element(demo_database: Database, module: PageModule) -> None:
    for page in pages(demo_database, module):
        for element in (page, *page._traverse()):
            if isinstance(element, Component):
                html.strict(element)


def unfold(node: Json, components: list[Json]) -> Json:
    """Return what Dash would have written for a node of the drawn tree."""
    if not isinstance(node, list):
        return node
    tag, properties, *children = [*node, None][: max(len(node), 2)]
    if isinstance(tag, int):
        return components[tag]
    assert isinstance(tag, str)
    inner = [unfold(child, components) for child in children]
    props = (properties if isinstance(properties, dict) else {}) | {"children": list(inner)}
    return {"type": tag, "namespace": "html", "props": props}


NATIVE_TAGS = {"choice": "select", "choiceitem": "option"}
"""Elements of the browser that have another name in ``components.html``."""


def plain(value: Json) -> Json:
    """Return the JSON of a layout without what the tree leaves out: absent values, lone lists."""
    if isinstance(value, list):
        return [plain(item) for item in value if item is not None]
    if not isinstance(value, dict):
        return value
    if value.get("namespace") in {"dash_html_components", "html"}:
        props = value["props"]
        assert isinstance(props, dict)
        children = props.get("children")
        listed = children if isinstance(children, list) else [children]
        kept: Json = {k: v for k, v in props.items() if v is not None and k not in NOT_DRAWN}
        content: Json = {"children": [plain(c) for c in listed if c is not None]}
        name = str(value["type"]).lower()
        return {"type": NATIVE_TAGS.get(name, name), "props": kept, "content": content}
    return {name: plain(item) for name, item in value.items()}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.PAGE.path)
def test_a_page_is_drawn_as_dash_would(demo_database: Database, module: PageModule) -> None:
    for page in pages(demo_database, module):
        drawn = json.loads(render(page, LIVE).json)
        assert (drawn["namespace"], drawn["type"]) == ("terralis", "Markup")
        tree = unfold(drawn["props"]["tree"], drawn["props"]["children"])

        assert plain(tree) == plain(json.loads(to_json_plotly(page)))


def test_what_callbacks_change_stays_with_dash() -> None:
    page = html.Div([html.P("a", id="live"), html.P("b", id="other"), html.Span(dcc.Store(id="s"))])

    folded = fold(page, frozenset({"live"}))

    assert isinstance(folded, Mapping)
    assert folded["props"] == {
        "tree": ["div", 0, [0], ["p", {"id": "other"}, "b"], ["span", 0, [1]]],
        "children": [page.children[0], page.children[2].children],
    }


def test_a_component_alone_is_written_as_it_is() -> None:
    store = dcc.Store(id="s")

    assert fold(store, frozenset()) is store


def test_what_no_page_holds_is_refused() -> None:
    with pytest.raises(TypeError):
        render(html.Div(cast("str", object())), LIVE)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.PAGE.path)
def test_a_page_with_a_chart_names_what_draws_it(
    demo_database: Database, module: PageModule
) -> None:
    parts = [part for page in pages(demo_database, module) for part in page._traverse()]
    graphs = [part.to_plotly_json()["props"] for part in parts if isinstance(part, dcc.Graph)]
    kinds = {trace["type"] for graph in graphs for trace in graph["figure"]["data"]}

    assert bool(module.PAGE.plotly) == bool(kinds)
    assert kinds <= BUNDLES[module.PAGE.plotly]
