"""What the page of security shows of an account: its factors, and where it is signed in."""

from dataclasses import dataclass
from datetime import datetime

from services.factors.passkeys import MAX_PASSKEYS
from services.factors.relying_party import why_no_passkeys
from services.kernel.viewer import Viewer
from services.sign_in import my_sessions
from services.sign_in.my_sessions import OpenHere
from services.storage import second_factors


@dataclass(frozen=True, slots=True)
class PasskeyShown:
    """A passkey by its name, when it was made and last used."""

    id: int
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Security:
    """The account's factors and sessions; ``no_passkeys``: why there are none here, "" otherwise.

    ``is_compulsory``: one factor must stay.
    """

    totp_since: datetime | None
    passkeys: tuple[PasskeyShown, ...]
    codes_left: int
    no_passkeys: str
    is_compulsory: bool
    sessions: tuple[OpenHere, ...]

    @property
    def has_room(self) -> bool:
        """Tell whether the account may have one more passkey."""
        return len(self.passkeys) < MAX_PASSKEYS

    @property
    def has_factor(self) -> bool:
        """Tell whether the sign-in asks for a second factor."""
        return self.totp_since is not None or bool(self.passkeys)


def look(viewer: Viewer, *, public_url: str, now: datetime) -> Security:
    """Return what the viewer's own account has, whoever's space the viewer looks at."""
    with viewer.database.begin() as session:
        totp = second_factors.find_confirmed_totp(session, viewer.user_id)
        since = totp.confirmed_at if totp is not None else None
        passkeys = tuple(
            PasskeyShown(one.id, one.name, one.created_at, one.last_used_at)
            for one in second_factors.load_passkeys(session, viewer.user_id)
        )
        codes_left = second_factors.count_codes(session, viewer.user_id)
    sessions = my_sessions.list_sessions(viewer, now=now)
    no_passkeys = why_no_passkeys(public_url)
    return Security(since, passkeys, codes_left, no_passkeys, viewer.is_staff, sessions)
