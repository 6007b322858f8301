"""Links that change the page without reloading it (navigation.js follows them)."""

from collections.abc import Sequence

from dash.development.base_component import Component

from components import html
from components.attributes import attributes

Children = str | Component | Sequence[str | Component]


def nav_link(
    children: Children, href: str, *, class_name: str = "", current: str = "", **attrs: str
) -> Component:
    """Return a link to another address of the program; an ordinary link without JavaScript.

    ``current``: value of aria-current ("page", "true", "date"…), empty for none. ``attrs``: further
    ``data_*`` and ``aria_*`` attributes, and ``id``, which keeps the focus on this link when the
    page is drawn again.
    """
    if current:
        attrs["aria_current"] = current
    return html.A(
        children,
        href=href,
        className=class_name or None,
        **attributes(data_spa="", **attrs),
    )
