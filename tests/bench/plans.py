"""Why a page is slow: its statements, how the database finds their rows, where the code spends."""

import cProfile
import io
import pstats
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, Engine, event

STATEMENTS, FUNCTIONS, TIMES = 3, 12, 20


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with its parameters, and its seconds until the first row."""

    sql: str
    parameters: Any
    seconds: float


def explain(engine: Engine, open_page: Callable[[], object]) -> str:
    """Return the slowest statements of a page with their plans, and where its code spends."""
    with noting(engine) as statements:
        open_page()
    slowest = sorted(statements, key=lambda s: s.seconds, reverse=True)[:STATEMENTS]
    told = [
        f"{s.seconds * 1000:.2f} ms  {' '.join(s.sql.split())}\n" + "\n".join(_plan(engine, s))
        for s in slowest
    ]
    return "\n".join([f"{len(statements)} statements, the slowest:", *told, _profile(open_page)])


@contextmanager
def noting(engine: Engine) -> Iterator[list[Statement]]:
    """Yield the list that every statement of ``engine`` is added to meanwhile."""
    noted: list[Statement] = []
    started = 0.0

    def before(*_: object) -> None:
        nonlocal started
        started = perf_counter()

    def after(_: Connection, __: object, sql: str, parameters: object, *___: object) -> None:
        noted.append(Statement(sql, parameters, perf_counter() - started))

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    try:
        yield noted
    finally:
        event.remove(engine, "before_cursor_execute", before)
        event.remove(engine, "after_cursor_execute", after)


def _plan(engine: Engine, statement: Statement) -> Sequence[str]:
    if not statement.sql.lstrip().upper().startswith("SELECT"):
        return ()
    explaining = "EXPLAIN QUERY PLAN" if engine.dialect.name == "sqlite" else "EXPLAIN"
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(f"{explaining} {statement.sql}", statement.parameters)
        return [f"    {row[-1]}" for row in rows]


def _profile(open_page: Callable[[], object]) -> str:
    profile, output = cProfile.Profile(), io.StringIO()
    with profile:
        for _ in range(TIMES):
            open_page()
    stats = pstats.Stats(profile, stream=output).strip_dirs().sort_stats("tottime")
    stats.print_stats(FUNCTIONS)
    lines = [line for line in output.getvalue().splitlines() if line.strip()]
    return "\n".join([f"{TIMES} times the page:", *lines])
