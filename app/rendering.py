"""A page as JSON: what callbacks change stays a component of Dash's, all the rest is one drawing.

Dash watches each of its components: the place of each in the page, its properties, its loading.
Of the two hundred elements of a page, callbacks touch a dozen. The others are folded into a tree
that ``assets/js/markup.js`` draws at once, with places for the components that stay.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import orjson
from dash import Dash, get_app
from dash.development.base_component import Component

from components.html import Lean

NOT_DRAWN = frozenset({"children", "n_clicks", "disable_n_clicks"})
"""Properties of Dash's elements that the browser's do not have."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page in the place of a component: Dash puts its JSON as it is into the answer."""

    json: bytes

    def to_plotly_json(self) -> orjson.Fragment:
        """Return what Dash's encoder takes for a value that is already written."""
        return orjson.Fragment(self.json)


def render(page: Component, live: frozenset[str] | None = None) -> Rendered:
    """Return ``page`` as JSON; ``live``: ids of what callbacks touch, by default the program's.

    It holds components, text, numbers, lists and dictionaries alone; TypeError for anything else.
    """
    folded = fold(page, live_ids(get_app()) if live is None else live)
    return Rendered(
        orjson.dumps(folded, default=_properties, option=orjson.OPT_PASSTHROUGH_DATACLASS)
    )


def fold(page: Component, live: frozenset[str]) -> Component | Mapping[str, object]:
    """Return ``page`` with every element that is not ``live`` (by id) folded into one tree.

    A tree's node is ``[tag, properties or 0, *children]``, a text, or the place of a component:
    ``[index]``.
    """
    folding = _Folding(live)
    tree = folding.node(page)
    if tree == [0]:
        return page
    props = {"tree": tree, "children": folding.components}
    return {"type": "Markup", "namespace": "terralis", "props": props}


@dataclass(slots=True)
class _Folding:
    live: frozenset[str]
    components: list[object] = field(default_factory=list)

    def node(self, element: object) -> object:
        """Return the node of an element or a text; a component that stays gets a place."""
        if isinstance(element, str | int | float):
            return element
        if not isinstance(element, Component):
            raise TypeError(f"a page may not hold {type(element)} between elements")
        if self._is_live(element) or not isinstance(element, Lean):
            self.components.append(element)
            return [len(self.components) - 1]
        properties = element.properties
        drawn = {
            name: value
            for name, value in properties.items()
            if name not in NOT_DRAWN and value is not None
        }
        return [element.tag, drawn or 0, *self._children(properties.get("children"))]

    def _is_live(self, element: Component) -> bool:
        """Tell whether callbacks know the element; an id of several parts is for them alone."""
        identifier = getattr(element, "id", None)
        return isinstance(identifier, dict) or identifier in self.live

    def _children(self, children: object) -> list[object]:
        if children is None:
            return []
        if isinstance(children, list | tuple):
            return [self.node(child) for child in children if child is not None]
        return [self.node(children)]


def live_ids(app: Dash) -> frozenset[str]:
    """Return the ids that callbacks read or change, or change while they run."""
    return _live_ids(tuple(app.callback_map), app)


@cache
def _live_ids(_outputs: tuple[str, ...], app: Dash) -> frozenset[str]:
    callbacks = app._callback_list  # noqa: SLF001 - what Dash tells its browser part, and nobody else
    return frozenset(identifier for callback in callbacks for identifier in _ids_of(callback))


def _ids_of(callback: Mapping[str, Any]) -> Iterator[str]:
    running = callback.get("running") or {}
    for name in (*callback["output"].strip(".").split("..."), *running.get("running", ())):
        yield name.rpartition(".")[0]
    for named in (*callback["inputs"], *callback["state"]):
        yield named["id"]


def _properties(value: object) -> object:
    if isinstance(value, Component | Rendered):
        return value.to_plotly_json()
    raise TypeError(f"a page may not hold {type(value)}")
