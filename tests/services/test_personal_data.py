"""A copy of one's data, a demand for erasure: own only, once at a time, with a recent proof."""

import csv
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from sqlalchemy import delete, select, update

from services.kernel.errors import (
    InvalidInputError,
    NotFoundError,
    ProofNeededError,
    TooManyAttemptsError,
)
from services.kernel.house import House
from services.kernel.viewer import Viewer
from services.privacy import personal_data
from services.privacy.personal_data_copies import make_exports
from services.storage.engine import Database
from services.storage.models import (
    AuditEvent,
    DataRequest,
    OutgoingMail,
    User,
)
from services.storage.models.metering import IndexReadingRow, LoadCurveMonth
from services.storage.models.supply import Contract
from tests.conftest import NOW
from tests.services.copies import LATER, copy_of
from tests.services.keyed_house import house_of
from tests.services.viewers import add_readings, add_viewer, viewer_of


@pytest.fixture
def house(database: Database) -> House:
    return house_of(database)


@pytest.fixture
def jeanne(database: Database) -> Viewer:
    """Return somebody with a site, who has just proved who they are."""
    viewer = add_viewer(database, "jeanne", "C-1")
    add_readings(database, "C-1", [("HPH", "2024-01-01", "2024-02-01", "1200.5")])
    with database.write() as session:
        user = session.get_one(User, viewer.user_id)
        user.email, user.display_name = "jeanne@ferme.example", "=HYPERLINK(1)"
    return replace(viewer, elevated_at=NOW)


def test_the_copy_holds_the_person_s_data_twice(jeanne: Viewer, house: House) -> None:
    with copy_of(jeanne, house) as package:
        data = json.loads(package.read("donnees.json"))
        readings = package.read("csv/releves_energie.csv").decode("utf-8-sig")
        names = package.namelist()
        readme = package.read("LISEZ-MOI.txt").decode("utf-8-sig")

    assert data["compte"][0]["courriel"] == "jeanne@ferme.example"
    assert [c["contrat"] for c in data["contrats"]] == ["C-1"]
    assert data["releves_energie"][0]["energie_kwh"] == "1200.500"
    assert list(csv.reader(StringIO(readings), delimiter=";"))[1] == [
        *("C-1", "HPH", "2024-01-01", "2024-02-01", "1200.500", "real", "non"),
    ]
    listed = {name.removeprefix("csv/").removesuffix(".csv") for name in names}
    assert set(data) <= listed
    assert {"factures", "paiements", "sessions", "consentements", "historique_des_acces"} <= listed
    assert "password" not in json.dumps(data)
    assert "=HYPERLINK(1)" in readme


def test_no_field_is_a_formula(jeanne: Viewer, house: House) -> None:
    with copy_of(jeanne, house) as package:
        for name in package.namelist():
            if name.endswith(".csv"):
                rows = csv.reader(StringIO(package.read(name).decode("utf-8-sig")), delimiter=";")
                assert not [f for row in rows for f in row if f.startswith(("=", "+", "-", "@"))]
        account = package.read("csv/compte.csv").decode()

    assert "'=HYPERLINK(1)" in account


def test_the_copy_holds_nobody_else_s_data(
    database: Database, jeanne: Viewer, house: House
) -> None:
    add_viewer(database, "paul", "C-2")
    with copy_of(jeanne, house) as package:
        whole = b"".join(package.read(name) for name in package.namelist())

    assert b"C-1" in whole
    assert b"C-2" not in whole
    assert b"paul" not in whole


def test_the_copy_keeps_to_the_dates_of_the_contract(fresh_demo_database: Database) -> None:
    """The meter outlives the contract: what the next holder uses is not the former one's."""
    number, ended_on = "C4-90-000101", date(2021, 7, 15)
    with fresh_demo_database.write() as session:
        session.execute(update(Contract).values(ended_on=ended_on).where(Contract.number == number))
        session.execute(delete(LoadCurveMonth))  # listings alone: writing curves takes seconds
    manager = replace(viewer_of(fresh_demo_database, "gestionnaire"), elevated_at=NOW)
    with copy_of(manager, house_of(fresh_demo_database)) as package:
        data = json.loads(package.read("donnees.json"))

    def last(listing: str, column: str) -> str:
        return str(max(row[column] for row in data[listing] if row["contrat"] == number))

    assert last("energies_quotidiennes", "jour") == "2021-07-14"
    assert last("energies_mensuelles", "mois") == "2021-06-01"
    assert last("releves_energie", "fin") == "2021-07-09"
    assert not [row for row in data["releves_index"] if row["contrat"] == number]


def test_a_reading_at_the_first_midnight_is_of_the_contract(
    fresh_demo_database: Database,
) -> None:
    number = "C4-90-000101"
    with fresh_demo_database.write() as session:
        session.execute(
            update(Contract).values(started_on=date(2022, 2, 3)).where(Contract.number == number)
        )
        session.execute(
            update(IndexReadingRow).values(read_at=datetime(2022, 2, 2, 23, tzinfo=UTC))
        )
        session.execute(delete(LoadCurveMonth))
    manager = replace(viewer_of(fresh_demo_database, "gestionnaire"), elevated_at=NOW)
    with copy_of(manager, house_of(fresh_demo_database)) as package:
        data = json.loads(package.read("donnees.json"))

    assert len(data["releves_index"]) == 28
    assert {row["releve_le"] for row in data["releves_index"]} == {"2022-02-03T00:00:00+01:00"}


def test_the_curve_of_the_real_site_is_in_the_copy(fresh_demo_database: Database) -> None:
    with fresh_demo_database.write() as session:
        kept = LoadCurveMonth.month.between(date(2020, 12, 1), date(2022, 1, 1))
        session.execute(delete(LoadCurveMonth).where(~kept))
    manager = replace(viewer_of(fresh_demo_database, "gestionnaire"), elevated_at=NOW)
    with copy_of(manager, house_of(fresh_demo_database)) as package:
        name = "csv/courbe_C4-90-000101_2021.csv"
        rows = list(csv.reader(StringIO(package.read(name).decode("utf-8-sig")), delimiter=";"))

    assert rows[0] == ["horodate_locale", "decalage", "puissance_w", "statut"]
    assert rows[1][:2] == ["2021-01-01T00:00:00", "UTC+01:00"]
    assert 52_000 < len(rows) <= 52_561


def test_the_copy_is_encrypted_at_rest_and_told_by_mail(
    database: Database, jeanne: Viewer, house: House
) -> None:
    copy_of(jeanne, house).close()
    with database.begin() as session:
        kept = session.scalars(select(DataRequest.content)).one()
        mail = session.scalars(select(OutgoingMail)).one()
    assert kept is not None
    assert not kept.startswith(b"PK")
    letter = house.vault.decrypt(mail.content)
    assert (mail.kind, mail.recipient) == ("data_ready", "jeanne@ferme.example")
    assert b"http://localhost:8050/securite" in letter
    assert b"mes-donnees" not in letter


def test_only_its_own_person_takes_it_for_a_week(
    database: Database, jeanne: Viewer, house: House
) -> None:
    copy_of(jeanne, house).close()
    (made,) = personal_data.load_overview(jeanne, now=NOW).exports
    paul = add_viewer(database, "paul", "C-2")
    acting = replace(jeanne, acting_for=1)
    after = NOW + LATER + timedelta(days=7)

    for viewer, moment in ((paul, NOW), (acting, NOW), (jeanne, after)):
        with pytest.raises(NotFoundError):
            personal_data.take_export(viewer, made.public_id, house=house, now=moment)
    with pytest.raises(NotFoundError):
        personal_data.take_export(jeanne, "unknown", house=house, now=NOW)


def test_one_at_a_time_and_three_a_day(jeanne: Viewer, house: House) -> None:
    for _ in range(3):
        personal_data.request_export(jeanne, house=house, now=NOW)
        with pytest.raises(InvalidInputError):
            personal_data.request_export(jeanne, house=house, now=NOW)
        make_exports(house, NOW)

    with pytest.raises(TooManyAttemptsError):
        personal_data.request_export(jeanne, house=house, now=NOW)


def test_taking_a_copy_needs_a_recent_proof(
    database: Database, jeanne: Viewer, house: House
) -> None:
    copy_of(jeanne, house).close()
    (made,) = personal_data.load_overview(jeanne, now=NOW).exports
    for proved_at in (NOW - timedelta(minutes=11), None):
        stale = replace(jeanne, elevated_at=proved_at)
        with pytest.raises(ProofNeededError):
            personal_data.take_export(stale, made.public_id, house=house, now=NOW)

    with database.begin() as session:
        kinds = session.scalars(select(AuditEvent.kind)).all()
    assert kinds.count("personal_data.export_taken") == 1


@pytest.mark.parametrize("ask", [personal_data.request_export, personal_data.request_erasure])
def test_a_recent_proof_is_needed(jeanne: Viewer, house: House, ask: object) -> None:
    assert callable(ask)
    stale = replace(jeanne, elevated_at=NOW - timedelta(days=1))
    with pytest.raises(ProofNeededError):
        ask(stale, house=house, now=NOW)
    with pytest.raises(NotFoundError):
        ask(replace(jeanne, acting_for=1), house=house, now=NOW)


def test_two_workers_make_one_copy(database: Database, jeanne: Viewer, house: House) -> None:
    personal_data.request_export(jeanne, house=house, now=NOW)
    assert (make_exports(house, NOW), make_exports(house, NOW)) == (1, 0)
    with database.begin() as session:
        kinds = session.scalars(select(AuditEvent.kind).order_by(AuditEvent.number)).all()
    assert kinds == ["personal_data.export_asked", "personal_data.export_made"]


def test_an_erasure_is_asked_once_and_seen(jeanne: Viewer, house: House) -> None:
    personal_data.request_erasure(jeanne, house=house, now=NOW)
    with pytest.raises(InvalidInputError):
        personal_data.request_erasure(jeanne, house=house, now=NOW)

    (state,) = personal_data.load_overview(jeanne, now=NOW).erasures
    assert (state.state, state.created_at) == ("waiting", NOW)
