"""What a passkey has to sign: random, for one purpose and one person, used once, kept here."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from services.factors.relying_party import RelyingParty, find_relying_party
from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.house import House
from services.kernel.wording import text
from services.storage import second_factors
from services.storage.models import Challenge

PATIENCE = timedelta(minutes=5)
"""How long a browser may take to sign."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a browser is asked: the options (JSON), and the challenge that its cookie keeps."""

    options: str
    challenge: str


@dataclass(frozen=True, slots=True)
class Aim:
    """What a signature is for; ``user_id``: whose it has to be, None before anybody is known."""

    purpose: str
    user_id: int | None = None


def keep(session: Session, asked: tuple[bytes, str], aim: Aim, *, now: datetime) -> Request:
    """Keep a challenge until it is used, and return it with its options."""
    challenge, options = asked
    kept = Challenge(
        challenge_hash=sha256(challenge).digest(),
        purpose=aim.purpose,
        user_id=aim.user_id,
        expires_at=now + PATIENCE,
    )
    second_factors.add_challenge(session, kept, now)
    return Request(options, bytes_to_base64url(challenge))


def take(house: House, challenge: str, aim: Aim, *, now: datetime) -> bytes:
    """Use a challenge up, whatever comes of it, and return it.

    Raises InvalidInputError when it is unknown, used, too old or for something else.
    """
    expected = base64url_to_bytes(challenge)
    with house.database.write() as session:
        is_good = second_factors.take_challenge(
            session, sha256(expected).digest(), aim.purpose, aim.user_id, now
        )
    if not is_good:
        raise InvalidInputError(text("security.passkey_again"))
    return expected


def party_of(house: House) -> RelyingParty:
    """Return the portal as passkeys know it; raises NotFoundError where there are none."""
    party = find_relying_party(house.public_url)
    if party is None:
        raise NotFoundError(text("security.passkeys_absent"))
    return party
