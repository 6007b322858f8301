"""Hashing and checking passwords (argon2id, RFC 9106 low-memory choice of OWASP)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from services.kernel.places import Places

MAX_LENGTH = 128
"""Longer passwords are refused: hashing them would be work for an attacker."""

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_places = Places(2, patience_s=5.0, busy="signin.busy")
"""Hashing is heavy, and sign-ins must not starve the readers."""

_NOBODYS_HASH = _hasher.hash("no account has this password")


def hash_password(password: str) -> str:
    """Return the argon2id hash of ``password``, salt and parameters included."""
    with _places.take():
        return _hasher.hash(password)


def is_password(password_hash: str | None, password: str) -> bool:
    """Tell whether ``password`` is the one; takes as long for nobody (None) as for somebody."""
    with _places.take():
        try:
            _hasher.verify(password_hash or _NOBODYS_HASH, password)
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None
