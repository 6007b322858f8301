"""Links of e-mails: one purpose, once, for a time; a new one or a change voids the others."""

from datetime import timedelta

import pytest

from services.kernel.viewer import Viewer
from services.sign_in import tokens
from services.sign_in.tokens import LIFETIMES, Link, Purpose
from services.storage import tokens as storage
from services.storage.engine import Database
from tests.conftest import NOW
from tests.services.viewers import add_viewer


@pytest.fixture
def jeanne(database: Database) -> Viewer:
    """Return somebody to whom links are sent."""
    return add_viewer(database, "jeanne", "C-1")


def issue(database: Database, viewer: Viewer, purpose: Purpose, value: str = "") -> str:
    with database.write() as session:
        return tokens.issue(session, purpose, viewer.user_id, now=NOW, value=value)


def use(
    database: Database, purpose: Purpose, secret: str, later: timedelta = timedelta(0)
) -> Link | None:
    with database.write() as session:
        return tokens.use(session, purpose, secret, now=NOW + later)


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_link_opens_its_own_purpose_alone_and_once(
    database: Database, jeanne: Viewer, purpose: Purpose
) -> None:
    secret = issue(database, jeanne, purpose, "new@ferme.example")
    for other in set(Purpose) - {purpose}:
        assert use(database, other, secret) is None

    assert use(database, purpose, secret) == Link(jeanne.user_id, "new@ferme.example")
    assert use(database, purpose, secret) is None


def test_of_two_requests_at_once_one_uses_the_link(database: Database, jeanne: Viewer) -> None:
    """Both have looked before either has used it: the second finds nothing left to use."""
    secret = issue(database, jeanne, Purpose.RESET)
    with database.write() as session:
        token = storage.find(session, Purpose.RESET, secret, NOW)
        assert token is not None

        assert storage.use(session, token, NOW)
        assert not storage.use(session, token, NOW)


def test_a_link_ends_with_its_time(database: Database, jeanne: Viewer) -> None:
    lifetime = LIFETIMES[Purpose.RESET]
    assert lifetime == timedelta(minutes=30)
    secret = issue(database, jeanne, Purpose.RESET)

    assert use(database, Purpose.RESET, secret, lifetime) is None
    assert use(database, Purpose.RESET, secret, lifetime - timedelta(seconds=1)) is not None


def test_looking_does_not_use(database: Database, jeanne: Viewer) -> None:
    secret = issue(database, jeanne, Purpose.VALIDATE)
    with database.begin() as session:
        assert tokens.look_at(session, Purpose.VALIDATE, secret, now=NOW) is not None

    assert use(database, Purpose.VALIDATE, secret) is not None


def test_a_newer_link_voids_the_older(database: Database, jeanne: Viewer) -> None:
    older = issue(database, jeanne, Purpose.RESET)
    newer = issue(database, jeanne, Purpose.RESET)

    assert use(database, Purpose.RESET, older) is None
    assert use(database, Purpose.RESET, newer) is not None
