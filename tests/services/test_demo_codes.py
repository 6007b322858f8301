"""The code that the demonstration shows: one that will be taken, of the agency's people alone."""

from datetime import timedelta

import pyotp
import pytest

from services.factors import codes, demo_codes
from services.factors.demo_codes import DemoCode
from services.kernel.house import House
from services.storage.engine import Database
from services.storage.models import Totp, User
from tests.conftest import NOW
from tests.houses import house_on

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
STEP = int(NOW.timestamp()) // 30


def code_at(step: int) -> str:
    return pyotp.TOTP(SECRET).at(step * 30)


def add(database: Database, *, role: str = "agent", last_step: int | None = None) -> House:
    """Return a demonstration whose only person has that role, and used the code of that step."""
    house = house_on(database, is_demo=True)
    with database.write() as session:
        who = User(id=1, username="w", display_name="W", password_hash="x", role=role, is_demo=True)
        session.add(who)
        session.flush()
        sealed = house.vault.encrypt(SECRET.encode())
        totp = Totp(user_id=1, secret=sealed, created_at=NOW, confirmed_at=NOW, last_step=last_step)
        session.add(totp)
    return house


@pytest.mark.parametrize(
    ("last_step", "seconds", "expected"),
    [
        (None, 0, DemoCode(code_at(STEP))),
        (STEP - 3, 0, DemoCode(code_at(STEP))),
        (STEP, 0, DemoCode(code_at(STEP + 1))),
        (STEP + 1, 0, DemoCode(code_at(STEP + 2), wait_s=30)),
        (STEP + 1, 12, DemoCode(code_at(STEP + 2), wait_s=18)),
        (STEP + 1, 30, DemoCode(code_at(STEP + 2))),
    ],
)
def test_the_code_shown_is_taken_once_its_wait_is_over(
    database: Database, last_step: int | None, seconds: int, expected: DemoCode
) -> None:
    now = NOW + timedelta(seconds=seconds)
    found = demo_codes.find(add(database, last_step=last_step), 1, now=now)

    assert found == expected
    then = now + timedelta(seconds=expected.wait_s)
    step = codes.matching_step(SECRET, expected.code, now=then)
    assert step is not None
    assert last_step is None or step > last_step
    if expected.wait_s:
        early = then - timedelta(seconds=1)
        assert codes.matching_step(SECRET, expected.code, now=early) is None


def test_a_customers_own_generator_is_shown_nowhere(database: Database) -> None:
    assert demo_codes.find(add(database, role="customer"), 1, now=NOW) is None
