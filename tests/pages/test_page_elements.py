"""What the lean elements no longer check by themselves is checked here, on every page."""

import json
from datetime import date
from typing import cast

import pytest
from dash.development.base_component import Component
from plotly.io.json import to_json_plotly

from app.navigation import MODULES
from app.rendering import render
from components import html
from pages._page import PageContext, PageModule, provide
from services.storage.engine import Database
from tests.services.viewers import viewer_of

CHOICES: tuple[dict[str, str], ...] = (
    {},
    {"vue": "annee"},
    {"vue": "jour"},
    {"affichage": "tableau"},
    {"contrat": "C4-90-000101", "masquer": "HPH", "courbe": "2021-06-01..2021-06-07"},
)


def pages(database: Database, module: PageModule) -> list[Component]:
    """Return the page of a module with every choice."""
    provide(PageContext(viewer_of(database, "gestionnaire"), date(2026, 3, 2)))
    return [module.layout(**choices) for choices in CHOICES]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.PAGE.path)
def test_dash_would_take_every_element(demo_database: Database, module: PageModule) -> None:
    for page in pages(demo_database, module):
        for element in (page, *page._traverse()):
            if isinstance(element, Component):
                html.strict(element)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.PAGE.path)
def test_a_page_is_written_as_dash_would(demo_database: Database, module: PageModule) -> None:
    for page in pages(demo_database, module):
        assert json.loads(render(page).json) == json.loads(to_json_plotly(page))


def test_what_no_page_holds_is_refused() -> None:
    with pytest.raises(TypeError):
        render(html.Div(cast("str", object())))
