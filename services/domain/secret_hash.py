"""What tables keep of a secret that only a browser or an e-mail holds."""

from hashlib import sha256


def hash_secret(secret: str) -> bytes:
    """Return the SHA-256 of ``secret``: enough for one of 256 random bits, which nobody guesses."""
    return sha256(secret.encode(errors="replace")).digest()
