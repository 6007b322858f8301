"""The agency's people set a second factor up before anything opens: with it the sign-in ends."""

from datetime import datetime

from services.factors import passkeys, second_factor, totp
from services.factors.totp import Owner
from services.kernel.errors import NotFoundError
from services.kernel.house import House
from services.kernel.wording import text
from services.sign_in.arrival import Arrival


def find_owner(house: House, secret: str, *, now: datetime) -> Owner:
    """Return who sets a factor up within the half session ``secret``.

    Raises NotFoundError when it is over, InvalidInputError when the account has a factor.
    """
    awaited = second_factor.find_awaited(house, secret, now=now)
    if awaited is None:
        raise NotFoundError(text("security.step_over"))
    return totp.owner_awaited(awaited)


def confirm_totp(
    house: House, secret: str, code: str, *, device: str, now: datetime
) -> tuple[Arrival, tuple[str, ...]]:
    """Take the generator into service and open the session; return it with the recovery codes."""
    owner = find_owner(house, secret, now=now)
    with house.database.write() as session:
        made = totp.confirm(house, session, owner, code, now=now)
        arrived = second_factor.promote(session, house, secret, device=device, by="totp", now=now)
        return arrived, made


def add_passkey(
    house: House, secret: str, answer: object, challenge: str, *, device: str, now: datetime
) -> tuple[Arrival, tuple[str, ...]]:
    """Keep the passkey made and open the session; return it with the recovery codes."""
    owner = find_owner(house, secret, now=now)
    made = passkeys.check_new(house, owner, answer, challenge, now=now)
    with house.database.write() as session:
        recovery = passkeys.add(house, session, owner, made, name="", now=now)
        arrived = second_factor.promote(
            session, house, secret, device=device, by="passkey", now=now
        )
        return arrived, recovery
