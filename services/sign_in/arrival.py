"""The end of every sign-in: a session that opens the portal, in a browser known from now on."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from services.domain.calendar import PARIS
from services.domain.devices import describe
from services.domain.secret_hash import hash_secret
from services.kernel import formats
from services.kernel.house import House
from services.kernel.viewer import STAFF, Role, Viewer
from services.kernel.wording import text
from services.mailing import mail
from services.mailing.mail import Letter
from services.sign_in import sessions
from services.sign_in.sessions import Origin
from services.storage import user_sessions
from services.storage.models import User
from services.trail import audit


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the browser holds after a sign-in, and who it is.

    ``secret``: the session's; ``device``: the browser's own, which makes it known; ``is_full``:
    False while the second factor is awaited: the session opens nothing yet; ``codes_left``: of
    recovery, where one of them opened the session.
    """

    secret: str
    device: str
    viewer: Viewer
    is_full: bool = True
    is_remembered: bool = False
    codes_left: int | None = None


def arrive(
    session: Session,
    house: House,
    user: User,
    origin: Origin,
    *,
    now: datetime,
    by: str,
    device: str = "",
    is_remembered: bool = False,
) -> Arrival:
    """Open a full session of ``user``; ``by``: what proved who it is (password, code, passkey…).

    A browser that the user never signed in from is told to the user by e-mail, unless it is the
    very first sign-in. The agency's people are never remembered.
    """
    is_first = user.last_sign_in_at is None
    is_remembered = is_remembered and user.role not in STAFF
    secret = sessions.open_session(session, user, origin, now=now, is_remembered=is_remembered)
    device = device or secrets.token_urlsafe(32)
    is_known = user_sessions.note_device(session, user.id, hash_secret(device), now)
    if not is_known and not is_first and user.email:
        mail.post(session, house, _new_device(user, origin, now), now=now)
    viewer = _viewer(house, user, origin)
    audit.record(
        session,
        "sign_in.done",
        actor=audit.actor_of(viewer),
        now=now,
        subject=audit.Subject(user.id),
        details={"by": by, "device": in_words(origin.device)},
    )
    return Arrival(secret, device, viewer, is_remembered=is_remembered)


def in_words(user_agent: str) -> str:
    """Return a browser and its system as a person would name them."""
    device = describe(user_agent)
    browser = device.browser or text("security.device_browser")
    system = device.system or text("security.device_system")
    return text("security.device", browser=browser, system=system)


def when(moment: datetime) -> str:
    """Return a moment in local time, as a sentence says it."""
    local = moment.astimezone(PARIS)
    return text("security.moment", day=formats.short_date(local), hour=formats.hour(local))


def _new_device(user: User, origin: Origin, now: datetime) -> Letter:
    values = {
        "name": user.display_name,
        "device": in_words(origin.device),
        "address": origin.address,
        "moment": when(now),
    }
    return Letter("new_device", user.email, values, "/securite")


def _viewer(house: House, user: User, origin: Origin) -> Viewer:
    return Viewer(
        user.id, Role(user.role), user.display_name, house.database, address=origin.address
    )
