"""Tables of figures: numbers on the right, units in the header, a total row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dash import html
from dash.development.base_component import Component

from components.attributes import attributes
from components.cards import Content, Swatch, swatch
from components.icons import icon
from components.links import nav_link
from services.kernel.wording import text

Emphasis = Literal["", "zero", "weak", "strong", "rising", "falling"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``sort_href`` makes its header a link, ``sorted_by`` says how it is sorted now."""

    label: str
    align: Literal["text", "number"] = "text"
    swatch: Swatch | None = None
    sort_href: str = ""
    sorted_by: Literal["", "ascending", "descending"] = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is not plain text or an ordinary number."""

    content: Content
    emphasis: Emphasis = ""


Row = Sequence[str | Cell]

_EMPHASIS_CLASS = {
    "": "",
    "zero": "is-zero",
    "weak": "is-weak",
    "strong": "is-strong",
    "rising": "rising",
    "falling": "falling",
}


def data_table(
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    total: Row | None = None,
    caption_visible: bool = False,
    dense: bool = False,
) -> Component:
    """Return a table in a card; the first cell of each row is its header.

    It scrolls sideways on small screens, by keyboard too. Values are already written.
    """
    head = html.Thead(html.Tr([_header(column) for column in columns]))
    body = html.Tbody([_row(row, columns) for row in rows])
    parts: list[Component] = [
        html.Caption(caption, className=None if caption_visible else "visually-hidden"),
        head,
        body,
    ]
    if total is not None:
        parts.append(html.Tfoot(_row(total, columns)))
    table = html.Table(parts, className="data-table is-dense" if dense else "data-table")
    region = attributes(aria_label=text("shell.table_region", caption=caption))
    return html.Div(
        html.Div(table, className="table-scroll", tabIndex=0, role="region", **region),
        className="card table-card",
    )


def _header(column: Column) -> Component:
    label: list[str | Component] = [column.label]
    if column.swatch:
        label.insert(0, swatch(column.swatch))
    if column.sorted_by:
        label.append(icon("chevron-up" if column.sorted_by == "ascending" else "chevron-down"))
    content: Content = [nav_link(label, column.sort_href)] if column.sort_href else label
    sort = attributes(aria_sort=column.sorted_by) if column.sorted_by else {}
    return html.Th(content, scope="col", className=_classes(column, ""), **sort)


def _row(row: Row, columns: Sequence[Column]) -> Component:
    cells = [value if isinstance(value, Cell) else Cell(value) for value in row]
    head, *others = (
        (cell.content, _classes(column, cell.emphasis))
        for cell, column in zip(cells, columns, strict=True)
    )
    return html.Tr(
        [html.Th(head[0], scope="row", className=head[1])]
        + [html.Td(content, className=classes) for content, classes in others]
    )


def _classes(column: Column, emphasis: Emphasis) -> str | None:
    number = "num" if column.align == "number" else ""
    return f"{number} {_EMPHASIS_CLASS[emphasis]}".strip() or None
