"""Proving with a passkey who one is: by itself, as the second step, before a sensitive action."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from services.factors import passkey_proofs
from services.factors.passkey_challenges import Aim
from services.factors.passkey_proofs import PROVE, SECOND_STEP, SIGN_IN
from services.kernel.errors import InvalidInputError, NotFoundError, TooManyAttemptsError
from services.kernel.house import House
from services.sign_in import sessions
from services.sign_in.arrival import Arrival
from services.storage.engine import Database
from services.storage.models import AuditEvent, Passkey, User
from tests.conftest import NOW
from tests.services.authenticator import PRESENT, Authenticator
from tests.services.passkey_house import HERE, JEANNE, PAUL, build, give, half, kinds, signed_in


@pytest.fixture
def house(database: Database) -> House:
    """Return the house of jeanne and paul."""
    return build(database)


@pytest.fixture
def device(house: House) -> Authenticator:
    """Return jeanne's passkey."""
    made = Authenticator()
    give(house, made)
    return made


def ask(house: House, aim: Aim) -> str:
    return passkey_proofs.ask_to_sign(house, aim, address="192.0.2.1", now=NOW).challenge


def sign_in(house: House, device: Authenticator, challenge: str | None = None) -> Arrival:
    challenge = ask(house, Aim(SIGN_IN)) if challenge is None else challenge
    answer = device.sign(challenge)
    return passkey_proofs.sign_in(house, answer, challenge, origin=HERE, device="d", now=NOW)


def second_step(house: House, device: Authenticator, secret: str, user_id: int) -> Arrival:
    challenge = ask(house, Aim(SECOND_STEP, user_id))
    answer = device.sign(challenge)
    return passkey_proofs.second_step(house, secret, answer, challenge, device="d", now=NOW)


def noted(house: House) -> tuple[int, object]:
    with house.database.begin() as session:
        passkey = session.scalars(select(Passkey)).one()
        return passkey.sign_count, passkey.last_used_at


def test_a_passkey_signs_in_by_itself(house: House, device: Authenticator) -> None:
    arrived = sign_in(house, device)

    resumed = sessions.resume(house.database, arrived.secret, now=NOW)
    assert resumed is not None
    assert (resumed.user_id, resumed.elevated_at) == (JEANNE, NOW)
    assert noted(house) == (1, NOW)
    with house.database.begin() as session:
        last = session.scalars(select(AuditEvent).order_by(AuditEvent.number.desc())).first()
        assert last is not None
        assert (last.kind, '"by": "passkey"' in last.details) == ("sign_in.done", True)


def test_the_same_signature_opens_nothing_twice(house: House, device: Authenticator) -> None:
    challenge = ask(house, Aim(SIGN_IN))
    answer = device.sign(challenge)
    passkey_proofs.sign_in(house, answer, challenge, origin=HERE, device="d", now=NOW)
    other = ask(house, Aim(SIGN_IN))

    for again in (challenge, other):
        with pytest.raises(InvalidInputError):
            passkey_proofs.sign_in(house, answer, again, origin=HERE, device="d", now=NOW)
    assert kinds(house).count("sign_in.done") == 1


def test_a_count_that_does_not_grow_is_a_copy(house: House, device: Authenticator) -> None:
    sign_in(house, device)
    device.count = 1

    with pytest.raises(InvalidInputError, match="n’a pas été reconnue"):
        sign_in(house, device)
    assert noted(house)[0] == 1


@pytest.mark.parametrize(
    "change",
    [
        {"host": "terralis.example"},
        {"origin": "https://localhost:8050"},
        {"flags": PRESENT},
        {"credential_id": b"unknown"},
        {"key": Authenticator().key},
    ],
    ids=["another portal", "another page", "no recognition", "unknown", "another key"],
)
def test_a_signature_that_does_not_fit_is_refused_and_recorded_once(
    house: House, device: Authenticator, change: dict[str, object]
) -> None:
    for name, value in change.items():
        setattr(device, name, value)

    with pytest.raises(InvalidInputError, match="n’a pas été reconnue"):
        sign_in(house, device)
    assert kinds(house)[-1] == "factor.refused"
    assert kinds(house).count("factor.refused") == 1


@pytest.mark.parametrize("values", [{"is_active": False}, {"validated_at": None}])
def test_an_account_that_may_not_sign_in_does_not(
    house: House, device: Authenticator, values: dict[str, object]
) -> None:
    with house.database.write() as session:
        session.execute(update(User).where(User.id == JEANNE).values(values))

    with pytest.raises(InvalidInputError, match="n’a pas été reconnue"):
        sign_in(house, device)


def test_the_second_step_is_passed_with_one_s_own(house: House, device: Authenticator) -> None:
    waiting = half(house)

    arrived = second_step(house, device, waiting, JEANNE)

    assert arrived.viewer.user_id == JEANNE
    assert sessions.resume(house.database, arrived.secret, now=NOW) is not None
    with pytest.raises(NotFoundError):
        second_step(house, device, waiting, JEANNE)


def test_somebody_else_s_passkey_does_not_pass_the_second_step(
    house: House, device: Authenticator
) -> None:
    pauls = Authenticator(credential_id=b"pauls")
    give(house, pauls, PAUL)

    with pytest.raises(InvalidInputError, match="n’a pas été reconnue"):
        second_step(house, pauls, half(house), JEANNE)
    assert kinds(house)[-1] == "factor.refused"


def test_a_challenge_of_the_sign_in_does_not_pass_the_second_step(
    house: House, device: Authenticator
) -> None:
    challenge = ask(house, Aim(SIGN_IN))
    answer = device.sign(challenge)

    with pytest.raises(InvalidInputError, match="La demande a expiré"):
        passkey_proofs.second_step(house, half(house), answer, challenge, device="", now=NOW)


def test_a_proof_renews_the_session_s_secret(house: House, device: Authenticator) -> None:
    viewer, secret = signed_in(house)
    challenge = ask(house, Aim(PROVE, JEANNE))
    later = NOW + timedelta(minutes=4)

    answer = device.sign(challenge)
    new = passkey_proofs.prove(house, viewer, secret, answer, challenge, now=later)

    assert sessions.resume(house.database, secret, now=later) is None
    resumed = sessions.resume(house.database, new, now=later)
    assert resumed is not None
    assert (resumed.session_id, resumed.elevated_at) == (viewer.session_id, later)
    assert kinds(house)[-1] == "proof.given"


def test_an_address_asks_sixty_times_in_a_quarter_of_an_hour(house: House) -> None:
    for _ in range(60):
        ask(house, Aim(SIGN_IN))

    with pytest.raises(TooManyAttemptsError):
        ask(house, Aim(SIGN_IN))
    assert passkey_proofs.ask_to_sign(
        house, Aim(SIGN_IN), address="198.51.100.9", now=NOW
    ).challenge
    later = NOW + timedelta(minutes=15)
    assert passkey_proofs.ask_to_sign(house, Aim(SIGN_IN), address="192.0.2.1", now=later).challenge
