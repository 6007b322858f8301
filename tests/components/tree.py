"""Reads component trees as a person would: what is written, under which tag, class and name."""

from collections.abc import Iterator

from dash.development.base_component import Component


def every(root: object) -> Iterator[Component]:
    """Yield ``root`` and everything below it, in reading order."""
    if isinstance(root, Component):
        yield root
        yield from every(getattr(root, "children", None))
    elif isinstance(root, (list, tuple)):
        for child in root:
            yield from every(child)


def words(root: object) -> str:
    """Return the text of ``root`` as it reads, pieces joined without a space."""
    if isinstance(root, Component):
        return words(getattr(root, "children", None))
    if isinstance(root, (list, tuple)):
        return "".join(words(child) for child in root)
    return "" if root is None else str(root)


def tag(component: Component) -> str:
    """Return the HTML tag, in lower case."""
    return type(component).__name__.lower()


def value(component: Component, name: str) -> object:
    """Return the attribute ``name``, None when it is not given."""
    return component.to_plotly_json()["props"].get(name)


def with_class(root: object, name: str) -> list[Component]:
    """Return the components that have the class ``name``."""
    return [c for c in every(root) if name in str(value(c, "className") or "").split()]


def with_tag(root: object, name: str) -> list[Component]:
    """Return the components of that tag."""
    return [c for c in every(root) if tag(c) == name]
