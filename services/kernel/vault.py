"""Secrets at rest: encrypted with the key of the house, which can be changed."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PURPOSE = b"terralis data at rest"


class VaultError(Exception):
    """What was encrypted cannot be read with any of the keys given."""


class Vault:
    """Encrypts with the first of ``keys``, decrypts with any of them.

    A key is any text of 32 characters or more; what is derived from it is an AES-128-CBC key with
    an HMAC-SHA-256 beside it (Fernet).
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(_derive(key)) for key in keys])

    def encrypt(self, plain: bytes) -> bytes:
        """Return ``plain`` encrypted, with the time and a proof that nobody changed it."""
        return bytes(self._fernet.encrypt(plain))

    def decrypt(self, encrypted: bytes) -> bytes:
        """Return what was encrypted; raises VaultError if no key fits or it was changed."""
        try:
            return bytes(self._fernet.decrypt(encrypted))
        except InvalidToken as error:
            raise VaultError("no key of the house opens this") from error

    def rotate(self, encrypted: bytes) -> bytes:
        """Return the same encrypted with the first key; raises VaultError as ``decrypt`` does."""
        try:
            return bytes(self._fernet.rotate(encrypted))
        except InvalidToken as error:
            raise VaultError("no key of the house opens this") from error


def _derive(key: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(key.encode())
    return urlsafe_b64encode(derived)
