"""docs/security.md claims only what a test shows: every test that it names exists."""

import ast
import re

from tools.sizes import ROOT

NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
DOCUMENT = ROOT / "docs" / "security.md"


def named_tests() -> list[tuple[str, str]]:
    return NAMED.findall(DOCUMENT.read_text("utf-8"))


def test_the_document_names_tests() -> None:
    assert len(named_tests()) > 40


def test_every_named_test_exists() -> None:
    functions: dict[str, set[str]] = {}
    for path, _ in named_tests():
        file = ROOT / path
        tree = ast.parse(file.read_text("utf-8")) if file.exists() else ast.Module([], [])
        functions[path] = {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}

    assert [f"{p}::{name}" for p, name in named_tests() if name not in functions[p]] == []
