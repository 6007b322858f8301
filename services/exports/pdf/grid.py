"""Tables of short cells, as ReportLab draws them: quick, with their head on every page."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus.flowables import Flowable
from reportlab.platypus.tables import Table

from services.exports.pdf.fonts import BODY, BOLD, clean
from services.exports.pdf.palette import INK, LINE, LINE2, MUTED, SUNKEN, WIDTH

SIZE, HEAD_SIZE, LEADING = 8, 7.2, 10.2
PADDING = 3
LONGEST = 300

Cell: TypeAlias = str | Flowable


class RowKind(StrEnum):
    """How a row looks: a group opens a part of the table, a note explains the row above."""

    PLAIN = "plain"
    GROUP = "group"
    TOTAL = "total"
    GRAND_TOTAL = "grand_total"


TOTALS = frozenset({RowKind.TOTAL, RowKind.GRAND_TOTAL})


@dataclass(frozen=True, slots=True)
class Column:
    """``share``: of the width of the table; what is not a number is wrapped."""

    head: str
    share: float
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, one for each column."""

    cells: tuple[Cell, ...]
    kind: RowKind = RowKind.PLAIN


Command: TypeAlias = tuple[object, ...]

_LOOKS: dict[RowKind, tuple[Command, ...]] = {
    RowKind.PLAIN: (),
    RowKind.GROUP: (("FONTNAME", BOLD), ("TOPPADDING", 7), ("LINEBELOW", 0.8, LINE2)),
    RowKind.TOTAL: (("FONTNAME", BOLD), ("BACKGROUND", SUNKEN)),
    RowKind.GRAND_TOTAL: (
        ("FONTNAME", BOLD),
        ("FONTSIZE", 10),
        ("BACKGROUND", SUNKEN),
        ("TOPPADDING", 5),
        ("BOTTOMPADDING", 6),
    ),
}


def table(columns: Sequence[Column], rows: Sequence[Row], *, width: float = WIDTH) -> Table:
    """Return a table that goes on over pages, its head repeated; a group is not left alone."""
    widths = [column.share * width for column in columns]
    cells: list[list[Cell]] = [[column.head for column in columns]]
    style = list(_common_style(columns))
    for number, row in enumerate(rows, 1):
        cells.append(
            [_fit(*part, row.kind) for part in zip(row.cells, columns, widths, strict=True)]
        )
        style += [(look[0], (0, number), (-1, number), *look[1:]) for look in _LOOKS[row.kind]]
        if row.kind is RowKind.GROUP:
            style.append(("NOSPLIT", (0, number), (0, min(number + 1, len(rows)))))
    style += _keep_totals(rows)
    return Table(cells, colWidths=widths, repeatRows=1, style=style, hAlign="LEFT", spaceAfter=6)


def _keep_totals(rows: Sequence[Row]) -> list[Command]:
    """Keep the totals together, and with the last row that they add up."""
    totals = [number for number, row in enumerate(rows, 1) if row.kind in TOTALS]
    return [("NOSPLIT", (0, max(1, totals[0] - 1)), (0, totals[-1]))] if totals else []


def _common_style(columns: Sequence[Column]) -> tuple[Command, ...]:
    return (
        ("FONT", (0, 0), (-1, -1), BODY, SIZE, LEADING),
        ("TEXTCOLOR", (0, 0), (-1, -1), INK),
        ("FONT", (0, 0), (-1, 0), BODY, HEAD_SIZE, LEADING),
        ("TEXTCOLOR", (0, 0), (-1, 0), MUTED),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, LINE),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, LINE2),
        ("LEFTPADDING", (0, 0), (-1, -1), PADDING),
        ("RIGHTPADDING", (0, 0), (-1, -1), PADDING),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        *(
            ("ALIGN", (number, 0), (number, -1), "RIGHT")
            for number, column in enumerate(columns)
            if column.is_number
        ),
    )


def _fit(cell: Cell, column: Column, width: float, kind: RowKind) -> Cell:
    """Return the cell wrapped to its column; a group's words run over the whole table."""
    if not isinstance(cell, str) or column.is_number or kind is RowKind.GROUP:
        return cell
    face = BODY if kind is RowKind.PLAIN else BOLD
    return wrap(clean(cell, LONGEST), face, SIZE, width - 2 * PADDING)


def wrap(words: str, face: str, size: float, width: float) -> str:
    """Return ``words`` broken into lines of at most ``width`` points, long words too."""
    if stringWidth(words, face, size) <= width:
        return words
    broken = (_break(line, face, size, width) for line in simpleSplit(words, face, size, width))
    return "\n".join(broken)


def _break(line: str, face: str, size: float, width: float) -> str:
    done, rest = [], line
    while rest and stringWidth(rest, face, size) > width:
        cut = max(1, len(rest) - 1)
        while cut > 1 and stringWidth(rest[:cut], face, size) > width:
            cut -= 1
        done.append(rest[:cut])
        rest = rest[cut:]
    return "\n".join([*done, rest]) if rest else "\n".join(done)
