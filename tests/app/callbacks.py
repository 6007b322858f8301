"""Posting to Dash's callbacks without a browser, as its renderer does and as it never would."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

ADDRESS = "/_dash-update-component"
ROUTER_OUTPUT = ".._pages_content.children..._pages_store.data.."

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


@dataclass(frozen=True, slots=True)
class Callback:
    """A callback as the browser knows it: ids and properties, by their ``id.property`` names."""

    output: str
    inputs: tuple[str, ...]
    states: tuple[str, ...]
    is_clientside: bool

    @property
    def arguments(self) -> tuple[str, ...]:
        """Return the names of everything that the browser sends."""
        return self.inputs + self.states

    @property
    def outputs(self) -> tuple[str, ...]:
        """Return the names of what the callback changes."""
        return tuple(self.output.strip(".").split("..."))


def read_callbacks(client: FlaskClient) -> tuple[Callback, ...]:
    """Return every callback that the program tells this browser of."""
    return tuple(
        Callback(
            entry["output"],
            tuple(f"{i['id']}.{i['property']}" for i in entry["inputs"]),
            tuple(f"{s['id']}.{s['property']}" for s in entry["state"]),
            is_clientside=entry["clientside_function"] is not None,
        )
        for entry in client.get("/_dash-dependencies").get_json()
    )


def body(callback: Callback, values: Mapping[str, Json]) -> dict[str, Json]:
    """Return what the renderer sends for ``callback`` with ``values`` (by name, None elsewhere)."""
    outputs: list[Json] = [_reference(name) for name in callback.outputs]
    return {
        "output": callback.output,
        "outputs": outputs if callback.output.startswith("..") else outputs[0],
        "inputs": [_reference(n) | {"value": values.get(n)} for n in callback.inputs],
        "state": [_reference(n) | {"value": values.get(n)} for n in callback.states],
        "changedPropIds": list(callback.inputs),
    }


def post(client: FlaskClient, callback: Callback, values: Mapping[str, Json]) -> TestResponse:
    """Send ``callback`` with ``values``."""
    return client.post(ADDRESS, json=body(callback, values))


def open_page(client: FlaskClient, path: str, search: str = "") -> TestResponse:
    """Ask Dash's router for a page: its layout, as the browser gets it."""
    router = Callback(
        ROUTER_OUTPUT,
        ("_pages_location.pathname", "_pages_location.search"),
        (),
        is_clientside=False,
    )
    values: dict[str, Json] = {"_pages_location.pathname": path, "_pages_location.search": search}
    return post(client, router, values)


def find_components(value: object) -> Iterator[str]:
    """Yield the ids of the components that stay Dash's within the JSON of a layout."""
    for node in _every(value):
        if isinstance(node, dict) and "props" in node and isinstance(node["props"].get("id"), str):
            yield node["props"]["id"]


def find_ids(value: object) -> Iterator[str]:
    """Yield the ids of all elements within the JSON of a layout, those drawn at once included."""
    yield from find_components(value)
    for node in _every(value):
        properties = node[1] if isinstance(node, list) and len(node) > 1 else None
        if isinstance(properties, dict) and isinstance(properties.get("id"), str):
            yield properties["id"]


def _every(value: object) -> Iterator[object]:
    """Yield a JSON value and all that it holds."""
    yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for item in inner:
        yield from _every(item)


def _reference(name: str) -> dict[str, Json]:
    component, _, prop = name.rpartition(".")
    return {"id": component, "property": prop}
