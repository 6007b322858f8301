"""A demand for erasure is one person's: colleagues, running contracts and the trail."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.kernel.errors import NotFoundError
from services.kernel.house import House
from services.kernel.viewer import Viewer
from services.office import erasures
from services.privacy import erasure, personal_data
from services.storage import data_requests
from services.storage.engine import Database
from services.storage.models import (
    AuditEvent,
    Contract,
    Customer,
    CustomerAccess,
    DataRequest,
    OutgoingMail,
    User,
)
from tests.conftest import NOW
from tests.services.erasing import ask, kinds, make_jeanne, make_supervisor, state_of
from tests.services.keyed_house import house_of
from tests.services.viewers import add_viewer


@pytest.fixture
def house(database: Database) -> House:
    return house_of(database)


@pytest.fixture
def jeanne(database: Database) -> Viewer:
    return make_jeanne(database)


@pytest.fixture
def supervisor(database: Database) -> Viewer:
    return make_supervisor(database)


def add_colleague(database: Database, of: Viewer) -> None:
    """Let paul see what jeanne sees, and no more."""
    paul = add_viewer(database, "paul")
    with database.write() as session:
        his = select(CustomerAccess.customer_id).where(CustomerAccess.user_id == paul.user_id)
        hers = select(CustomerAccess.customer_id).where(CustomerAccess.user_id == of.user_id)
        access = session.get_one(CustomerAccess, (paul.user_id, session.scalars(his).one()))
        access.customer_id = session.scalars(hers).one()


def test_a_colleague_who_did_not_ask_keeps_everything(
    database: Database, house: House, jeanne: Viewer, supervisor: Viewer
) -> None:
    add_colleague(database, jeanne)
    with database.write() as session:
        session.scalars(
            select(Customer).where(Customer.reference == "FE-jeanne")
        ).one().email = "bureau@ferme.example"
    number = ask(jeanne, house)
    (plan,) = erasures.examine(supervisor, number=number, now=NOW).plans
    act = {"number": number, "reference": "FE-jeanne"}
    erasures.erase(supervisor, house, **act, is_confirmed=True, now=NOW)  # type: ignore[arg-type]

    assert any("Comptes effacés" in s and s.endswith(" jeanne") for s in plan.sentences)
    assert any("d’autres utilisateurs" in sentence for sentence in plan.sentences)
    with database.begin() as session:
        paul = session.scalars(select(User).where(User.username == "paul")).one()
        access = session.scalars(select(CustomerAccess)).one()
        customer = session.get_one(Customer, access.customer_id)
        done = session.scalars(select(AuditEvent).where(AuditEvent.kind == "erasure.done")).one()
        state, answer = state_of(session, number)
        assert session.get_one(User, jeanne.user_id).is_active is False
    assert (paul.is_active, access.user_id) == (True, paul.id)
    assert (customer.reference, customer.email) == ("FE-jeanne", "bureau@ferme.example")
    assert (state, "d’autres personnes" in answer) == ("done", True)
    with database.begin() as session:
        assert session.scalars(select(OutgoingMail.kind)).all() == ["erasure_done_shared"]
    asker = str(jeanne.user_id)
    assert json.loads(done.details) == {
        "reference": "FE-jeanne",
        "demand": str(number),
        "asker": asker,
        "accounts": asker,
    }
    assert done.subject_user_id == jeanne.user_id


def test_of_two_answers_at_once_one_is_given(
    database: Database,
    house: House,
    jeanne: Viewer,
    supervisor: Viewer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = ask(jeanne, house)
    both_have_looked, look = Barrier(2), data_requests.lock_open_erasure

    def look_and_wait(session: Session, asked: int) -> tuple[DataRequest, User] | None:
        found = look(session, asked)
        with suppress(BrokenBarrierError):
            both_have_looked.wait(0.5)  # with a lock the other one never comes
        return found

    def refuse(_: int) -> bool:
        reason = "Un litige est en cours sur une facture"
        try:
            erasures.refuse(supervisor, house, number=number, reason=reason, now=NOW)
        except NotFoundError:
            return False
        return True

    monkeypatch.setattr(data_requests, "lock_open_erasure", look_and_wait)
    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(refuse, range(2))) == [False, True]
    assert kinds(database)[1:] == ["erasure.refused"]


def test_a_contract_that_ends_later_still_runs(
    database: Database, house: House, jeanne: Viewer, supervisor: Viewer
) -> None:
    number = ask(jeanne, house)
    for ended_on, running in ((date(2026, 3, 3), ("C-1",)), (date(2026, 3, 2), ())):
        with database.write() as session:
            session.execute(update(Contract).values(ended_on=ended_on))
        (plan,) = erasures.examine(supervisor, number=number, now=NOW).plans

        assert personal_data.find_running_contracts(jeanne, now=NOW) == running
        assert ("contrat en cours" in plan.refusal) is bool(running)


def test_examining_leaves_one_trace_a_day(
    database: Database, house: House, jeanne: Viewer, supervisor: Viewer
) -> None:
    number = ask(jeanne, house)
    for hours in (0, 1, 2, 24):
        erasures.examine(supervisor, number=number, now=NOW + timedelta(hours=hours))

    assert kinds(database)[1:] == ["erasure.examined"] * 2


def test_a_plan_leaves_what_is_in_hand_as_it_was(
    database: Database, house: House, jeanne: Viewer
) -> None:
    number = ask(jeanne, house)
    with database.write() as session:
        asked = session.get_one(DataRequest, number)
        user = session.get_one(User, jeanne.user_id)
        erasure.plan_within(session, "FE-jeanne", now=NOW)

        assert (asked.state, user.username) == ("waiting", "jeanne")
