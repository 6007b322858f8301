"""Counting what is asked of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from sqlalchemy import Engine, event

_numbers = count()


@contextmanager
def counting(engine: Engine) -> Iterator[list[str]]:
    """Yield the list of the statements that are sent meanwhile."""
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statement = str(arguments[2])
        if not statement.startswith("BEGIN"):  # PostgreSQL's driver begins by itself
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def anew(search: str) -> str:
    """Return ``search`` with a choice that no page knows: what was kept is not found under it."""
    return f"{search}{'&' if search else '?'}essai={next(_numbers)}"
