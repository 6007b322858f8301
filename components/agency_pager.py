"""The pages of a long list of the agency."""

from collections.abc import Callable

from dash.development.base_component import Component

from components import html
from components.attributes import attributes
from components.controls import ButtonLink, button_link
from services.kernel import formats
from services.kernel.wording import text


def last_page(total: int, size: int) -> int:
    """Return the number of the last page, 1 for an empty list."""
    return max(1, -(-total // size))


def pager(number: int, last: int, href: Callable[[int], str]) -> list[Component]:
    """Return links to the pages beside page ``number``, nothing where there is one page alone."""
    if last == 1:
        return []
    said = text("agency.page", number=formats.number(number), last=formats.number(last))
    parts: list[Component] = [html.Span(said, className="agency-page")]
    if number > 1:
        before = ButtonLink(text("agency.page_before"), href(number - 1))
        parts.insert(0, button_link(before, size="small"))
    if number < last:
        parts.append(
            button_link(ButtonLink(text("agency.page_after"), href(number + 1)), size="small")
        )
    label = attributes(aria_label=text("agency.pages"))
    return [html.Nav(parts, className="agency-pager", **label)]
