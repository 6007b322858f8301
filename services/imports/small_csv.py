"""Small CSV files read line by line, by the names of their columns."""

import csv
from collections.abc import Iterator

from services.imports.defects import DefectError, Reason
from services.imports.files import Limits
from services.imports.names import plain
from services.imports.text_lines import checked_text

Row = dict[str, str]


def read_rows(content: bytes, needed: tuple[str, ...], limits: Limits) -> Iterator[tuple[int, Row]]:
    """Yield each line's number and its cells by column name (lower case, no accents).

    Raises DefectError for a missing column, a line of other cells, too many lines or none.
    """
    text = checked_text(content).decode("utf-8")
    if text.count("\n") > limits.rows:
        raise DefectError(Reason.TOO_MANY_ROWS, limit=limits.rows)
    lines = text.replace("\r\n", "\n").split("\n")
    separator = ";" if ";" in lines[0] else ","
    reader = csv.reader(lines, delimiter=separator, strict=True)
    complete = text.endswith("\n")
    names = tuple(map(plain, next(_checked(reader), [])))
    missing = [name for name in needed if name not in names]
    if missing:
        raise DefectError(Reason.MISSING_COLUMN, line=1, names=missing[0])
    found = False
    for cells in _checked(reader):
        if len(cells) != len(names):
            last = reader.line_num == len(lines) and not complete
            raise DefectError(
                Reason.TRUNCATED if last else Reason.CELL_COUNT,
                line=reader.line_num,
                value=separator.join(cells),
                expected=len(names),
                found=len(cells),
            )
        found = True
        yield reader.line_num, dict(zip(names, map(str.strip, cells), strict=True))
    if not found:
        raise DefectError(Reason.NO_DATA, line=1)


def _checked(reader: "Iterator[list[str]]") -> Iterator[list[str]]:
    """Yield the lines that hold something; raises DefectError where quotes do not match."""
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise DefectError(
                Reason.MALFORMED_CSV, line=getattr(reader, "line_num", None)
            ) from error
        if cells is None:
            return
        if cells:
            yield cells
