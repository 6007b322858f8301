"""« Historique des accès »: one's own, in pages, what it was about, never the agent's name."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from services.kernel.viewer import Viewer
from services.sign_in import sessions
from services.sign_in.sessions import Origin
from services.storage.engine import Database
from services.storage.models import User
from services.trail import access_history, audit
from services.trail.audit import Actor, Subject
from tests.conftest import NOW
from tests.services.copies import LATER
from tests.services.viewers import add_viewer


@pytest.fixture
def jeanne(database: Database) -> Viewer:
    """Return somebody who has just proved who they are."""
    return replace(add_viewer(database, "jeanne", "C-1"), elevated_at=NOW)


def test_the_history_says_which_page_and_which_purpose(database: Database, jeanne: Viewer) -> None:
    subject = Subject(jeanne.user_id)
    with database.write() as session:
        for kind, details in (
            ("agency.viewed", {"path": "/consommations"}),
            ("agency.viewed", {"path": "/ancienne-page"}),
            ("consent.granted", {"purpose": "daily_curve", "text_version": "2026-11"}),
            ("consent.withdrawn", {"purpose": "fine_curve", "text_version": "2026-11"}),
            ("consumption.exported", {"contract": "C-1", "form": "xlsx"}),
            ("sign_in.done", {"by": "password"}),
        ):
            audit.record(session, kind, actor=Actor(), now=NOW, subject=subject, details=details)
    with database.begin() as session:
        entries = access_history.load_history(session, jeanne).entries

    assert [entry.about for entry in entries[::-1]] == [
        "Consommations",
        "/ancienne-page",
        "Consommation quotidienne",
        "Courbe de charge fine (10 ou 30 minutes)",
        "C-1 XLSX",
        "",
    ]


def test_the_history_names_the_agency_and_its_reason(database: Database, jeanne: Viewer) -> None:
    agent = Actor(99, "Nadia Lefort", "agent", "10.0.0.7")
    with database.write() as session:
        user = session.get_one(User, jeanne.user_id)
        origin = Origin("192.0.2.1", "Firefox")
        sessions.open_session(session, user, origin, now=NOW)
        audit.record(
            session,
            "consent.granted",
            actor=agent,
            now=NOW + LATER,
            subject=Subject(customer_id=1),
            details={"reason": "Appel du client"},
        )
        audit.record(session, "sign_in.refused", actor=Actor(address="192.0.2.9"), now=NOW)
        audit.record(
            session,
            "sign_in.refused",
            actor=Actor(address="192.0.2.9"),
            now=NOW + 2 * LATER,
            subject=Subject(user.id),
        )
    with database.begin() as session:
        entries = access_history.load_history(session, jeanne).entries

    shown = [(e.who, e.what, e.address, e.reason) for e in entries[:2]]
    assert shown == [
        ("Personne non identifiée", "Connexion refusée", "192.0.2.9", ""),
        ("Agence Terralis", "Consentement donné", "", "Appel du client"),
    ]
    assert all("Nadia" not in e.who for e in entries)


def test_the_history_is_paged(database: Database, jeanne: Viewer) -> None:
    with database.write() as session:
        for minute in range(30):
            moment = NOW + timedelta(minutes=minute)
            subject = Subject(jeanne.user_id)
            audit.record(session, "sign_in.done", actor=Actor(), now=moment, subject=subject)
    with database.begin() as session:
        first, second, odd = (
            access_history.load_history(session, jeanne, page=page) for page in (None, "2", "-1é")
        )

    assert (len(first.entries), first.has_more, len(second.entries), second.has_more) == (
        *(25, True),
        *(5, False),
    )
    assert first.entries[0].happened_at == NOW + timedelta(minutes=29)
    assert odd == first


def test_somebody_s_history_is_theirs(database: Database, jeanne: Viewer) -> None:
    paul = add_viewer(database, "paul", "C-2")
    with database.write() as session:
        session.execute(update(User).values(is_active=True))
        audit.record(
            session, "sign_in.done", actor=Actor(), now=NOW, subject=Subject(jeanne.user_id)
        )
    with database.begin() as session:
        assert access_history.load_history(session, paul).entries == ()
