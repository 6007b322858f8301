"""A page as JSON, written once: the encoder asks each element for its properties by itself."""

from dataclasses import dataclass

import orjson
from dash.development.base_component import Component


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page in the place of a component: Dash puts its JSON as it is into the answer."""

    json: bytes

    def to_plotly_json(self) -> orjson.Fragment:
        """Return what Dash's encoder takes for a value that is already written."""
        return orjson.Fragment(self.json)


def render(page: Component) -> Rendered:
    """Return ``page`` as JSON.

    Dash would walk through every value of it first, to convert what orjson cannot write. Ours
    holds components, text, numbers, lists and dictionaries alone; TypeError for anything else.
    """
    return Rendered(
        orjson.dumps(page, default=_properties, option=orjson.OPT_PASSTHROUGH_DATACLASS)
    )


def _properties(value: object) -> object:
    if isinstance(value, Component | Rendered):
        return value.to_plotly_json()
    raise TypeError(f"a page may not hold {type(value)}")
