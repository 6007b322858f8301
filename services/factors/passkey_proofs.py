"""Proving with a passkey who one is: instead of the password, as the second step, or again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from services.domain.networks import subscriber_of
from services.factors import passkey_challenges, second_factor, webauthn_checks
from services.factors.passkey_challenges import Aim, Request, party_of
from services.kernel.errors import InvalidInputError, NotFoundError, TooManyAttemptsError
from services.kernel.house import House
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.sign_in import arrival, proof
from services.sign_in.arrival import Arrival
from services.sign_in.sessions import Origin
from services.storage import rate_windows, second_factors
from services.storage.models import Passkey, User
from services.trail import audit
from services.trail.audit import Actor, Subject

WINDOW = timedelta(minutes=15)
MAX_PER_ADDRESS = 60
SIGN_IN, SECOND_STEP, PROVE = "sign_in", "second_step", "prove"


@dataclass(frozen=True, slots=True)
class Signed:
    """A right signature: of which passkey, whose, and the count of signatures with it."""

    passkey_id: int
    user_id: int
    sign_count: int


def ask_to_sign(house: House, aim: Aim, *, address: str, now: datetime) -> Request:
    """Return the options with which a browser signs for ``aim``.

    Before anybody is known any passkey of the portal will do: it says itself whose it is. Raises
    NotFoundError where there are no passkeys, TooManyAttemptsError beyond the address's limit.
    """
    party = party_of(house)
    with house.database.write() as session:
        key = f"passkey {subscriber_of(address)}"[:160]
        count = rate_windows.count_attempt(session, key, WINDOW, now)
    if count > MAX_PER_ADDRESS:
        raise TooManyAttemptsError(text("security.passkeys_wait"), retry_after_s=60)
    with house.database.write() as session:
        passkeys = second_factors.load_passkeys(session, aim.user_id) if aim.user_id else ()
        asked = webauthn_checks.request_options(party, known=[p.credential_id for p in passkeys])
        return passkey_challenges.keep(session, asked, aim, now=now)


def sign_in(
    house: House, answer: object, challenge: str, *, origin: Origin, device: str, now: datetime
) -> Arrival:
    """Open a full session for a passkey that says itself whose it is; no password is needed.

    Raises InvalidInputError for anything but a right signature of an account that may sign in.
    """
    actor = Actor(address=origin.address)
    signed = _check(house, answer, challenge, Aim(SIGN_IN), actor=actor, now=now)
    with house.database.write() as session:
        user = session.get_one(User, signed.user_id)
        if not user.is_active or user.validated_at is None:
            raise InvalidInputError(text("security.passkey_refused"))
        _note_use(session, signed, now)
        return arrival.arrive(session, house, user, origin, now=now, by="passkey", device=device)


def second_step(
    house: House, secret: str, answer: object, challenge: str, *, device: str, now: datetime
) -> Arrival:
    """Turn the half session into a full one for a right signature.

    Raises NotFoundError when the half session is over, InvalidInputError as ``sign_in`` does.
    """
    awaited = second_factor.find_awaited(house, secret, now=now)
    if awaited is None:
        raise NotFoundError(text("security.step_over"))
    aim = Aim(SECOND_STEP, awaited.user_id)
    signed = _check(house, answer, challenge, aim, actor=awaited.actor, now=now)
    with house.database.write() as session:
        _note_use(session, signed, now)
        return second_factor.promote(session, house, secret, device=device, by="passkey", now=now)


def prove(
    house: House, viewer: Viewer, secret: str, answer: object, challenge: str, *, now: datetime
) -> str:
    """Return the session's new secret for a right signature of its holder's passkey."""
    aim, actor = Aim(PROVE, viewer.user_id), audit.actor_of(viewer)
    signed = _check(house, answer, challenge, aim, actor=actor, now=now)
    with house.database.write() as session:
        _note_use(session, signed, now)
        return proof.elevate(session, viewer, secret, by="passkey", now=now)


def _check(
    house: House, answer: object, challenge: str, aim: Aim, *, actor: Actor, now: datetime
) -> Signed:
    """Use the challenge up and return who has signed it; a refusal leaves a trace.

    One challenge, one trace at most: challenges are limited, what strangers send is not.
    """
    taken = passkey_challenges.take(house, challenge, aim, now=now)
    try:
        return _verify(house, answer, taken, aim)
    except InvalidInputError:
        with house.database.write() as session:
            subject = Subject(aim.user_id)
            audit.record(session, "factor.refused", actor=actor, now=now, subject=subject)
        raise


def _verify(house: House, answer: object, expected: bytes, aim: Aim) -> Signed:
    credential_id = webauthn_checks.credential_id_of(answer)
    with house.database.begin() as session:
        passkey = second_factors.find_passkey(session, credential_id)
        if passkey is None or aim.user_id not in {None, passkey.user_id}:
            raise InvalidInputError(text("security.passkey_refused"))
        count = webauthn_checks.verify_signature(
            party_of(house),
            answer,
            expected,
            public_key=passkey.public_key,
            sign_count=passkey.sign_count,
        )
        return Signed(passkey.id, passkey.user_id, count)


def _note_use(session: Session, signed: Signed, now: datetime) -> None:
    passkey = session.get_one(Passkey, signed.passkey_id)
    passkey.sign_count, passkey.last_used_at = signed.sign_count, now
