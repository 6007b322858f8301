"""Every sentence of the interface, by message id, in the reader's language.

Catalogues are gettext ``.po`` files, one per room, under ``services/locales/<language>/``. They
are read once, in memory. A text is translated at once, never lazily: a lazy string breaks Dash
layouts and figures.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent.parent / "locales"
DEFAULT_LANGUAGE = "fr"

_language: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)


def text(message_id: str, /, **values: object) -> str:
    """Return the sentence ``message_id`` with ``values`` put into its ``{placeholders}``.

    Raises KeyError for an id that the catalogue does not have.
    """
    sentence = load_catalogue(_language.get())[message_id]
    return sentence.format(**values) if values else sentence


def current_language() -> str:
    """Return the language of the current reader, as an ISO 639-1 code."""
    return _language.get()


@contextmanager
def reading_in(language: str) -> Iterator[None]:
    """Use ``language`` for every text within the block."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


@cache
def load_catalogue(language: str) -> dict[str, str]:
    """Return all messages of ``language``: id -> sentence."""
    messages: dict[str, str] = {}
    for path in sorted((LOCALES / language).glob("*.po")):
        with path.open("rb") as file:
            messages |= {str(m.id): str(m.string) for m in read_po(file, locale=language) if m.id}
    return messages
