"""Lucide icons, drawn by the style sheet as masks that take the colour of the text."""

from dash.development.base_component import Component

from components import html
from components.attributes import attributes

SIZES = (16, 18, 20, 24, 28)


def icon(name: str, *, size: int = 20, label: str | None = None) -> Component:
    """Return the icon ``name`` of Lucide, ``size`` pixels wide (one of SIZES).

    Hidden from screen readers unless it carries a ``label``. Raises ValueError for another size.
    """
    if size not in SIZES:
        raise ValueError(f"size {size} is none of {SIZES}")
    classes = f"icon icon-{name}" if size == 20 else f"icon icon-{size} icon-{name}"
    if label is None:
        return html.Span(className=classes, **attributes(aria_hidden="true"))
    return html.Span(className=classes, role="img", **attributes(aria_label=label))
