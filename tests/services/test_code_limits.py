"""Too many wrong codes: nothing is looked at for a while, the trail and the owner know of it."""

import json
from datetime import datetime, timedelta

import pyotp
import pytest
from sqlalchemy import select

from services.factors import second_factor, totp
from services.kernel.errors import InvalidInputError, TooManyAttemptsError
from services.kernel.house import House
from services.sign_in import proof, sessions
from services.storage.engine import Database
from services.storage.models import AuditEvent, Totp, User
from services.trail import access_history
from tests.conftest import NOW
from tests.services.houses import read_outbox
from tests.services.passkey_house import JEANNE, build, half, kinds, signed_in

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
QUARTER = timedelta(minutes=15)


@pytest.fixture
def house(database: Database) -> House:
    """Return a house with jeanne, who has a generator."""
    house = build(database)
    with database.write() as session:
        sealed = house.vault.encrypt(SECRET.encode())
        session.add(Totp(user_id=JEANNE, secret=sealed, created_at=NOW, confirmed_at=NOW))
    return house


def try_code(house: House, code: str = "000000", *, now: datetime = NOW) -> str:
    """Return how a try at the second step ends."""
    with house.database.write() as session:
        user = session.get_one(User, JEANNE)
        origin = sessions.Origin("192.0.2.1", "Firefox")
        waiting = sessions.open_session(session, user, origin, now=now, is_full=False)
    try:
        second_factor.pass_with_code(house, waiting, code, device="d", now=now)
    except InvalidInputError:
        return "wrong"
    except TooManyAttemptsError:
        return "locked"
    return "in"


def code_at(moment: datetime) -> str:
    return pyotp.TOTP(SECRET).at(int(moment.timestamp()))


def letters(house: House) -> list[str]:
    """Return the e-mails about wrong codes, in one line each."""
    sent = [mail for mail in read_outbox(house) if mail[0] == "factor_locked"]
    assert all(mail[1] == "jeanne@ferme.example" for mail in sent)
    return [" ".join(mail[2].replace("\u202f", " ").split()) for mail in sent]


def test_a_lock_out_is_recorded_once_and_told_once_a_window(house: House) -> None:
    # NOW is 9:30, the beginning of a quarter of an hour.
    later = NOW + timedelta(minutes=4)
    endings = [try_code(house, now=later) for _ in range(8)]

    assert endings == ["wrong"] * 5 + ["locked"] * 3
    assert kinds(house) == [*["factor.refused"] * 5, "factor.locked"]
    (said,) = letters(house)
    assert "le dernier le 02/03/2026 à 10 h 34" in said
    assert "pendant 12 min." in said

    again = [try_code(house, now=NOW + QUARTER) for _ in range(6)]

    assert again == ["wrong"] * 5 + ["locked"]
    assert kinds(house).count("factor.locked") == 2
    assert len(letters(house)) == 2


def test_four_wrong_codes_lock_nothing(house: House) -> None:
    for _ in range(4):
        try_code(house)

    assert try_code(house, code_at(NOW)) == "in"
    assert "factor.locked" not in kinds(house)
    assert letters(house) == []


def test_forty_wrong_codes_a_day_are_enough(house: House) -> None:
    for window in range(8):
        for _ in range(5):
            assert try_code(house, now=NOW + window * QUARTER) == "wrong"
    assert kinds(house).count("factor.locked") == 8
    late = NOW + 8 * QUARTER  # 11:30 UTC: half a day and half an hour are left

    assert [try_code(house, code_at(late), now=late) for _ in range(3)] == ["locked"] * 3

    assert kinds(house).count("factor.locked") == 9
    assert "pendant 13 h." in letters(house)[-1]
    assert try_code(house, code_at(NOW + timedelta(days=1)), now=NOW + timedelta(days=1)) == "in"


def test_codes_that_nobody_looked_at_lock_no_day(house: House) -> None:
    endings = [try_code(house) for _ in range(60)]

    assert endings == ["wrong"] * 5 + ["locked"] * 55
    assert try_code(house, code_at(NOW + QUARTER), now=NOW + QUARTER) == "in"
    assert len(letters(house)) == 1


def test_the_day_s_lock_says_how_long_it_lasts(house: House) -> None:
    viewer, secret = signed_in(house)
    for window in range(8):
        for _ in range(5):
            try_code(house, now=NOW + window * QUARTER)
    late = NOW + 8 * QUARTER
    for _ in range(7):  # in the window that the day's lock fills, and beyond
        with pytest.raises(TooManyAttemptsError) as refused:
            proof.prove(house, viewer, secret, code_at(late), now=late)
        assert refused.value.retry_after_s == 12 * 3600 + 1800 + 1
        assert "13\u202fh" in refused.value.message


def test_right_codes_lock_no_day(house: House) -> None:
    moments = [NOW + step * timedelta(seconds=30) for step in range(45)]

    assert [try_code(house, code_at(at), now=at) for at in moments] == ["in"] * 45


def test_the_owner_reads_of_it_in_the_history_of_accesses(house: House) -> None:
    for _ in range(5):
        try_code(house)
    viewer, _ = signed_in(house)

    with house.database.begin() as session:
        entries = access_history.load_history(session, viewer).entries

    assert entries[0].what == "Second facteur bloqué après trop d’essais"
    assert (entries[0].who, entries[0].address) == ("Jeanne", "192.0.2.1")


def test_wrong_codes_of_a_proof_lock_as_those_of_a_sign_in(house: House) -> None:
    viewer, secret = signed_in(house)
    for _ in range(5):
        with pytest.raises(InvalidInputError):
            proof.prove(house, viewer, secret, "000000", now=NOW)
    with pytest.raises(TooManyAttemptsError):
        proof.prove(house, viewer, secret, code_at(NOW), now=NOW)

    assert kinds(house) == [*["factor.refused"] * 5, "factor.locked"]
    assert len(letters(house)) == 1


def test_wrong_passwords_of_a_proof_are_recorded_as_a_lock_once(database: Database) -> None:
    house = build(database)
    viewer, secret = signed_in(house)
    for _ in range(5):
        with pytest.raises(InvalidInputError):
            proof.prove(house, viewer, secret, "wrong", now=NOW)
    for _ in range(2):
        with pytest.raises(TooManyAttemptsError):
            proof.prove(house, viewer, secret, "wrong", now=NOW)

    assert kinds(house) == [*["proof.refused"] * 5, "proof.locked"]


def recovery_codes(house: House) -> tuple[str, ...]:
    viewer, secret = signed_in(house)
    return totp.renew_codes(house, viewer, secret, now=NOW).codes


def test_a_recovery_code_at_the_sign_in_ends_the_other_sessions(house: House) -> None:
    made = recovery_codes(house)
    _, elsewhere = signed_in(house)
    waiting = half(house)

    arrived = second_factor.pass_with_code(house, waiting, made[3], device="d", now=NOW)

    assert arrived.codes_left == 9
    assert sessions.resume(house.database, elsewhere, now=NOW) is None
    assert sessions.resume(house.database, arrived.secret, now=NOW) is not None
    assert kinds(house)[-2:] == ["factor.code_used", "sign_in.done"]
    with house.database.begin() as session:
        query = select(AuditEvent.details).where(AuditEvent.kind == "factor.code_used")
        assert json.loads(session.scalars(query).one()) == {"left": "9"}
    said = [mail[2] for mail in read_outbox(house) if mail[0] == "recovery_used"]
    assert "Vos autres sessions ont été fermées." in " ".join(said[0].split())


def test_a_code_of_the_generator_ends_no_other_session(house: House) -> None:
    _, elsewhere = signed_in(house)

    arrived = second_factor.pass_with_code(house, half(house), code_at(NOW), device="d", now=NOW)

    assert arrived.codes_left is None
    assert sessions.resume(house.database, elsewhere, now=NOW) is not None


def test_a_recovery_code_as_a_proof_ends_the_other_sessions(house: House) -> None:
    made = recovery_codes(house)
    _, elsewhere = signed_in(house)
    viewer, secret = signed_in(house)

    proved = proof.prove(house, viewer, secret, made[0], now=NOW)

    assert proved.codes_left == 9
    assert sessions.resume(house.database, elsewhere, now=NOW) is None
    assert sessions.resume(house.database, proved.secret, now=NOW) is not None


def test_a_code_of_the_generator_as_a_proof_ends_no_other_session(house: House) -> None:
    _, elsewhere = signed_in(house)
    viewer, secret = signed_in(house)

    proved = proof.prove(house, viewer, secret, code_at(NOW), now=NOW)

    assert proved.codes_left is None
    assert sessions.resume(house.database, elsewhere, now=NOW) is not None
