"""The bench's own book: what it debited, written before anybody is told, never rewritten."""

import json
import os
import threading
from collections.abc import Mapping
from pathlib import Path

Line = Mapping[str, str | int]


class Journal:
    """Lines of JSON in a file, each on the disk before ``write`` returns."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lines = _read(path)
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        if not _ends_a_line(path):
            os.write(self._file, b"\n")  # the last one was cut by a kill

    def write(self, line: Line) -> None:
        """Add a line and wait until it is kept."""
        written = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
        with self._lock:
            os.write(self._file, f"{written}\n".encode())
            os.fsync(self._file)
            self._lines.append(line)

    def lines(self) -> tuple[Line, ...]:
        """Return every line, the oldest first."""
        with self._lock:
            return tuple(self._lines)

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)


def read_journal(path: Path) -> tuple[Line, ...]:
    """Return the lines of a journal, without what a kill cut."""
    return tuple(_read(path))


def _read(path: Path) -> list[Line]:
    lines: list[Line] = []
    for written in path.read_bytes().splitlines() if path.exists() else ():
        try:
            line = json.loads(written)
        except ValueError:
            continue
        if isinstance(line, dict):
            lines.append(line)
    return lines


def _ends_a_line(path: Path) -> bool:
    content = path.read_bytes()
    return not content or content.endswith(b"\n")
