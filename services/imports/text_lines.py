"""The text of a file: strictly UTF-8, with its line numbers."""

from services.imports.defects import DefectError, Reason
from services.imports.recognition import BOM


def checked_text(content: bytes) -> bytes:
    """Return the content without its byte order mark; raises DefectError unless it is UTF-8 text.

    NUL bytes are refused too: no text has them, and they would end cells early.
    """
    content = content.removeprefix(BOM)
    if b"\0" in content:
        raise DefectError(Reason.BINARY, line=content[: content.index(b"\0")].count(b"\n") + 1)
    if content.isascii():
        return content
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        line_start = content.rfind(b"\n", 0, error.start) + 1
        value = content[max(line_start, error.start - 40) : error.end]
        raise DefectError(Reason.ENCODING, line=line, value=value) from error
    return content


def first_lines(content: bytes, count: int) -> tuple[list[str], int]:
    """Return up to ``count`` first lines without their ends, and where the text after them starts.

    Blank lines are skipped but counted: the second value of :func:`line_number` stays right.
    """
    lines: list[str] = []
    start = 0
    while len(lines) < count and start < len(content):
        end = content.find(b"\n", start)
        end = len(content) if end < 0 else end
        line = content[start:end].decode("utf-8").strip("\r")
        start = min(end + 1, len(content))
        if line.strip():
            lines.append(line.replace('"', ""))
    return lines, start


def line_number(content: bytes, position: int) -> int:
    """Return the 1-based number of the line at a position of the content."""
    return content.count(b"\n", 0, position) + 1
