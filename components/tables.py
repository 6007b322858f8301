"""Tables of figures: numbers on the right, units in the header, a total row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dash.development.base_component import Component

from components import html
from components.attributes import attributes
from components.cards import Content, Swatch, swatch
from components.icons import icon
from components.links import nav_link
from services.kernel.wording import text

Emphasis = Literal["", "zero", "weak", "strong", "rising", "falling"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``sort_href`` makes its header a link, ``sorted_by`` says how it is sorted now.

    ``main``: the figure that stands beside the row's name on a phone.
    """

    label: str
    align: Literal["text", "number"] = "text"
    swatch: Swatch | None = None
    sort_href: str = ""
    sorted_by: Literal["", "ascending", "descending"] = ""
    main: bool = False


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

    It scrolls sideways where it lacks room, by keyboard too; on a phone each row is a card, and
    the explicit roles keep it a table. Values are already written.
    """
    head = html.Thead(html.Tr([_header(column) for column in columns], role="row"), role="rowgroup")
    body = html.Tbody([_row(row, columns) for row in rows], role="rowgroup")
    parts: list[Component] = [
        html.Caption(caption, className=None if caption_visible else "visually-hidden"),
        head,
        body,
    ]
    if total is not None:
        parts.append(html.Tfoot(_row(total, columns), role="rowgroup"))
    class_name = "data-table is-dense" if dense else "data-table"
    table = html.Table(parts, className=class_name, role="table")
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
    return html.Th(
        content, scope="col", role="columnheader", className=_classes(column, ""), **sort
    )


def _row(row: Row, columns: Sequence[Column]) -> Component:
    cells = [value if isinstance(value, Cell) else Cell(value) for value in row]
    head, *others = zip(cells, columns, strict=True)
    return html.Tr([_row_header(*head), *(_cell(*pair) for pair in others)], role="row")


def _row_header(cell: Cell, column: Column) -> Component:
    classes = _classes(column, cell.emphasis)
    return html.Th(cell.content, scope="row", role="rowheader", className=classes)


def _cell(cell: Cell, column: Column) -> Component:
    classes = _classes(column, cell.emphasis)
    label = attributes(data_label=column.label)
    return html.Td(cell.content, role="cell", className=classes, **label)


def _classes(column: Column, emphasis: Emphasis) -> str | None:
    number = "num" if column.align == "number" else ""
    main = "is-main" if column.main else ""
    return " ".join(filter(None, (number, main, _EMPHASIS_CLASS[emphasis]))) or None
