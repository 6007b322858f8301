"""How the text of a setting becomes its value: each reader raises ValueError and says why."""

import re
from collections.abc import Callable
from email.utils import parseaddr
from pathlib import Path


def flag(value: str) -> bool:
    """Read 0 or 1."""
    if value not in {"", "0", "1"}:
        raise ValueError("0 ou 1 attendu")
    return value == "1"


def whole(least: int, most: int) -> Callable[[str], int]:
    """Return a reader of whole numbers."""

    def read(value: str) -> int:
        if not value.isdecimal() or not least <= int(value) <= most:
            raise ValueError(f"nombre de {least} à {most} attendu")
        return int(value)

    return read


def one_of(*choices: str) -> Callable[[str], str]:
    """Return a reader of one of these words."""

    def read(value: str) -> str:
        if value not in choices:
            raise ValueError(f"{', '.join(choices)} attendu")
        return value

    return read


def address(value: str) -> str:
    """Read a web address that paths are added to."""
    return exact_address(value).rstrip("/")


def exact_address(value: str) -> str:
    """Read a web address as it is: with another end a form sent there would be redirected."""
    if value and not value.startswith(("http://", "https://")):
        raise ValueError("adresse http:// ou https:// attendue")
    return value


def sender(value: str) -> str:
    """Read who e-mails come from."""
    found = parseaddr(value)[1]
    if not re.fullmatch(r"[!-?A-~]+@[a-z0-9.-]{1,63}", found) or not value.isprintable():
        raise ValueError("« Nom <adresse@domaine> » attendu")
    return value


def path(value: str) -> str:
    """Read the path of a folder or of a file."""
    if not value:
        raise ValueError("dossier ou fichier attendu")
    return str(Path(value))
