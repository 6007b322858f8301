"""Work that is done and then kept or undone, so that both take as long."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session


@contextmanager
def kept_if(session: Session, *, is_kept: bool) -> Iterator[None]:
    """Run the block in a savepoint and undo what it wrote unless ``is_kept``.

    The same statements run either way: who waits for the answer cannot tell which it was.
    """
    savepoint = session.begin_nested()
    try:
        yield
        session.flush()
    except BaseException:
        savepoint.rollback()
        raise
    if is_kept:
        savepoint.commit()
    else:
        savepoint.rollback()
