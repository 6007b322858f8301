"""Sentences of the import report on what a file holds besides its figures."""

from collections.abc import Sequence, Sized

from services.imports.defects import DefectError, Reason, shown
from services.kernel.wording import text


def note(name: str, **values: object) -> str:
    """Return the sentence ``import.note.<name>``."""
    return text(f"import.note.{name}", **values)


def ignored_series(kept: Sized, ignored: Sequence[str]) -> tuple[str, ...]:
    """Return a note per series left aside; raises DefectError if nothing at all was kept."""
    if not kept:
        raise DefectError(Reason.QUANTITY, value=ignored[0] if ignored else None)
    return tuple(note("ignored", series=shown(series)) for series in dict.fromkeys(ignored))
