"""The zip that an .xlsx is: the same value gives the same bytes, large parts are streamed."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

PartFilter = Callable[[bytes], Iterable[bytes]]
"""From a part as openpyxl wrote it to the chunks that take its place."""

_COMPRESSION_LEVEL = 3
_READ_BYTES = 65_536
_CONTENT_TYPES = "[Content_Types].xml"
_FORMULA_CELL = re.compile(rb'(<c r="([A-Z]+\d+)"[^>]*><f>[^<]*</f>)<v\s*(?:/>|></v>)')


def write_package(workbook: Workbook, file: IO[bytes], filters: Mapping[str, PartFilter]) -> None:
    """Write ``workbook`` to ``file``, each part named in ``filters`` passing through its filter."""
    made = BytesIO()
    # Not Workbook.save: it stamps the current time.
    ExcelWriter(workbook, ZipFile(made, "w")).save()
    target = ZipFile(file, "w", ZIP_DEFLATED, compresslevel=_COMPRESSION_LEVEL)
    with ZipFile(made) as source, target:
        for name in sorted(source.namelist(), key=lambda part: part != _CONTENT_TYPES):
            part = source.read(name)
            chunks = filters[name](part) if name in filters else _split(part)
            with target.open(name, "w") as written:  # a part opened by name is dated 1980
                for chunk in chunks:
                    written.write(chunk)


def with_cached_values(sheet: bytes, values: Mapping[str, float]) -> Iterator[bytes]:
    """Yield ``sheet`` with each formula's value beside it, for readers that do not calculate.

    Raises KeyError for a formula without a value.
    """

    def with_value(match: re.Match[bytes]) -> bytes:
        return match[1] + b"<v>%r</v>" % values[match[2].decode()]

    yield from _split(_FORMULA_CELL.sub(with_value, sheet))


def _split(part: bytes) -> Iterator[bytes]:
    for start in range(0, len(part), _READ_BYTES):
        yield part[start : start + _READ_BYTES]
