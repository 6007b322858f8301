"""The passkeys of an account: making one, and forgetting one."""

from datetime import datetime

from sqlalchemy.orm import Session

from services.factors import factor_changes, passkey_challenges, totp, webauthn_checks
from services.factors.factor_changes import Changed, end_other_sessions
from services.factors.passkey_challenges import Aim, Request, party_of
from services.factors.totp import Owner
from services.factors.webauthn_checks import NewPasskey
from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.house import House
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.storage import second_factors
from services.storage.models import Passkey, User
from services.trail import audit
from services.trail.audit import Subject

MAX_PASSKEYS = 10
LONGEST_NAME = 80
MAKE = "make"


def ask_for_new(house: House, owner: Owner, *, now: datetime) -> Request:
    """Return the options with which the owner's browser makes a passkey.

    Raises NotFoundError where there are no passkeys, InvalidInputError for too many.
    """
    party = party_of(house)
    with house.database.write() as session:
        known = [one.credential_id for one in second_factors.load_passkeys(session, owner.user_id)]
        if len(known) >= MAX_PASSKEYS:
            raise InvalidInputError(text("security.passkeys_many"))
        username = session.get_one(User, owner.user_id).username
        asked = webauthn_checks.creation_options(
            party, user_id=owner.user_id, username=username, known=known
        )
        return passkey_challenges.keep(session, asked, Aim(MAKE, owner.user_id), now=now)


def check_new(
    house: House, owner: Owner, answer: object, challenge: str, *, now: datetime
) -> NewPasskey:
    """Return the passkey that the owner's browser has made for the challenge.

    Raises InvalidInputError for a challenge that is unknown, used or too old, and for an answer
    that does not fit it.
    """
    expected = passkey_challenges.take(house, challenge, Aim(MAKE, owner.user_id), now=now)
    return webauthn_checks.verify_new(party_of(house), answer, expected)


def add_signed_in(
    house: House,
    viewer: Viewer,
    secret: str,
    answer: object,
    challenge: str,
    *,
    name: str,
    now: datetime,
) -> Changed:
    """Keep the passkey that the viewer's browser has made; all sessions but this one end.

    Raises ProofNeededError besides what ``check_new`` and ``add`` raise.
    """
    owner = totp.owner_signed_in(viewer, now)
    made = check_new(house, owner, answer, challenge, now=now)
    with house.database.write() as session:
        recovery = add(house, session, owner, made, name=name, now=now)
        return Changed(end_other_sessions(session, viewer, secret, now), recovery)


def add(
    house: House, session: Session, owner: Owner, made: NewPasskey, *, name: str, now: datetime
) -> tuple[str, ...]:
    """Keep a passkey, in the caller's transaction; return recovery codes if there were none.

    Raises InvalidInputError for a passkey that some account has already.
    """
    if second_factors.find_passkey(session, made.credential_id) is not None:
        raise InvalidInputError(text("security.passkey_known"))
    shown = "".join(c for c in name if c.isprintable()).strip()[:LONGEST_NAME]
    session.add(
        Passkey(
            user_id=owner.user_id,
            credential_id=made.credential_id,
            public_key=made.public_key,
            sign_count=made.sign_count,
            name=shown or text("security.passkey_unnamed"),
            created_at=now,
        )
    )
    session.flush()
    subject = Subject(owner.user_id)
    audit.record(session, "factor.passkey_added", actor=owner.actor, now=now, subject=subject)
    kind, letter = "factor.passkey_added", owner.letter
    factor_changes.tell(session, house, owner.user_id, kind, now=now, letter=letter)
    return totp.first_codes(session, owner.user_id)


def remove(house: House, viewer: Viewer, secret: str, passkey_id: int, *, now: datetime) -> Changed:
    """Forget a passkey of the viewer's; all sessions but that of ``secret`` end.

    Raises ProofNeededError, NotFoundError, and InvalidInputError for the last factor of the
    agency's people.
    """
    owner = totp.owner_signed_in(viewer, now)
    with house.database.write() as session:
        if second_factors.delete_passkey(session, viewer.user_id, passkey_id) is None:
            raise NotFoundError(text("security.passkey_unknown"))
        totp.forget_codes_without_factor(session, viewer)
        subject = Subject(viewer.user_id)
        audit.record(session, "factor.passkey_removed", actor=owner.actor, now=now, subject=subject)
        factor_changes.tell(session, house, owner.user_id, "factor.passkey_removed", now=now)
        return Changed(end_other_sessions(session, viewer, secret, now))
