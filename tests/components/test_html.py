"""The lean elements hold what Dash's own would take, and are written down alike."""

from collections.abc import Callable
from typing import cast

import pytest
from dash import html as dash_html
from dash.development.base_component import Component, ComponentRegistry

from components import html

ELEMENTS = [
    value for name, value in vars(html).items() if name[0].isupper() and hasattr(dash_html, name)
]


@pytest.mark.parametrize("element", ELEMENTS, ids=lambda element: element.__name__)
def test_an_element_is_written_as_dash_writes_its_own(element: Callable[..., Component]) -> None:
    properties = {"id": "x", "className": "y", "data-z": "1", "aria-label": "a"}
    strict: type[Component] = getattr(dash_html, element.__name__)
    own: Callable[..., Component] = strict

    lean = element("text", **properties)

    assert lean.to_plotly_json() == own("text", **properties).to_plotly_json()
    assert isinstance(lean, strict)


def test_there_are_elements_to_try() -> None:
    assert len(ELEMENTS) > 30


def test_an_element_without_children_has_none() -> None:
    assert "children" not in html.Div(className="x").to_plotly_json()["props"]


def test_the_tree_is_walked_as_dash_s_own() -> None:
    tree = html.Div([html.P("a", id="p"), html.Span([html.B("b", id="b")])])

    assert {getattr(part, "id", None) for part in tree._traverse()} >= {"p", "b"}
    assert tree["b"].children == "b"


def test_the_strict_element_refuses_what_dash_refuses() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument: `colour`"):
        html.strict(html.Div(colour="red"))
    with pytest.raises(TypeError, match="must be a string or dict"):
        html.strict(html.Div(id=cast("str", 1)))


def test_no_library_of_components_is_ours() -> None:
    assert "components" not in ComponentRegistry.registry
