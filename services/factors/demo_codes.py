"""The code that an account of the demonstration may type: nobody there has its telephone."""

from dataclasses import dataclass
from datetime import datetime

from services.factors import codes
from services.kernel.house import House
from services.kernel.vault import VaultError
from services.kernel.viewer import STAFF
from services.storage import second_factors
from services.storage.models import User


@dataclass(frozen=True, slots=True)
class DemoCode:
    """A code that was not used yet; ``wait_s``: seconds until it is taken, 0: it is now."""

    code: str
    wait_s: int = 0


def find(house: House, user_id: int, *, now: datetime) -> DemoCode | None:
    """Return the next code of somebody of the demonstration's agency, None for anybody else.

    After a code was used it is the next one, which is accepted thirty seconds ahead of its time. A
    customer who sets a generator up has it in their own hands.
    """
    if not house.is_demo:
        return None
    with house.database.begin() as session:
        user = session.get(User, user_id)
        totp = second_factors.find_confirmed_totp(session, user_id)
        if user is None or totp is None or not user.is_demo or user.role not in STAFF:
            return None
        try:
            secret = house.vault.decrypt(totp.secret).decode()
        except VaultError:  # loaded with another key: the demonstration has to be put back
            return None
        code = codes.next_code(secret, last_step=totp.last_step, now=now)
        return DemoCode(code, codes.wait_for_next(last_step=totp.last_step, now=now))
