"""Hashing and checking passwords (argon2id, RFC 9106 low-memory choice of OWASP)."""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from services.kernel.errors import TooManyAttemptsError
from services.kernel.wording import text

MAX_LENGTH = 128
"""Longer passwords are refused: hashing them would be work for an attacker."""

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_places = threading.BoundedSemaphore(2)
QUEUE_S = 5.0
"""Longest wait for a place: hashing is heavy, and sign-ins must not starve the readers."""

_NOBODYS_HASH = _hasher.hash("no account has this password")


def hash_password(password: str) -> str:
    """Return the argon2id hash of ``password``, salt and parameters included."""
    with _place():
        return _hasher.hash(password)


def is_password(password_hash: str | None, password: str) -> bool:
    """Tell whether ``password`` is the one; takes as long for nobody (None) as for somebody."""
    with _place():
        try:
            _hasher.verify(password_hash or _NOBODYS_HASH, password)
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None


class _place:  # noqa: N801 - reads as a function in `with`
    """A place among the few hashings that may run at once."""

    def __enter__(self) -> None:
        if not _places.acquire(timeout=QUEUE_S):
            raise TooManyAttemptsError(text("signin.busy"), retry_after_s=30)

    def __exit__(self, *_: object) -> None:
        _places.release()
