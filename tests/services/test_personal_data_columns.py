"""What stands in a copy of one's data: columns with their units, the history of accesses."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.kernel.house import House
from services.kernel.viewer import Viewer
from services.storage.engine import Database
from services.storage.models import Contract, CustomerAccess, DailyEnergy
from services.storage.models.metering import LoadCurveMonth
from services.trail import audit
from services.trail.audit import Actor, Subject
from tests.conftest import NOW
from tests.services.copies import copy_of
from tests.services.keyed_house import house_of
from tests.services.viewers import add_viewer, viewer_of


@pytest.fixture
def house(database: Database) -> House:
    return house_of(database)


@pytest.fixture
def jeanne(database: Database) -> Viewer:
    """Return somebody who has just proved who they are."""
    return replace(add_viewer(database, "jeanne", "C-1"), elevated_at=NOW)


def test_energies_are_in_kwh_and_columns_say_their_units(fresh_demo_database: Database) -> None:
    manager = replace(viewer_of(fresh_demo_database, "gestionnaire"), elevated_at=NOW)
    with fresh_demo_database.begin() as session:
        kept = session.scalars(select(DailyEnergy).where(DailyEnergy.hph_j > 0)).first()
        assert kept is not None
        number, day, joules = point_number(session, kept), kept.day.isoformat(), kept.hph_j
    with fresh_demo_database.write() as session:
        session.execute(delete(LoadCurveMonth))  # listings alone: writing curves takes seconds
    with copy_of(manager, house_of(fresh_demo_database)) as package:
        data = json.loads(package.read("donnees.json"))
        readme = package.read("LISEZ-MOI.txt").decode("utf-8-sig")
    rows = data["energies_quotidiennes"]
    (row,) = [r for r in rows if (r["contrat"], r["jour"]) == (number, day)]

    assert list(row) == [
        *("contrat", "jour"),
        *("energie_hph_kwh", "energie_hch_kwh", "energie_hpe_kwh", "energie_hce_kwh"),
        *("duree_attendue_s", "duree_reelle_s", "duree_estimee_s"),
    ]
    assert Decimal(row["energie_hph_kwh"]) == round(Decimal(joules) / 3_600_000, 6)
    assert row["duree_attendue_s"] in {82_800, 86_400, 90_000}
    assert list(data["energies_mensuelles"][0])[2:] == list(row)[2:]
    explained = {
        c for listing in data.values() for r in listing[:1] for c in r if c in list(row)[2:]
    }
    assert {c for c in explained if c not in readme} == set()
    assert "_j" not in {c[-2:] for listing in data.values() for r in listing[:1] for c in r}


def point_number(session: Session, day: DailyEnergy) -> str:
    query = select(Contract.number).where(Contract.metering_point_id == day.metering_point_id)
    return session.scalars(query).one()


def test_the_copy_s_history_is_one_s_own_whole_and_in_order(
    database: Database, jeanne: Viewer, house: House
) -> None:
    paul = add_viewer(database, "paul", "C-2")
    with database.begin() as session:
        mine, his = (
            session.scalars(
                select(CustomerAccess.customer_id).where(CustomerAccess.user_id == v.user_id)
            ).one()
            for v in (jeanne, paul)
        )
    told = [
        ("sign_in.done", Actor(jeanne.user_id, "Jeanne", "customer", "192.0.2.1"), Subject()),
        ("sign_in.refused", Actor(address="192.0.2.9"), Subject(jeanne.user_id)),
        ("agency.viewed", Actor(9, "Nadia", "supervisor", "10.0.0.1"), Subject(None, mine)),
        ("consent.granted", Actor(paul.user_id, "Paul", "customer"), Subject(paul.user_id, his)),
        ("sign_in.ended", Actor(jeanne.user_id, "Jeanne", "agent", "192.0.2.2"), Subject()),
    ]
    with database.write() as session:
        for kind, actor, subject in told:
            audit.record(session, kind, actor=actor, now=NOW, subject=subject, details={"k": kind})
    with copy_of(jeanne, house) as package:
        history = json.loads(package.read("donnees.json"))["historique_des_acces"]

    shown = [(r["evenement"], r["auteur"], r["adresse_ip"], r["details"]) for r in history[:4]]
    assert shown == [
        ("sign_in.done", "Jeanne", "192.0.2.1", '{"k": "sign_in.done"}'),
        ("sign_in.refused", "", "", '{"k": "sign_in.refused"}'),
        ("agency.viewed", "Agence Terralis", "", '{"k": "agency.viewed"}'),
        ("sign_in.ended", "Jeanne", "192.0.2.2", '{"k": "sign_in.ended"}'),
    ]
    assert [r["evenement"] for r in history[4:]] == ["personal_data.export_asked"]
    assert history[0]["date"] == "2026-03-02T10:30:00+01:00"


def test_the_history_names_neither_the_agency_s_people_nor_others_addresses(
    database: Database, jeanne: Viewer, house: House
) -> None:
    subject = Subject(jeanne.user_id)
    agent = Actor(99, "Nadia Lefort", "agent", "192.0.2.99")
    other = Actor(98, "Paul", "customer", "192.0.2.98")
    with database.write() as session:
        for actor in (agent, other):
            audit.record(session, "agency.viewed", actor=actor, now=NOW, subject=subject)
    with copy_of(jeanne, house) as package:
        history = json.loads(package.read("donnees.json"))["historique_des_acces"]

    told = [(row["auteur"], row["adresse_ip"]) for row in history[:2]]
    assert told == [("Agence Terralis", ""), ("Paul", "")]
