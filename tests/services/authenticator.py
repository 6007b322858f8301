"""A passkey in software: what a browser sends once its owner has confirmed with a finger."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url

PRESENT, VERIFIED, MADE = 0x01, 0x04, 0x40
"""Flags of the authenticator's data: somebody is there, has been recognised, a key is included."""


@dataclass
class Authenticator:
    """One key pair of one device; ``count`` is what its next signature says, ``flags`` too."""

    credential_id: bytes = b"a credential of the tests"
    host: str = "localhost"
    origin: str = "http://localhost:8050"
    count: int = 1
    flags: int = PRESENT | VERIFIED
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, challenge: str) -> dict[str, Any]:
        """Return the answer of a browser that has made the passkey for ``challenge``."""
        length = len(self.credential_id).to_bytes(2, "big")
        made = bytes(16) + length + self.credential_id + cbor2.dumps(self._public_key())
        data = self._data(self.flags | MADE, count=0) + made
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._client_data("webauthn.create", challenge)
        return self._answer(clientDataJSON=said, attestationObject=attested)

    def sign(self, challenge: str) -> dict[str, Any]:
        """Return the answer of a browser that has signed ``challenge``; the count goes on."""
        said = self._client_data("webauthn.get", challenge)
        data = self._data(self.flags, count=self.count)
        self.count += 1
        signature = self.key.sign(data + sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=said, authenticatorData=data, signature=signature)

    def _answer(self, **response: bytes) -> dict[str, Any]:
        name = bytes_to_base64url(self.credential_id)
        sent = {key: bytes_to_base64url(value) for key, value in response.items()}
        return {"id": name, "rawId": name, "type": "public-key", "response": sent}

    def _client_data(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _data(self, flags: int, *, count: int) -> bytes:
        return sha256(self.host.encode()).digest() + bytes([flags]) + count.to_bytes(4, "big")

    def _public_key(self) -> dict[int, int | bytes]:
        """Return the public key as COSE writes it: ES256 on P-256 (RFC 9053)."""
        point = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (point.x, point.y))
        return {1: 2, 3: -7, -1: 1, -2: x, -3: y}
