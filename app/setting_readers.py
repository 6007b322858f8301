"""How the text of a setting becomes its value: each reader raises ValueError and says why."""

import re
from collections.abc import Callable
from email.utils import parseaddr
from ipaddress import IPv6Address
from pathlib import Path

LAST_PORT = 65535
_ADDRESS = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?|\[(?P<six>[0-9a-f:.]+)\])"
    r"(?::(?P<port>[0-9]{1,5}))?(?:/[a-z0-9._~%/-]*)?(?:\?[a-z0-9._~%/=&-]*)?",
    re.ASCII | re.IGNORECASE,
)


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
    if value and not _is_address(value):
        raise ValueError("adresse http:// ou https:// attendue")
    return value


def _is_address(value: str) -> bool:
    """Tell whether a header, a form and a policy may name the address as it stands."""
    found = _ADDRESS.fullmatch(value)
    if found is None or not 1 <= int(found["port"] or 1) <= LAST_PORT:
        return False
    try:
        return found["six"] is None or bool(IPv6Address(found["six"]))
    except ValueError:
        return False


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
