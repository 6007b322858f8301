"""Changes of second factors: the owner is told, copies of the session and other ones end."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pyotp
import pytest
from sqlalchemy import delete, update

from services.factors import passkeys, second_factor, totp
from services.factors.factor_changes import Changed
from services.factors.webauthn_checks import NewPasskey
from services.kernel.errors import InvalidInputError
from services.kernel.house import House
from services.kernel.viewer import Viewer
from services.sign_in import sessions
from services.sign_in.sessions import Origin
from services.storage.engine import Database
from services.storage.models import Passkey, Totp, User
from tests.conftest import NOW
from tests.services.houses import house_on, read_outbox

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
HERE = Origin("192.0.2.1", "Firefox")
LATE = NOW + timedelta(minutes=10, seconds=1)


@pytest.fixture
def house(database: Database) -> House:
    """Return a house with jeanne, who has a passkey and a generator that waits for its code."""
    house = house_on(database)
    with database.write() as session:
        user = User(
            id=1,
            username="jeanne",
            display_name="Jeanne",
            email="jeanne@ferme.example",
            password_hash="none",
            role="customer",
            validated_at=NOW,
        )
        session.add(user)
        session.flush()
        sealed = house.vault.encrypt(SECRET.encode())
        session.add(Totp(user_id=1, secret=sealed, created_at=NOW))
        key = {"user_id": 1, "credential_id": b"1", "public_key": b"k", "sign_count": 0}
        session.add(Passkey(id=500, name="Téléphone", created_at=NOW, **key))
    return house


def signed_in(house: House) -> tuple[Viewer, str]:
    with house.database.write() as session:
        user = session.get_one(User, 1)
        secret = sessions.open_session(session, user, HERE, now=NOW)
    viewer = sessions.resume(house.database, secret, now=NOW)
    assert viewer is not None
    return viewer, secret


def code() -> str:
    return pyotp.TOTP(SECRET).at(int(NOW.timestamp()))


def confirm_totp(house: House, viewer: Viewer, secret: str) -> Changed:
    return totp.confirm_signed_in(house, viewer, secret, code(), now=NOW)


def remove_totp(house: House, viewer: Viewer, secret: str) -> Changed:
    return totp.remove(house, viewer, secret, now=NOW)


def renew_codes(house: House, viewer: Viewer, secret: str) -> Changed:
    return totp.renew_codes(house, viewer, secret, now=NOW)


def add_passkey(house: House, viewer: Viewer, secret: str) -> Changed:
    return passkeys.add_signed_in(house, viewer, secret, {}, "challenge", name="Clé", now=NOW)


def remove_passkey(house: House, viewer: Viewer, secret: str) -> Changed:
    return passkeys.remove(house, viewer, secret, 500, now=NOW)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (confirm_totp, "Application d’authentification activée"),
        (remove_totp, "Application d’authentification supprimée"),
        (renew_codes, "Nouveaux codes de secours"),
        (add_passkey, "Clé d’accès ajoutée"),
        (remove_passkey, "Clé d’accès supprimée"),
    ],
)
def test_a_change_ends_the_other_sessions_and_is_told(
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[House, Viewer, str], Changed],
    told: str,
) -> None:
    monkeypatch.setattr(passkeys, "check_new", lambda *_, **__: NewPasskey(b"2", b"k", 0))
    _, elsewhere = signed_in(house)
    viewer, secret = signed_in(house)

    changed = change(house, viewer, secret)

    assert sessions.resume(house.database, elsewhere, now=NOW) is None
    assert sessions.resume(house.database, secret, now=NOW) is None
    assert sessions.resume(house.database, changed.secret, now=NOW) is not None
    ((kind, recipient, words),) = read_outbox(house)
    assert (kind, recipient) == ("factor_changed", "jeanne@ferme.example")
    assert told in " ".join(words.split())


def test_a_recovery_code_that_served_is_told(house: House) -> None:
    viewer, secret = signed_in(house)
    made = totp.renew_codes(house, viewer, secret, now=NOW).codes
    with house.database.write() as session:
        user = session.get_one(User, 1)
        half = sessions.open_session(session, user, HERE, now=NOW, is_full=False)

    second_factor.pass_with_code(house, half, made[0], device="d", now=NOW)

    words = [mail[2] for mail in read_outbox(house) if mail[0] == "recovery_used"]
    assert len(words) == 1
    assert "utilisables : 9." in " ".join(words[0].replace("\u202f", " ").split())


def test_a_secret_that_nobody_confirms_is_another_after_ten_minutes(house: House) -> None:
    viewer, session_secret = signed_in(house)
    owner = totp.owner_signed_in(viewer, NOW)
    shown = totp.start(house, owner, now=NOW + timedelta(minutes=10))
    assert shown.secret.replace(" ", "") == SECRET

    late_code = pyotp.TOTP(SECRET).at(int(LATE.timestamp()))
    with house.database.write() as session, pytest.raises(InvalidInputError) as error:
        totp.confirm(house, session, owner, late_code, now=LATE)
    assert error.value.field == "code"
    renewed = totp.start(house, owner, now=LATE).secret

    assert renewed != shown.secret
    assert totp.start(house, owner, now=LATE).secret == renewed
    with pytest.raises(InvalidInputError):
        confirm_totp(house, viewer, session_secret)


def test_a_generator_in_service_is_never_replaced(house: House) -> None:
    with house.database.write() as session:
        session.execute(update(Totp).values(confirmed_at=NOW))
    owner = totp.owner_signed_in(signed_in(house)[0], NOW)

    with pytest.raises(InvalidInputError):
        totp.start(house, owner, now=LATE)

    with house.database.begin() as session:
        assert house.vault.decrypt(session.get_one(Totp, 1).secret) == SECRET.encode()


def test_two_pages_at_once_show_the_same_secret(house: House) -> None:
    with house.database.write() as session:
        session.execute(delete(Totp))
    owner = totp.owner_signed_in(signed_in(house)[0], NOW)
    ready = Barrier(8)

    def start(_: int) -> str:
        ready.wait(10)
        return totp.start(house, owner, now=NOW).secret

    with ThreadPoolExecutor(8) as threads:
        shown = list(threads.map(start, range(8)))

    assert len(set(shown)) == 1
