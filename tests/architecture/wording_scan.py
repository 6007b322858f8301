"""Reads the code for the message ids that it uses."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from tools.sizes import ROOMS, ROOT, find_modules

ID_START = re.compile(r"^[a-z][a-z0-9_]*\.")
IN_TEMPLATE = re.compile(r"""\bt\(\s*["']([^"']+)["']\s*[,)]""")
COMPOSED_IN_TEMPLATE = re.compile(r"""\bt\(\s*["']([^"']+)["']\s*~""")


@dataclass(frozen=True, slots=True)
class TextCall:
    """A call ``text("id", name=…)``: where, the id, the names given (None: ``**values``)."""

    where: str
    message_id: str
    names: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Wording:
    """What the code says about message ids.

    ``calls``: with the id written out; ``patterns``: ids composed by an f-string; ``strings``:
    every text in the code, for an id that reaches ``text`` through a table or a variable.
    """

    calls: tuple[TextCall, ...]
    patterns: frozenset[str]
    strings: frozenset[str]


def scan_code() -> Wording:
    """Return the message ids of all rooms and of their templates."""
    calls: list[TextCall] = []
    patterns: set[str] = set()
    strings: set[str] = set()
    for path in find_modules(*ROOMS):
        tree = ast.parse(path.read_text("utf-8"))
        names = _names_of_text(tree)
        for node in ast.walk(tree):
            calls += _calls_of(node, names, path)
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                strings.add(node.value)
            if isinstance(node, ast.JoinedStr) and (pattern := _pattern_of(node)):
                patterns.add(pattern)
    for template, source in _templates():
        calls += [
            TextCall(template, message_id, None) for message_id in IN_TEMPLATE.findall(source)
        ]
        patterns |= {f"{re.escape(s)}[a-z0-9_.]+" for s in COMPOSED_IN_TEMPLATE.findall(source)}
    return Wording(tuple(calls), frozenset(patterns), frozenset(strings))


def _names_of_text(tree: ast.Module) -> set[str]:
    """Return the names under which a module knows ``wording.text`` (SQLAlchemy has a text too)."""
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "services.kernel.wording"
        for alias in node.names
        if alias.name == "text"
    }


def _calls_of(node: ast.AST, names: set[str], path: Path) -> list[TextCall]:
    if not (isinstance(node, ast.Call) and node.args and _is_text(node.func, names)):
        return []
    message_id = node.args[0]
    if not (isinstance(message_id, ast.Constant) and isinstance(message_id.value, str)):
        return []
    given = [keyword.arg for keyword in node.keywords]
    known = None if None in given else frozenset(name for name in given if name is not None)
    return [TextCall(f"{path.relative_to(ROOT)}:{node.lineno}", message_id.value, known)]


def _is_text(function: ast.expr, names: set[str]) -> bool:
    if isinstance(function, ast.Name):
        return function.id in names
    return (
        isinstance(function, ast.Attribute)
        and function.attr == "text"
        and isinstance(function.value, ast.Name)
        and function.value.id == "wording"
    )


def _pattern_of(node: ast.JoinedStr) -> str | None:
    """Return a regular expression for the ids that an f-string can make, None for other texts."""
    first = node.values[0] if node.values else None
    if not (isinstance(first, ast.Constant) and ID_START.match(str(first.value))):
        return None
    return "".join(
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[A-Za-z0-9_.]+"
        for part in node.values
    )


def _templates() -> list[tuple[str, str]]:
    """Return the templates, each with its path."""
    paths = sorted((ROOT / "app").rglob("*.html"))
    return [(str(path.relative_to(ROOT)), path.read_text("utf-8")) for path in paths]
