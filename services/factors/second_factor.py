"""The second step of a sign-in: a code, within limits, turns the half session into a full one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from services.domain.secret_hash import hash_secret
from services.factors import code_limits, codes, factor_changes
from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.house import House
from services.kernel.wording import text
from services.sign_in import arrival
from services.sign_in.arrival import Arrival
from services.sign_in.sessions import Origin
from services.storage import second_factors, user_sessions
from services.storage.models import Totp, User, UserSession
from services.trail import audit, consultations
from services.trail.audit import Actor

RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Awaited:
    """Whose second factor is awaited, and what the account has.

    Without any, it is somebody of the agency who has to set one up before anything opens.
    """

    user_id: int
    username: str
    actor: Actor
    has_totp: bool
    has_passkey: bool
    is_demo: bool

    @property
    def has_factor(self) -> bool:
        """Tell whether there is anything to prove with."""
        return self.has_totp or self.has_passkey


def find_awaited(house: House, secret: str, *, now: datetime) -> Awaited | None:
    """Return whose second factor the half session ``secret`` awaits, None when it is over."""
    with house.database.begin() as session:
        found = user_sessions.find_half(session, hash_secret(secret), now)
        return None if found is None else _awaited(session, *found)


def pass_with_code(house: House, secret: str, code: str, *, device: str, now: datetime) -> Arrival:
    """Turn the half session into a full one for a right code of the generator or of recovery.

    A code of recovery ends the other sessions: the telephone that it stands in for may be in
    somebody's hands. Raises NotFoundError when the half session is over, InvalidInputError with
    the tries left, TooManyAttemptsError beyond the limit.
    """
    awaited = find_awaited(house, secret, now=now)
    if awaited is None:
        raise NotFoundError(text("security.step_over"))
    with checked_code(house, awaited.user_id, code, actor=awaited.actor, now=now) as (session, by):
        if by != RECOVERY:
            return promote(session, house, secret, device=device, by=by, now=now)
        consultations.close_of_user(session, awaited.user_id, now=now)
        user_sessions.delete_full(session, awaited.user_id)
        arrived = promote(session, house, secret, device=device, by=by, now=now)
        left = second_factors.count_codes(session, awaited.user_id)
        return replace(arrived, codes_left=left)


def promote(
    session: Session, house: House, secret: str, *, device: str, by: str, now: datetime
) -> Arrival:
    """Open the full session that the half one stood for, which ends.

    Raises NotFoundError when it is over or another request was faster.
    """
    secret_hash = hash_secret(secret)
    found = user_sessions.find_half(session, secret_hash, now)
    if found is None:
        raise NotFoundError(text("security.step_over"))
    half, user = found
    origin = Origin(half.address, half.device)
    is_remembered = half.is_remembered
    if not user_sessions.take_half(session, secret_hash):
        raise NotFoundError(text("security.step_over"))
    return arrival.arrive(
        session, house, user, origin, now=now, by=by, device=device, is_remembered=is_remembered
    )


@contextmanager
def checked_code(
    house: House, user_id: int, code: str, *, actor: Actor, now: datetime
) -> Iterator[tuple[Session, str]]:
    """Open the transaction of what a right code allows; yield it and what the code was of.

    The code is used up with it; a recovery code is recorded and told by e-mail besides: whoever
    calls ends the other sessions. Raises InvalidInputError with the tries left for a wrong one,
    TooManyAttemptsError beyond the limits, which count before the code is looked at.
    """
    tries = code_limits.count(house, user_id, actor=actor, now=now)
    with house.database.write() as session:
        by = _use(session, house, user_id, code, now)
        if by:
            code_limits.give_back(session, user_id, now)
            if by == RECOVERY:
                factor_changes.note_code_used(session, house, user_id, actor=actor, now=now)
            yield session, by
            return
        code_limits.note_refusal(session, house, user_id, tries, actor=actor, now=now)
    raise InvalidInputError(code_limits.wrong_code(tries), field="code")


def find_step(house: House, totp: Totp, code: str, now: datetime) -> int | None:
    """Return the step of a right code of ``totp``, None for a wrong one."""
    typed = "".join(code.split())
    secret = house.vault.decrypt(totp.secret).decode()
    return codes.matching_step(secret, typed, now=now)


def _use(session: Session, house: House, user_id: int, code: str, now: datetime) -> str:
    """Use ``code`` up and return what it was of, "" for a wrong one or one that was used."""
    totp = second_factors.find_confirmed_totp(session, user_id)
    if totp is not None:
        step = find_step(house, totp, code, now)
        if step is not None:
            return "totp" if second_factors.use_step(session, user_id, step) else ""
    hashed = codes.hash_recovery_code(code)
    return RECOVERY if second_factors.use_code(session, user_id, hashed, now) else ""


def _awaited(session: Session, half: UserSession, user: User) -> Awaited:
    return Awaited(
        user_id=user.id,
        username=user.username,
        actor=audit.actor_named(user, half.address),
        has_totp=second_factors.find_confirmed_totp(session, user.id) is not None,
        has_passkey=bool(second_factors.load_passkeys(session, user.id)),
        is_demo=user.is_demo,
    )
