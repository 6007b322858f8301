"""The passkeys of an account: made for it alone, ten at most, forgotten by their owner."""

import json

import pytest
from sqlalchemy import select

from services.factors import compulsory_factor, passkeys, totp
from services.factors.factor_changes import Changed
from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.house import House
from services.sign_in import sessions
from services.storage.engine import Database
from services.storage.models import Passkey, RecoveryCode, User
from tests.conftest import NOW
from tests.houses import house_on
from tests.services.authenticator import PRESENT, Authenticator
from tests.services.houses import read_outbox
from tests.services.passkey_house import JEANNE, PAUL, build, give, half, kinds, signed_in


@pytest.fixture
def house(database: Database) -> House:
    """Return the house of jeanne and paul."""
    return build(database)


def kept(house: House) -> list[tuple[int, str, bytes, int]]:
    with house.database.begin() as session:
        rows = session.scalars(select(Passkey).order_by(Passkey.id))
        return [(one.user_id, one.name, one.credential_id, one.sign_count) for one in rows]


def fill(house: House, count: int) -> None:
    with house.database.write() as session:
        for number in range(count):
            key = {"credential_id": b"%d" % number, "public_key": b"k", "sign_count": 0}
            session.add(Passkey(user_id=JEANNE, name="x", created_at=NOW, **key))


def test_what_a_browser_is_asked_to_make(house: House) -> None:
    fill(house, 1)
    owner = totp.owner_signed_in(signed_in(house)[0], NOW)

    asked = json.loads(passkeys.ask_for_new(house, owner, now=NOW).options)

    assert asked["rp"] == {"id": "localhost", "name": "Terralis, agence en ligne"}
    assert asked["user"]["name"] == "jeanne"
    assert [known["id"] for known in asked["excludeCredentials"]] == ["MA"]
    assert asked["authenticatorSelection"]["userVerification"] == "required"


def test_a_passkey_is_kept_with_its_name_and_the_first_brings_recovery_codes(house: House) -> None:
    viewer, secret = signed_in(house)
    device = Authenticator(credential_id=b"telephone")
    asked = passkeys.ask_for_new(house, totp.owner_signed_in(viewer, NOW), now=NOW)

    changed = passkeys.add_signed_in(
        house,
        viewer,
        secret,
        device.make(asked.challenge),
        asked.challenge,
        name=" Télé\0phone ",
        now=NOW,
    )

    assert kept(house) == [(JEANNE, "Téléphone", b"telephone", 0)]
    assert len(changed.codes) == 10
    assert kinds(house) == ["factor.passkey_added"]
    assert read_outbox(house)[-1][:2] == ("factor_changed", "jeanne@ferme.example")


def test_the_second_passkey_brings_no_codes_and_a_name_may_be_missing(house: House) -> None:
    give(house, Authenticator(credential_id=b"1"))
    give(house, Authenticator(credential_id=b"2"), name="\n ")

    assert [name for _, name, *_ in kept(house)] == ["Clé", "Clé d’accès"]
    with house.database.begin() as session:
        assert len(session.scalars(select(RecoveryCode)).all()) == 10


def test_a_name_is_cut_at_eighty_characters(house: House) -> None:
    give(house, Authenticator(), name="n" * 200)

    assert kept(house)[0][1] == "n" * 80


def test_nobody_has_more_than_ten(house: House) -> None:
    owner = totp.owner_signed_in(signed_in(house)[0], NOW)
    fill(house, 9)
    assert passkeys.ask_for_new(house, owner, now=NOW).challenge
    fill_one_more = Authenticator(credential_id=b"the tenth")
    give(house, fill_one_more)

    with pytest.raises(InvalidInputError, match="déjà dix clés d’accès"):
        passkeys.ask_for_new(house, owner, now=NOW)


def test_a_passkey_belongs_to_one_account(house: House) -> None:
    device = Authenticator()
    give(house, device, JEANNE)

    with pytest.raises(InvalidInputError, match="déjà enregistrée"):
        give(house, device, PAUL)
    assert [owner for owner, *_ in kept(house)] == [JEANNE]


@pytest.mark.parametrize(
    "device",
    [
        Authenticator(host="terralis.example"),
        Authenticator(origin="http://localhost:8051"),
        Authenticator(flags=PRESENT),
        Authenticator(credential_id=b"k" * 1024),
    ],
    ids=["of another portal", "of another page", "without recognition", "too long a name"],
)
def test_a_passkey_that_does_not_fit_is_refused(house: House, device: Authenticator) -> None:
    with pytest.raises(InvalidInputError, match="n’a pas été reconnue"):
        give(house, device)
    assert kept(house) == []


@pytest.mark.parametrize("answer", [None, [], "x", {}, {"id": "AA", "rawId": "AA", "response": 1}])
def test_what_no_browser_sends_is_refused(house: House, answer: object) -> None:
    owner = totp.owner_signed_in(signed_in(house)[0], NOW)
    asked = passkeys.ask_for_new(house, owner, now=NOW)

    with pytest.raises(InvalidInputError, match="n’a pas été reconnue"):
        passkeys.check_new(house, owner, answer, asked.challenge, now=NOW)


def test_a_passkey_made_for_one_account_is_not_added_to_another(house: House) -> None:
    jeanne, paul = (totp.owner_signed_in(signed_in(house, who)[0], NOW) for who in (JEANNE, PAUL))
    asked = passkeys.ask_for_new(house, jeanne, now=NOW)
    made = Authenticator().make(asked.challenge)

    with pytest.raises(InvalidInputError, match="La demande a expiré"):
        passkeys.check_new(house, paul, made, asked.challenge, now=NOW)


def remove(house: House, user_id: int, passkey_id: int) -> Changed:
    viewer, secret = signed_in(house, user_id)
    return passkeys.remove(house, viewer, secret, passkey_id, now=NOW)


def passkey_id(house: House) -> int:
    with house.database.begin() as session:
        return session.scalars(select(Passkey.id)).one()


def test_a_passkey_that_is_forgotten_takes_the_codes_along(house: House) -> None:
    before = give(house, Authenticator())

    changed = remove(house, JEANNE, passkey_id(house))

    assert kept(house) == []
    assert kinds(house) == ["factor.passkey_added", "factor.passkey_removed"]
    assert sessions.resume(house.database, before, now=NOW) is None
    assert sessions.resume(house.database, changed.secret, now=NOW) is not None
    with house.database.begin() as session:
        assert session.scalars(select(RecoveryCode)).all() == []


def test_nobody_forgets_somebody_else_s_and_the_agency_keeps_its_last(house: House) -> None:
    give(house, Authenticator(), PAUL)

    with pytest.raises(NotFoundError):
        remove(house, JEANNE, passkey_id(house))
    with pytest.raises(InvalidInputError, match="demande une double authentification"):
        remove(house, PAUL, passkey_id(house))
    assert [owner for owner, *_ in kept(house)] == [PAUL]


def test_on_an_internet_address_there_are_none(database: Database) -> None:
    build(database)
    by_number = house_on(database, public_url="http://192.0.2.7:8050")
    owner = totp.owner_signed_in(signed_in(by_number)[0], NOW)

    with pytest.raises(NotFoundError, match="par une adresse IP"):
        passkeys.ask_for_new(by_number, owner, now=NOW)


def test_the_first_factor_of_the_agency_closes_nothing_and_says_so(house: House) -> None:
    waiting = half(house, PAUL)
    owner = compulsory_factor.find_owner(house, waiting, now=NOW)
    asked = passkeys.ask_for_new(house, owner, now=NOW)
    made = Authenticator().make(asked.challenge)

    compulsory_factor.add_passkey(house, waiting, made, asked.challenge, device="d", now=NOW)

    (letter,) = [mail for mail in read_outbox(house) if mail[0].startswith("factor")]
    assert letter[:2] == ("factor_first", "paul@ferme.example")
    said = " ".join(letter[2].split())
    assert "Clé d’accès ajoutée" in said
    assert "sera demandée à chaque connexion" in said
    assert "sessions" not in said
    with house.database.begin() as session:
        assert session.get_one(User, PAUL).last_sign_in_at == NOW
