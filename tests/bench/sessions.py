"""Signed-in browsers by the hundred: real sessions, without a password to hash for each."""

from collections.abc import Iterable
from datetime import datetime

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import select

from services.sign_in import sessions
from services.sign_in.sessions import Origin
from services.storage.engine import Database
from services.storage.models import User

ORIGIN = Origin("192.0.2.1", "bench")
SECRET_KEY = "only-for-the-benchmark-" + "0123456789abcdef" * 2


def open_sessions(database: Database, usernames: Iterable[str], *, now: datetime) -> list[str]:
    """Open a session for each of ``usernames`` and return their secrets, in order."""
    with database.write() as session:
        wanted = list(usernames)
        people = {
            name: session.scalars(select(User).where(User.username == name)).one()
            for name in set(wanted)
        }
        return [sessions.open_session(session, people[name], ORIGIN, now=now) for name in wanted]


def session_cookie(secret: str, *, secret_key: str = SECRET_KEY) -> str:
    """Return the cookie that holds the session of ``secret``, as the application signs it."""
    server = Flask("bench", static_folder=None)
    server.secret_key = secret_key
    serializer = SecureCookieSessionInterface().get_signing_serializer(server)
    assert serializer is not None
    return str(serializer.dumps({"_user_id": secret, "_fresh": True}))
