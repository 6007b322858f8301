"""Demands for erasure: asked once, withdrawn by the customer, answered by supervisors in time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from services.kernel.errors import (
    InvalidInputError,
    NotFoundError,
    ProofNeededError,
    TooManyAttemptsError,
)
from services.kernel.house import House
from services.kernel.viewer import Role, Viewer
from services.office import erasures
from services.privacy import erasure, personal_data
from services.storage.engine import Database
from services.storage.models import (
    AuditEvent,
    Contract,
    CustomerAccess,
    DataRequest,
    OutgoingMail,
    User,
)
from tests.conftest import NOW
from tests.services.erasing import ask, kinds, make_jeanne, make_supervisor, state_of
from tests.services.keyed_house import house_of
from tests.services.viewers import add_viewer

REASON = "Un litige est en cours sur une facture"


@pytest.fixture
def house(database: Database) -> House:
    return house_of(database)


@pytest.fixture
def jeanne(database: Database) -> Viewer:
    return make_jeanne(database)


@pytest.fixture
def supervisor(database: Database) -> Viewer:
    return make_supervisor(database)


def mails(database: Database) -> list[str]:
    with database.begin() as session:
        return list(session.scalars(select(OutgoingMail.kind).order_by(OutgoingMail.id)))


def test_a_demand_is_withdrawn_and_told(database: Database, house: House, jeanne: Viewer) -> None:
    number = ask(jeanne, house)
    personal_data.withdraw_erasure(jeanne, house=house, now=NOW)

    with database.begin() as session:
        assert state_of(session, number) == ("withdrawn", "")
    assert kinds(database) == ["personal_data.erasure_asked", "personal_data.erasure_withdrawn"]
    assert mails(database) == ["erasure_asked", "erasure_withdrawn"]
    with pytest.raises(InvalidInputError):
        personal_data.withdraw_erasure(jeanne, house=house, now=NOW)
    assert ask(jeanne, house) == number + 1, "who took it back may ask again"


def test_asking_and_withdrawing_ends_after_three_times_a_day(
    database: Database, house: House, jeanne: Viewer
) -> None:
    for _ in range(3):
        ask(jeanne, house)
        personal_data.withdraw_erasure(jeanne, house=house, now=NOW)
    with pytest.raises(TooManyAttemptsError, match="3 demandes d’effacement") as refused:
        ask(jeanne, house)

    # NOW is 9:30 UTC: fourteen hours and a half are left of the day.
    assert refused.value.retry_after_s == 14 * 3600 + 1800 + 1
    assert len(mails(database)) == 6
    assert ask(jeanne, house, NOW + timedelta(days=1))


def test_what_is_done_is_not_withdrawn(database: Database, house: House, jeanne: Viewer) -> None:
    ask(jeanne, house)
    erasure.erase(house, "FE-jeanne", now=NOW)

    with pytest.raises(InvalidInputError):
        personal_data.withdraw_erasure(jeanne, house=house, now=NOW)
    assert kinds(database) == ["personal_data.erasure_asked", "erasure.done"]


def test_nobody_withdraws_in_the_customer_s_place(
    database: Database, house: House, jeanne: Viewer
) -> None:
    number = ask(jeanne, house)
    paul = add_viewer(database, "paul")
    with pytest.raises(NotFoundError):
        personal_data.withdraw_erasure(replace(jeanne, acting_for=1), house=house, now=NOW)
    with pytest.raises(InvalidInputError):
        personal_data.withdraw_erasure(paul, house=house, now=NOW)

    with database.begin() as session:
        assert state_of(session, number)[0] == "waiting"


@pytest.mark.parametrize(
    ("asked_at", "due_on"),
    [
        (datetime(2026, 1, 31, 10, tzinfo=UTC), date(2026, 2, 28)),
        (datetime(2026, 2, 2, 10, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 2, 1, 23, 30, tzinfo=UTC), date(2026, 3, 2)),  # 2 February in Paris
        (datetime(2025, 12, 15, 10, tzinfo=UTC), date(2026, 1, 15)),
    ],
)
def test_the_agency_has_a_month(
    house: House, jeanne: Viewer, supervisor: Viewer, asked_at: datetime, due_on: date
) -> None:
    ask(jeanne, house, asked_at)
    on_the_day = datetime(due_on.year, due_on.month, due_on.day, 22, 59, tzinfo=UTC)
    (in_time,) = erasures.load_open(supervisor, page=1, now=on_the_day)
    (late,) = erasures.load_open(supervisor, page=1, now=on_the_day + timedelta(minutes=1))

    assert (in_time.due_on, in_time.is_late, late.is_late) == (due_on, False, True)
    assert (in_time.name, in_time.references) == ("jeanne", ("FE-jeanne",))


def test_a_long_list_comes_in_pages(
    database: Database, house: House, jeanne: Viewer, supervisor: Viewer
) -> None:
    with database.write() as session:
        for day in range(60):
            session.add(
                DataRequest(
                    public_id=f"d{day}",
                    user_id=jeanne.user_id,
                    kind="erasure",
                    state="waiting",
                    created_at=NOW - timedelta(days=day),
                )
            )
        session.add(
            DataRequest(
                public_id="copy",
                user_id=jeanne.user_id,
                kind="export",
                state="waiting",
                created_at=NOW,
            )
        )
    pages = [erasures.load_open(supervisor, page=page, now=NOW) for page in (1, 2, 3, 4)]

    assert erasures.count_open(supervisor) == 60
    assert [len(page) for page in pages] == [25, 25, 10, 0]
    assert pages[0][0].asked_at == NOW - timedelta(days=59)
    assert pages[2][-1].asked_at == NOW


def test_a_supervisor_reads_the_plan_and_erases(
    database: Database, house: House, jeanne: Viewer, supervisor: Viewer
) -> None:
    number = ask(jeanne, house)
    examined = erasures.examine(supervisor, number=number, now=NOW)
    with database.begin() as session:
        assert session.get_one(User, jeanne.user_id).username == "jeanne", "nothing is done yet"
    act = {"number": number, "reference": "FE-jeanne"}
    with pytest.raises(InvalidInputError):
        erasures.erase(supervisor, house, **act, is_confirmed=False, now=NOW)  # type: ignore[arg-type]
    erasures.erase(supervisor, house, **act, is_confirmed=True, now=NOW)  # type: ignore[arg-type]

    (plan,) = examined.plans
    assert (plan.reference, plan.refusal) == ("FE-jeanne", "")
    assert any("jeanne" in sentence for sentence in plan.sentences)
    with database.begin() as session:
        assert session.get_one(User, jeanne.user_id).username == f"efface-{jeanne.user_id}"
        assert state_of(session, number)[0] == "done"
        done = session.scalars(select(AuditEvent).where(AuditEvent.kind == "erasure.done")).one()
    assert done.actor_id == supervisor.user_id
    assert kinds(database) == ["personal_data.erasure_asked", "erasure.examined", "erasure.done"]
    assert mails(database) == ["erasure_done"], "mails to the address that is gone are gone too"
    with pytest.raises(NotFoundError):
        erasures.erase(supervisor, house, **act, is_confirmed=True, now=NOW)  # type: ignore[arg-type]


def test_a_running_contract_is_told_and_holds(
    database: Database, house: House, jeanne: Viewer, supervisor: Viewer
) -> None:
    number = ask(jeanne, house)
    with database.write() as session:
        session.execute(update(Contract).values(ended_on=None))
    (plan,) = erasures.examine(supervisor, number=number, now=NOW).plans

    assert "contrat en cours" in plan.refusal
    assert personal_data.find_running_contracts(jeanne, now=NOW) == ("C-1",)
    with pytest.raises(InvalidInputError):
        erasures.erase(
            supervisor, house, number=number, reference="FE-jeanne", is_confirmed=True, now=NOW
        )
    with database.begin() as session:
        assert state_of(session, number)[0] == "waiting"


def test_a_refusal_says_why(
    database: Database, house: House, jeanne: Viewer, supervisor: Viewer
) -> None:
    number = ask(jeanne, house)
    with pytest.raises(InvalidInputError):
        erasures.refuse(supervisor, house, number=number, reason="non", now=NOW)
    erasures.refuse(supervisor, house, number=number, reason=REASON, now=NOW)

    with database.begin() as session:
        assert state_of(session, number) == ("refused", REASON)
    assert kinds(database)[1:] == ["erasure.refused"]
    assert mails(database)[1:] == ["erasure_refused"]
    assert erasures.count_open(supervisor) == 0


def test_only_who_asked_is_erased(
    database: Database, house: House, jeanne: Viewer, supervisor: Viewer
) -> None:
    add_viewer(database, "paul")
    number = ask(jeanne, house)
    with pytest.raises(NotFoundError):
        erasures.erase(
            supervisor, house, number=number, reference="FE-paul", is_confirmed=True, now=NOW
        )
    stale = replace(supervisor, elevated_at=NOW - timedelta(minutes=11))
    with pytest.raises(ProofNeededError):
        erasures.erase(
            stale, house, number=number, reference="FE-jeanne", is_confirmed=True, now=NOW
        )
    with pytest.raises(ProofNeededError):
        erasures.refuse(stale, house, number=number, reason=REASON, now=NOW)
    assert kinds(database) == ["personal_data.erasure_asked"]


@pytest.mark.parametrize("role", [Role.AGENT, Role.CUSTOMER, Role.ANALYST])
def test_others_see_none_of_it(
    house: House, jeanne: Viewer, supervisor: Viewer, role: Role
) -> None:
    number = ask(jeanne, house)
    other = replace(supervisor, role=role)
    with pytest.raises(NotFoundError):
        erasures.count_open(other)
    with pytest.raises(NotFoundError):
        erasures.load_open(other, page=1, now=NOW)
    with pytest.raises(NotFoundError):
        erasures.examine(other, number=number, now=NOW)
    with pytest.raises(NotFoundError):
        erasures.refuse(other, house, number=number, reason=REASON, now=NOW)


def test_somebody_with_two_customers_is_erased_with_the_second(
    database: Database, house: House, jeanne: Viewer, supervisor: Viewer
) -> None:
    add_viewer(database, "paul")
    with database.write() as session:
        paul_s = session.scalars(
            select(CustomerAccess.customer_id).where(CustomerAccess.user_id != jeanne.user_id)
        ).one()
        session.add(CustomerAccess(user_id=jeanne.user_id, customer_id=paul_s))
    number = ask(jeanne, house)
    erasures.erase(
        supervisor, house, number=number, reference="FE-jeanne", is_confirmed=True, now=NOW
    )
    (left,) = erasures.load_open(supervisor, page=1, now=NOW)
    assert left.references == ("FE-paul",)
    erasures.erase(
        supervisor, house, number=number, reference="FE-paul", is_confirmed=True, now=NOW
    )

    with database.begin() as session:
        assert session.get_one(User, jeanne.user_id).is_active is False
        assert state_of(session, number)[0] == "done"
