"""What a customer is found by: the words of a name and an e-mail address, folded."""

import re
import unicodedata

LONGEST_KEY = 64
_BETWEEN_WORDS = re.compile(r"[^\w@.+-]+")
_WITHIN_A_NAME = re.compile(r"[@.+-]+")


def fold(text: str) -> str:
    """Return ``text`` without accents, in small letters: « Épicerie » is found as "epicerie"."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in parts if not unicodedata.combining(c) and c.isprintable())


def words_of(text: str) -> tuple[str, ...]:
    """Return the folded words of ``text``, each once, in order; an e-mail address is one word."""
    parts = _BETWEEN_WORDS.split(fold(text))
    words = (word for part in parts for word in _split(part))
    return tuple(dict.fromkeys(word[:LONGEST_KEY] for word in words if word))


def _split(part: str) -> list[str]:
    return [part] if "@" in part.strip("@") else _WITHIN_A_NAME.split(part)


def keys_of(*texts: str) -> frozenset[str]:
    """Return the keys of a customer with this name and e-mail address."""
    return frozenset(word for text in texts for word in words_of(text))
