"""Somebody of the agency at work: a signed-in browser that sends the forms of ``/agence``."""

from datetime import datetime

from flask import session as kept
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.factory import Application
from services.sign_in import sessions
from services.storage.models import AuditEvent, User
from tests.conftest import NOW

REASON = "Appel du client sur sa facture"
HTML = {"Accept": "text/html"}


class Browser:
    """A signed-in browser that sends forms with their token."""

    def __init__(self, application: Application, username: str, *, at: datetime = NOW) -> None:
        server = application.server
        self.client: FlaskClient = server.test_client()
        with application.database.write() as session:
            user = session.scalars(select(User).where(User.username == username)).one()
            origin = sessions.Origin("192.0.2.9", "essai")
            secret = sessions.open_session(session, user, origin, now=at)
        with server.test_request_context():
            self.token: str = generate_csrf()
            cookie = dict(kept) | {"_user_id": secret, "_fresh": True}
        signer = server.session_interface.get_signing_serializer(server)  # type: ignore[attr-defined]
        self.client.set_cookie("ael", signer.dumps(cookie))

    def send(self, address: str, **fields: str) -> TestResponse:
        return self.client.post(address, data={"csrf_token": self.token, **fields})

    def page(self, address: str) -> str:
        return self.client.get(address, headers=HTML).text

    def open_file(self, reference: str = "FE-104286", reason: str = REASON) -> TestResponse:
        return self.send("/agence/fiche", reference=reference, motif=reason)


def kinds(application: Application) -> list[str]:
    with application.database.begin() as session:
        return list(session.scalars(select(AuditEvent.kind).order_by(AuditEvent.number)))
