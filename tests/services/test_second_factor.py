"""The second step without a browser: codes that work once, limits, recovery codes, enrolment."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pyotp
import pytest
from sqlalchemy import func, select

from services.factors import codes, compulsory_factor, second_factor, totp
from services.kernel.errors import (
    InvalidInputError,
    NotFoundError,
    ProofNeededError,
    TooManyAttemptsError,
)
from services.kernel.house import House
from services.kernel.viewer import Role, Viewer
from services.sign_in import sessions
from services.sign_in.arrival import Arrival
from services.storage.engine import Database
from services.storage.models import AuditEvent, OutgoingMail, RecoveryCode, Totp, User, UserSession
from tests.conftest import NOW
from tests.houses import house_on

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The secret of RFC 6238's own examples ("12345678901234567890"), in base 32."""

HERE = sessions.Origin("192.0.2.1", "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")


@pytest.fixture
def house(database: Database) -> House:
    """Return a house with jeanne, a customer with a generator, and paul, an agent without."""
    house = house_on(database)
    with database.write() as session:
        for number, (name, role) in enumerate((("jeanne", "customer"), ("paul", "agent")), 1):
            session.add(
                User(
                    id=number,
                    username=name,
                    display_name=name.title(),
                    email=f"{name}@exemple.example",
                    password_hash="none",
                    validated_at=NOW,
                    last_sign_in_at=NOW - timedelta(days=1),
                    role=role,
                )
            )
        session.flush()
        sealed = house.vault.encrypt(SECRET.encode())
        session.add(Totp(user_id=1, secret=sealed, created_at=NOW, confirmed_at=NOW))
    return house


def half(house: House, user_id: int, *, now: datetime = NOW) -> str:
    with house.database.write() as session:
        user = session.get_one(User, user_id)
        return sessions.open_session(session, user, HERE, now=now, is_full=False)


def signed_in(house: House, user_id: int = 1) -> tuple[Viewer, str]:
    """Return somebody signed in, and the secret of the session."""
    with house.database.write() as session:
        user = session.get_one(User, user_id)
        secret = sessions.open_session(session, user, HERE, now=NOW)
    viewer = sessions.resume(house.database, secret, now=NOW)
    assert viewer is not None
    return viewer, secret


def code_at(moment: datetime) -> str:
    return pyotp.TOTP(SECRET).at(int(moment.timestamp()))


def try_code(house: House, code: str, *, now: datetime = NOW) -> Arrival:
    return second_factor.pass_with_code(house, half(house, 1, now=now), code, device="d", now=now)


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    with pytest.raises(InvalidInputError) as error:
        yield
    assert sentence in error.value.message


def count(house: House, table: type[UserSession | OutgoingMail | RecoveryCode]) -> int:
    with house.database.begin() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def kinds(house: House) -> list[str]:
    with house.database.begin() as session:
        return list(session.scalars(select(AuditEvent.kind).order_by(AuditEvent.number)))


def test_codes_are_those_of_the_standard() -> None:
    # RFC 6238, appendix B: at 59 s the eight digits end in 287082, at 1111111109 s in 081804.
    assert codes.matching_step(SECRET, "287082", now=datetime.fromtimestamp(59, NOW.tzinfo)) == 1
    later = datetime.fromtimestamp(1_111_111_109, NOW.tzinfo)
    assert codes.matching_step(SECRET, "081804", now=later) == 37_037_036


@pytest.mark.parametrize("shift_s", [-30, 0, 30])
def test_a_clock_may_be_half_a_minute_off(house: House, shift_s: int) -> None:
    code = code_at(NOW + timedelta(seconds=shift_s))

    assert try_code(house, code).viewer.display_name == "Jeanne"


@pytest.mark.parametrize("shift_s", [-60, 60])
def test_an_older_or_later_code_is_wrong(house: House, shift_s: int) -> None:
    with refused("Il reste 4 essais."):
        try_code(house, code_at(NOW + timedelta(seconds=shift_s)))


def test_a_code_works_once_and_no_earlier_one_after_it(house: House) -> None:
    try_code(house, code_at(NOW))

    with refused("ou a déjà servi"):
        try_code(house, code_at(NOW))
    with refused("ou a déjà servi"):
        try_code(house, code_at(NOW - timedelta(seconds=30)))
    assert try_code(house, code_at(NOW + timedelta(seconds=30))).secret


def test_the_half_session_ends_with_the_step_and_the_full_one_has_another_secret(
    house: House,
) -> None:
    waiting = half(house, 1)
    assert sessions.resume(house.database, waiting, now=NOW) is None

    arrived = second_factor.pass_with_code(house, waiting, code_at(NOW), device="d", now=NOW)

    assert arrived.secret != waiting
    assert sessions.resume(house.database, waiting, now=NOW) is None
    resumed = sessions.resume(house.database, arrived.secret, now=NOW)
    assert resumed is not None
    assert resumed.elevated_at == NOW
    assert count(house, UserSession) == 1


def test_a_half_session_ends_after_ten_minutes(house: House) -> None:
    waiting = half(house, 1)
    late = NOW + timedelta(minutes=10)

    with pytest.raises(NotFoundError):
        second_factor.pass_with_code(house, waiting, code_at(late), device="", now=late)


def test_after_five_wrong_codes_the_right_one_waits_too(house: House) -> None:
    for left in ("4 essais", "3 essais", "2 essais", "1 essai", "plus d’essai"):
        with refused(left):
            try_code(house, "000000")
    with pytest.raises(TooManyAttemptsError):
        try_code(house, code_at(NOW))

    later = NOW + timedelta(minutes=15)
    assert try_code(house, code_at(later), now=later).secret
    assert kinds(house).count("factor.refused") == 5


@pytest.mark.parametrize("code", ["", "\0", "é" * 64, "12345", "1234567", "１２３４５６"])
def test_hostile_codes_are_only_wrong(house: House, code: str) -> None:
    with refused("Ce code n’est pas le bon"):
        try_code(house, code)


def test_a_recovery_code_stands_in_once(house: House) -> None:
    viewer, secret = signed_in(house)
    made = totp.renew_codes(house, viewer, secret, now=NOW).codes
    assert len(set(made)) == 10

    assert try_code(house, made[0].upper().replace("-", " ")).secret
    with refused("ou a déjà servi"):
        try_code(house, made[0])
    # The code has ended the session of before: another one renews the codes.
    totp.renew_codes(house, *signed_in(house), now=NOW)
    with refused("ou a déjà servi"):
        try_code(house, made[1])
    assert count(house, RecoveryCode) == 10


def test_a_new_browser_is_told_by_e_mail_a_known_one_is_not(house: House) -> None:
    first = try_code(house, code_at(NOW))
    assert count(house, OutgoingMail) == 1
    later = NOW + timedelta(minutes=1)

    waiting = half(house, 1, now=later)
    second_factor.pass_with_code(house, waiting, code_at(later), device=first.device, now=later)

    assert count(house, OutgoingMail) == 1
    assert kinds(house) == ["sign_in.done", "sign_in.done"]


def test_the_agency_sets_a_factor_up_before_anything_opens(house: House) -> None:
    waiting = half(house, 2)
    owner = compulsory_factor.find_owner(house, waiting, now=NOW)
    shown = totp.start(house, owner, now=NOW)
    assert shown == totp.start(house, owner, now=NOW)
    secret = shown.secret.replace(" ", "")
    with refused("n’est pas celui de votre application"):
        compulsory_factor.confirm_totp(house, waiting, "000000", device="", now=NOW)
    code = pyotp.TOTP(secret).at(int(NOW.timestamp()))

    arrived, made = compulsory_factor.confirm_totp(house, waiting, code, device="", now=NOW)

    assert len(made) == 10
    viewer = sessions.resume(house.database, arrived.secret, now=NOW)
    assert viewer is not None
    with refused("demande une double authentification"):
        totp.remove(house, viewer, arrived.secret, now=NOW)
    with refused("Ce code"):
        second_factor.pass_with_code(house, half(house, 2), code, device="", now=NOW)


def test_a_half_session_cannot_replace_the_factor_it_awaits(house: House) -> None:
    waiting = half(house, 1)

    with refused("a déjà une double authentification"):
        compulsory_factor.find_owner(house, waiting, now=NOW)
    with refused("a déjà une double authentification"):
        compulsory_factor.confirm_totp(house, waiting, code_at(NOW), device="", now=NOW)


def test_the_secret_is_sealed_at_rest(house: House) -> None:
    with house.database.begin() as session:
        assert SECRET.encode() not in session.get_one(Totp, 1).secret


def test_changes_of_factors_need_a_recent_proof(house: House) -> None:
    old = NOW - timedelta(minutes=10, seconds=1)
    for elevated_at in (None, old):
        viewer = Viewer(1, Role.CUSTOMER, "Jeanne", house.database, elevated_at=elevated_at)
        with pytest.raises(ProofNeededError):
            totp.remove(house, viewer, "", now=NOW)
        with pytest.raises(ProofNeededError):
            totp.renew_codes(house, viewer, "", now=NOW)
        with pytest.raises(ProofNeededError):
            totp.confirm_signed_in(house, viewer, "", "123456", now=NOW)


def test_without_a_factor_the_recovery_codes_go(house: House) -> None:
    viewer, secret = signed_in(house)
    secret = totp.renew_codes(house, viewer, secret, now=NOW).secret

    secret = totp.remove(house, viewer, secret, now=NOW).secret

    assert count(house, RecoveryCode) == 0
    with refused("Activez d’abord"):
        totp.renew_codes(house, viewer, secret, now=NOW)
