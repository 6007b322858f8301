"""What a passkey has to sign serves once, within five minutes, for one purpose and one person."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from webauthn.helpers import base64url_to_bytes

from services.factors import passkey_challenges
from services.factors.passkey_challenges import Aim
from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.house import House
from services.storage.engine import Database
from services.storage.models import Challenge
from tests.conftest import NOW
from tests.houses import house_on
from tests.services.passkey_house import JEANNE, PAUL, build

OURS = Aim("make", JEANNE)


@pytest.fixture
def house(database: Database) -> House:
    """Return the house of jeanne and paul."""
    return build(database)


def keep(house: House, aim: Aim = OURS, challenge: bytes = b"challenge") -> str:
    with house.database.write() as session:
        kept = passkey_challenges.keep(session, (challenge, "{}"), aim, now=NOW)
    assert kept.options == "{}"
    return kept.challenge


def test_it_is_kept_by_its_hash_and_comes_back_as_it_was(house: House) -> None:
    text = keep(house)
    assert base64url_to_bytes(text) == b"challenge"
    with house.database.begin() as session:
        # sha256("challenge"), by another tool.
        assert session.scalars(select(Challenge.challenge_hash)).one().hex() == (
            "2dd00bd77e0222ced882665481a9c1d9f907309d16e05ed007a1ea63928477a9"
        )

    assert passkey_challenges.take(house, text, OURS, now=NOW) == b"challenge"


def test_it_serves_once(house: House) -> None:
    text = keep(house)
    passkey_challenges.take(house, text, OURS, now=NOW)

    with pytest.raises(InvalidInputError, match="La demande a expiré ou a déjà servi"):
        passkey_challenges.take(house, text, OURS, now=NOW)


@pytest.mark.parametrize(("seconds", "is_good"), [(299, True), (300, False)])
def test_it_serves_for_five_minutes(house: House, seconds: int, is_good: bool) -> None:
    text, later = keep(house), NOW + timedelta(seconds=seconds)

    if is_good:
        assert passkey_challenges.take(house, text, OURS, now=later) == b"challenge"
    else:
        with pytest.raises(InvalidInputError):
            passkey_challenges.take(house, text, OURS, now=later)


@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        (OURS, Aim("prove", JEANNE)),
        (OURS, Aim("make", PAUL)),
        (OURS, Aim("make")),
        (Aim("sign_in"), Aim("sign_in", JEANNE)),
    ],
    ids=["another purpose", "another person", "nobody known", "somebody where nobody was"],
)
def test_it_serves_for_what_it_was_made_for(house: House, kept: Aim, asked: Aim) -> None:
    text = keep(house, kept)

    with pytest.raises(InvalidInputError):
        passkey_challenges.take(house, text, asked, now=NOW)
    assert passkey_challenges.take(house, text, kept, now=NOW) == b"challenge"


@pytest.mark.parametrize("text", ["", "AAAA"])
def test_one_that_was_never_given_is_refused(house: House, text: str) -> None:
    keep(house)

    with pytest.raises(InvalidInputError):
        passkey_challenges.take(house, text, OURS, now=NOW)


def test_those_that_nobody_signed_are_forgotten_with_the_next(house: House) -> None:
    keep(house)
    with house.database.write() as session:
        later = NOW + timedelta(minutes=5)
        passkey_challenges.keep(session, (b"next", "{}"), OURS, now=later)

    with house.database.begin() as session:
        assert session.scalar(select(func.count()).select_from(Challenge)) == 1


def test_without_a_name_there_is_no_party(database: Database) -> None:
    assert passkey_challenges.party_of(house_on(database)).host == "localhost"
    with pytest.raises(NotFoundError, match="par une adresse IP"):
        passkey_challenges.party_of(house_on(database, public_url="http://[::1]:8050"))
