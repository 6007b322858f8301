"""Columns of raw cells, from a delimited text or from XML, with the line of each cell."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.imports.defects import DefectError, Reason

MAX_CELL_BYTES = 64


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """Cells of one column: ``cells`` ``bytes[n]``, ``lines`` ``int64[n]``, 1-based."""

    name: str
    cells: NDArray[np.bytes_]
    lines: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.cells)

    def defect(self, reason: Reason, row: int, **facts: object) -> DefectError:
        """Return the defect of a row, with its line, this column's name and the cell as read."""
        line, value = int(self.lines[row]), bytes(self.cells[row])
        return DefectError(reason, line=line, column=self.name, value=value, **facts)

    def empty(self) -> DefectError:
        """Return the defect of a file without a row."""
        return DefectError(Reason.NO_DATA, column=self.name)

    def of(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> "Column":
        """Return the column of some rows."""
        return Column(self.name, self.cells[rows], self.lines[rows])

    def characters(self) -> NDArray[np.uint8]:
        """Return the bytes position by position, ``uint8[width, n]``, 0 beyond a cell's end."""
        width = max(self.cells.dtype.itemsize, 1)
        rows = np.ascontiguousarray(self.cells).view(np.uint8).reshape(len(self.cells), width)
        return np.ascontiguousarray(rows.T)


def column_of(name: str, values: Sequence[str], lines: Sequence[int]) -> Column:
    """Return a column of texts; raises DefectError for one that is too long."""
    raw = [value.strip().encode() for value in values]
    for value, line in zip(raw, lines, strict=True):
        if len(value) > MAX_CELL_BYTES:
            raise DefectError(Reason.CELL_LENGTH, line=line, column=name, value=value)
    return Column(name, np.array(raw, dtype=np.bytes_), np.array(lines, dtype=np.int64))
