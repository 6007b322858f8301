"""Large delimited texts cut into columns at once, without a Python loop over lines."""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from services.imports.columns import MAX_CELL_BYTES, Column
from services.imports.defects import DefectError, Reason
from services.imports.files import Limits

NEWLINE = 10


@dataclass(frozen=True, slots=True, eq=False)
class CellTable:
    """A body of equal rows: where each cell starts and ends in ``buffer``, ``int64[n, k]``."""

    names: tuple[str, ...]
    first_line: int
    buffer: NDArray[np.uint8]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    def column(self, position: int) -> Column:
        """Return the cells of the column at ``position``.

        Raises DefectError for a cell longer than 64 bytes.
        """
        starts, lengths = self.starts[:, position], (self.ends - self.starts)[:, position]
        lines = np.arange(len(starts), dtype=np.int64) + self.first_line
        width = max(int(lengths.max()), 1)
        if width > MAX_CELL_BYTES:
            row = int(lengths.argmax())
            value = self.buffer[starts[row] :][: MAX_CELL_BYTES * 2].tobytes()
            line, name = int(lines[row]), self.names[position]
            raise DefectError(Reason.CELL_LENGTH, line=line, column=name, value=value)
        cells = sliding_window_view(self.buffer, width)[starts]
        cells[np.arange(width) >= lengths[:, None]] = 0
        return Column(self.names[position], cells.view(f"S{width}")[:, 0], lines)


def cut(
    body: bytes, names: tuple[str, ...], *, separator: str, first_line: int, limits: Limits
) -> CellTable:
    """Return the table of ``body``, whose rows have one cell per name; quotes are dropped.

    Raises DefectError for a body without a row, with too many, or with a row of other cells.
    """
    if body.count(b"\n") > limits.rows:
        raise DefectError(Reason.TOO_MANY_ROWS, limit=limits.rows)
    body = body.replace(b"\r\n", b"\n").replace(b'"', b"")
    ended = body.endswith(b"\n")
    body = body.rstrip(b"\n") + b"\n"
    if len(body) == 1:
        raise DefectError(Reason.NO_DATA, line=first_line)
    rows = body.count(b"\n")
    if body.count(separator.encode()) != rows * (len(names) - 1):
        raise _uneven(body, names, separator, first_line, ended=ended)
    buffer = np.frombuffer(body + bytes(MAX_CELL_BYTES), dtype=np.uint8)
    text = buffer[: len(body)]
    marks = np.flatnonzero((text == NEWLINE) | (text == ord(separator))).reshape(rows, len(names))
    if (text[marks[:, -1]] != NEWLINE).any() or (text[marks[:, :-1]] == NEWLINE).any():
        raise _uneven(body, names, separator, first_line, ended=ended)
    starts = np.concatenate([[0], marks.ravel()[:-1] + 1]).reshape(marks.shape)
    return CellTable(names, first_line, buffer, starts, marks)


def _uneven(
    body: bytes, names: tuple[str, ...], separator: str, first_line: int, *, ended: bool
) -> DefectError:
    """Return the defect of the first row that has not as many cells as there are names."""
    last = body.count(b"\n") - 1
    start = 0
    for row in range(last + 1):
        end = body.index(b"\n", start)
        found = body.count(separator.encode(), start, end) + 1
        if found != len(names):
            reason = Reason.TRUNCATED if row == last and not ended else Reason.CELL_COUNT
            return DefectError(
                reason,
                line=first_line + row,
                value=body[start:end],
                expected=len(names),
                found=found,
            )
        start = end + 1
    raise AssertionError("every row has as many cells as there are names")
