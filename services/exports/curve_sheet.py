"""Sheet « Courbe de charge »: its frame by openpyxl, its many rows as XML, block by block.

The frame has the headings, styles, filter, print setup and one sample row; the rows that replace
the sample go straight into the zip, an order of magnitude faster than through cell objects.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray
from openpyxl.worksheet.worksheet import Worksheet

from services.domain.load_curve import PointStatus
from services.domain.time_classes import TIME_CLASSES
from services.exports.curve_points import CurveBlock, energy_kwh, offset_label, power_kw
from services.exports.page_setup import freeze_and_filter, set_widths, setup_print
from services.exports.styles import heading_style, put_text, style_name
from services.kernel.wording import text

MAX_POINTS_PER_SHEET = 1_048_576 - 1
"""Excel's rows, less the heading."""

WIDTHS = (28, 20, 16, 16, 10, 14)
_KINDS = ("moment", "text", "kw", "kwh_fine", "text", "text")
_STATUS_IDS = ("export.status.missing", "export.status.real", "export.status.estimated")
_SECONDS_TO_1970 = 25_569 * 86_400  # from 1899-12-30, Excel's day 0
_ROW = (
    b'<row r="%d"><c r="A%d" s="%d"><v>%r</v></c><c r="B%d" s="%d"%b'
    b'<c r="C%d" s="%d"%b<c r="D%d" s="%d"%b<c r="E%d" s="%d"%b<c r="F%d" s="%d"%b</row>'
)
_NOTHING = b"/>"

Fragments = NDArray[np.object_]
"""What follows the attributes of a cell, as bytes, one per point."""


def curve_headings() -> tuple[str, ...]:
    """Return the six column headings, in order."""
    names = ("start", "offset", "power", "energy", "time_class", "status")
    return tuple(text(f"export.curve.{name}") for name in names)


def status_names() -> tuple[str, ...]:
    """Return the word for each PointStatus, by its value."""
    return tuple(text(message_id) for message_id in _STATUS_IDS)


def write_curve_frame(sheet: Worksheet, points: int) -> tuple[int, ...]:
    """Fill ``sheet`` but for its rows, and return the style number of each column."""
    for column, name in enumerate(curve_headings(), 1):
        kind = _KINDS[column - 1]
        put_text(sheet.cell(1, column), name, heading_style(kind))
        sheet.cell(2, column).style = style_name(kind)
    sheet.row_dimensions[1].height = 20
    set_widths(sheet, WIDTHS)
    freeze_and_filter(sheet, 1, len(WIDTHS), points)
    setup_print(sheet, "1:1", orientation="portrait")
    return tuple(int(sheet.cell(2, column).style_id) for column in range(1, len(WIDTHS) + 1))


def fill_frame(frame: bytes, points: int, rows: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the sheet's XML: its frame with ``rows`` in the place of the sample row."""
    before, sample, _ = frame.partition(b'<row r="2"')
    after = frame.rpartition(b"</sheetData>")
    if not sample or not after[1]:
        raise ValueError("the frame of the load-curve sheet has no sample row")
    dimension = b'<dimension ref="A1:F%d"' % (points + 1)
    yield re.sub(rb'<dimension ref="[^"]*"', dimension, before, count=1)
    yield from rows
    yield after[1] + after[2]


def render_rows(
    blocks: Iterator[CurveBlock],
    step_s: int,
    styles: Sequence[int],
    on_points: Callable[[int], None],
) -> Iterator[bytes]:
    """Yield the rows of each block; ``on_points`` hears how many points are written so far."""
    written = 0
    for block in blocks:
        yield _render_block(block, step_s, styles, written + 2)
        written += len(block.local_s)
        on_points(written)


def _render_block(block: CurveBlock, step_s: int, styles: Sequence[int], first: int) -> bytes:
    stamps = ((block.local_s + _SECONDS_TO_1970) / 86_400).tolist()
    kw, kwh = _energy_fragments(block, step_s)
    columns = zip(
        range(first, first + len(stamps)),
        stamps,
        _offset_fragments(block.offset_s),
        kw,
        kwh,
        _class_fragments(block),
        _text_fragments(status_names())[block.status],
        strict=True,
    )
    a, b, c, d, e, f = styles
    return b"".join(
        [
            _ROW % (r, r, a, stamp, r, b, offset, r, c, w, r, d, j, r, e, name, r, f, status)
            for r, stamp, offset, w, j, name, status in columns
        ]
    )


def _energy_fragments(block: CurveBlock, step_s: int) -> tuple[Fragments, Fragments]:
    """Each distinct power is written once; a missing point has an empty cell, never a zero."""
    known = block.status != PointStatus.MISSING
    powers, position = np.unique(block.power_w, return_inverse=True)
    position = np.where(known, position, len(powers))
    watts = powers.tolist()
    kw = [b"><v>%r</v></c>" % power_kw(w) for w in watts]
    kwh = [b"><v>%r</v></c>" % energy_kwh(w, step_s) for w in watts]
    return _as_fragments([*kw, _NOTHING])[position], _as_fragments([*kwh, _NOTHING])[position]


def _offset_fragments(offset_s: NDArray[np.int64]) -> Fragments:
    offsets, position = np.unique(offset_s, return_inverse=True)
    return _text_fragments([offset_label(int(s)) for s in offsets])[position]


def _class_fragments(block: CurveBlock) -> Fragments:
    if block.classes is None:
        return np.full(len(block.local_s), _NOTHING, dtype=np.object_)
    return _text_fragments([c.value for c in TIME_CLASSES])[block.classes]


def _text_fragments(values: Sequence[str]) -> Fragments:
    return _as_fragments(
        [b' t="inlineStr"><is><t>%b</t></is></c>' % escape(v).encode() for v in values]
    )


def _as_fragments(values: Sequence[bytes]) -> Fragments:
    return np.array(values, dtype=np.object_)
