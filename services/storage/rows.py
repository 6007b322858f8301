"""Running the statements of the pages: written once, executed as plain rows.

A statement is built and compiled once and then only given its values; no mapped objects are made.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Executable, Row
from sqlalchemy.orm import Session

AnyRow = Row[*tuple[Any, ...]]
"""A row whose columns the type checker does not know."""


def fetch(session: Session, statement: Executable, **values: object) -> Sequence[AnyRow]:
    """Return the rows of ``statement``; ``values`` of its bound parameters by name."""
    return session.connection().execute(statement, values).all()
