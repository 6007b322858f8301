"""Every kind of event that the code records has its sentence: a history without one would fail."""

import ast
import re
from collections.abc import Sequence

from sqlalchemy import String

from services.kernel.wording import load_catalogue
from services.storage.models import AuditEvent
from tools.sizes import find_modules

KIND = re.compile(r"[a-z_]+\.[a-z_]+")


def recorded_kinds() -> set[str]:
    """Return every kind that ``audit.record`` is given, written out or chosen in its module.

    Where a kind is no constant, all texts of the module that look like one count, but for the ids
    of other sentences.
    """
    kinds: set[str] = set()
    for path in find_modules("services", "app"):
        tree = ast.parse(path.read_text("utf-8"))
        given = [n.args[1] for n in ast.walk(tree) if isinstance(n, ast.Call) and _is_record(n)]
        texts = _texts(given)
        if len(texts) < len(given):
            texts += [t for t in _texts(list(ast.walk(tree))) if t not in load_catalogue("fr")]
        kinds |= {text for text in texts if KIND.fullmatch(text)}
    return kinds


def _texts(nodes: Sequence[ast.AST]) -> list[str]:
    return [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]


def _is_record(node: ast.Call) -> bool:
    return (
        isinstance(node.func, ast.Attribute)
        and node.func.attr == "record"
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "audit"
    )


def test_the_scan_finds_the_kinds() -> None:
    assert {
        "consent.withdrawn",
        "sign_in.done",
        "sign_in.refused",
        "sign_in.ended",
        "erasure.done",
    } <= recorded_kinds()


def test_every_recorded_kind_has_a_sentence() -> None:
    catalogue = load_catalogue("fr")

    assert {kind for kind in recorded_kinds() if f"audit.{kind}" not in catalogue} == set()


def test_every_kind_fits_its_column() -> None:
    kinds = {i.removeprefix("audit.") for i in load_catalogue("fr") if i.startswith("audit.")}
    column = AuditEvent.__table__.c.kind.type
    assert isinstance(column, String)
    longest = column.length

    assert [kind for kind in kinds if not KIND.fullmatch(kind)] == []
    assert longest is not None
    assert max(map(len, kinds)) <= longest
