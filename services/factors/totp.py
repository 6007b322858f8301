"""Setting a code generator up: a secret, shown once it is asked for, confirmed by a first code."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
from sqlalchemy.orm import Session

from services.factors import code_limits, codes, factor_changes, second_factor
from services.factors.factor_changes import Changed, end_other_sessions
from services.factors.second_factor import Awaited
from services.kernel.errors import InvalidInputError
from services.kernel.house import House
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.sign_in.sessions import require_recent_proof
from services.storage import second_factors
from services.storage.models import User
from services.trail import audit
from services.trail.audit import Actor, Subject

ISSUER = "Terralis"
PENDING_LASTS = timedelta(minutes=10)
"""How long a secret waits for its first code."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose second factor is set up, by whom: two names of the same person.

    ``is_first``: nothing was open before it, so that there is no session to close.
    """

    user_id: int
    actor: Actor
    is_first: bool = False

    @property
    def letter(self) -> str:
        """Return the kind of e-mail that tells of a factor added."""
        return "factor_first" if self.is_first else "factor_changed"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an application takes: the secret in groups of four, and the address of the QR code."""

    secret: str
    uri: str


def owner_signed_in(viewer: Viewer, now: datetime) -> Owner:
    """Return somebody signed in as an owner; raises ProofNeededError without a recent proof."""
    require_recent_proof(viewer, now)
    return Owner(viewer.user_id, audit.actor_of(viewer))


def owner_awaited(awaited: Awaited) -> Owner:
    """Return somebody who has to set a factor up before anything opens.

    Raises InvalidInputError when there is one: it has to be proved, not replaced.
    """
    if awaited.has_factor:
        raise InvalidInputError(text("security.factor_exists"))
    return Owner(awaited.user_id, awaited.actor, is_first=True)


def start(house: House, owner: Owner, *, now: datetime) -> Enrolment:
    """Return the secret to confirm: the same for ten minutes, however often it is asked for.

    After that another one, so that nobody confirms what somebody else may have read long ago.
    Raises InvalidInputError when the account has a confirmed one.
    """
    with house.database.write() as session:
        sealed = house.vault.encrypt(pyotp.random_base32().encode())
        since = now - PENDING_LASTS
        totp = second_factors.keep_pending_totp(session, owner.user_id, sealed, now, since=since)
        if totp.confirmed_at is not None:
            raise InvalidInputError(text("security.totp_exists"))
        secret = house.vault.decrypt(totp.secret).decode()
        username = session.get_one(User, owner.user_id).username
    uri = pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)
    return Enrolment(" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)), uri)


def confirm(
    house: House, session: Session, owner: Owner, code: str, *, now: datetime
) -> tuple[str, ...]:
    """Take the generator into service, in the caller's transaction; return new recovery codes.

    None are returned where the account has some. Raises InvalidInputError for a wrong code, and
    for a secret that was shown more than ten minutes ago.
    """
    totp = second_factors.find_totp(session, owner.user_id)
    if totp is None or totp.confirmed_at is not None:
        raise InvalidInputError(text("security.totp_exists"))
    if now - totp.created_at > PENDING_LASTS:
        raise InvalidInputError(text("security.setup_over"), field="code")
    step = second_factor.find_step(house, totp, code, now)
    if step is None:
        raise InvalidInputError(text("security.code_wrong_setup"), field="code")
    totp.confirmed_at, totp.last_step = now, step
    code_limits.forget(session, owner.user_id)
    _record(session, house, "factor.totp_added", owner, now)
    if second_factors.count_codes(session, owner.user_id):
        return ()
    return _new_codes(session, owner.user_id)


def confirm_signed_in(
    house: House, viewer: Viewer, secret: str, code: str, *, now: datetime
) -> Changed:
    """Take the generator of the viewer, whose session ``secret`` is, into service.

    All other sessions end. Raises ProofNeededError besides.
    """
    owner = owner_signed_in(viewer, now)
    with house.database.write() as session:
        made = confirm(house, session, owner, code, now=now)
        return Changed(end_other_sessions(session, viewer, secret, now), made)


def remove(house: House, viewer: Viewer, secret: str, *, now: datetime) -> Changed:
    """Forget the generator; without any factor left, the recovery codes go too.

    All sessions but that of ``secret`` end. Raises ProofNeededError, and
    InvalidInputError for the last factor of the agency's people.
    """
    owner = owner_signed_in(viewer, now)
    with house.database.write() as session:
        second_factors.delete_totp(session, owner.user_id)
        forget_codes_without_factor(session, viewer)
        _record(session, house, "factor.totp_removed", owner, now)
        return Changed(end_other_sessions(session, viewer, secret, now))


def forget_codes_without_factor(session: Session, viewer: Viewer) -> None:
    """Forget recovery codes that stand in for nothing any more.

    Raises InvalidInputError for somebody of the agency, who must have a factor.
    """
    if second_factors.has_factor(session, viewer.user_id):
        return
    if viewer.is_staff:
        raise InvalidInputError(text("security.factor_compulsory"))
    second_factors.delete_codes(session, viewer.user_id)


def renew_codes(house: House, viewer: Viewer, secret: str, *, now: datetime) -> Changed:
    """Return ten new recovery codes, to be shown once; the earlier ones open nothing any more.

    All sessions but that of ``secret`` end. Raises ProofNeededError, and
    InvalidInputError without a second factor.
    """
    owner = owner_signed_in(viewer, now)
    with house.database.write() as session:
        if not second_factors.has_factor(session, owner.user_id):
            raise InvalidInputError(text("security.codes_without_factor"))
        _record(session, house, "factor.codes_made", owner, now)
        made = _new_codes(session, owner.user_id)
        return Changed(end_other_sessions(session, viewer, secret, now), made)


def first_codes(session: Session, user_id: int) -> tuple[str, ...]:
    """Return recovery codes for an account that has none yet, otherwise none."""
    return () if second_factors.count_codes(session, user_id) else _new_codes(session, user_id)


def _new_codes(session: Session, user_id: int) -> tuple[str, ...]:
    made = codes.new_recovery_codes()
    second_factors.replace_codes(session, user_id, {codes.hash_recovery_code(c) for c in made})
    return made


def _record(session: Session, house: House, kind: str, owner: Owner, now: datetime) -> None:
    audit.record(session, kind, actor=owner.actor, now=now, subject=Subject(owner.user_id))
    factor_changes.tell(session, house, owner.user_id, kind, now=now, letter=owner.letter)
