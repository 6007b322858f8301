"""The purge: each period, both sides of it; the demonstration is left alone; twice is once."""

from datetime import date, timedelta

import numpy as np
import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from services.domain.load_curve import LoadCurve, PointStatus
from services.kernel.house import House
from services.privacy import retention
from services.storage.engine import Database
from services.storage.models import (
    AuditEvent,
    Contract,
    Customer,
    DailyEnergy,
    DataRequest,
    KnownDevice,
    LoadCurveMonth,
    MeteringPoint,
    MonthlyEnergy,
    OutgoingMail,
    SingleUseToken,
    User,
)
from services.trail import audit, audit_check
from services.trail.audit import Actor
from tests.conftest import NOW
from tests.services.keyed_house import house_of
from tests.services.viewers import add_curve, add_viewer

DAY = timedelta(days=1)
NUMBER = "C-1"


@pytest.fixture
def house(database: Database) -> House:
    return house_of(database)


def add_month(database: Database, start: str, days: int) -> None:
    """Add a curve of ``days`` days from local midnight, in winter."""
    points = days * 144
    first = np.datetime64(f"{start}T00:00:00", "s") - np.timedelta64(3600, "s")
    curve = LoadCurve(
        *(first, 600, np.full(points, 6000, np.int32)),
        np.full(points, PointStatus.REAL, np.uint8),
    )
    add_curve(database, NUMBER, curve)


def count(database: Database, table: type) -> int:
    with database.begin() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def purge(house: House, days: int = 0) -> dict[str, int]:
    """Purge ``days`` later; return what was found."""
    report = retention.purge(house, now=NOW + days * DAY)
    return {name: number for name, number in report.counts.items() if number}


def events(database: Database) -> list[str]:
    with database.begin() as session:
        return list(session.scalars(select(AuditEvent.kind).order_by(AuditEvent.number)))


def user_of(session: Session) -> User:
    return session.scalars(select(User)).one()


def test_a_natural_person_s_curve_goes_after_24_months(database: Database, house: House) -> None:
    add_viewer(database, "jeanne", NUMBER)
    # NOW is 2 March 2026: February 2024 is over 24 months old, March 2024 is not.
    add_month(database, "2024-02-10", 2)
    add_month(database, "2024-03-10", 2)
    assert purge(house) == {}

    with database.write() as session:
        session.execute(update(MeteringPoint).values(segment="C5"))
    days, months = count(database, DailyEnergy), count(database, MonthlyEnergy)
    assert purge(house) == {"personal_curves": 2}  # the month and its trace

    with database.begin() as session:
        assert session.scalars(select(LoadCurveMonth.month)).all() == [date(2024, 3, 1)]
    assert (count(database, DailyEnergy), count(database, MonthlyEnergy)) == (days, months)
    assert purge(house) == {}
    assert events(database) == ["retention.purged"]


def test_the_demonstration_is_left_alone(database: Database, house: House) -> None:
    add_viewer(database, "jeanne", NUMBER)
    add_month(database, "2014-02-10", 2)
    with database.write() as session:
        session.execute(update(MeteringPoint).values(segment="C5"))
        session.execute(update(Contract).values(ended_on=date(2015, 1, 1)))
        session.execute(update(Customer).values(is_demo=True))
        session.execute(update(User).values(is_demo=True, validated_at=NOW - 3000 * DAY))

    assert purge(house) == {}


def test_measures_go_five_years_after_the_contract(database: Database, house: House) -> None:
    add_viewer(database, "jeanne", NUMBER)
    add_month(database, "2021-01-10", 3)
    with database.write() as session:
        session.execute(update(Contract).values(ended_on=date(2021, 3, 1)))
    assert purge(house) == {}

    with database.write() as session:
        session.execute(update(Contract).values(ended_on=date(2021, 2, 28)))
    assert purge(house) == {"former_measures": 5}  # a month, its trace, three days

    assert (count(database, DailyEnergy), count(database, LoadCurveMonth)) == (0, 0)
    assert count(database, MonthlyEnergy) == 1
    assert purge(house) == {}


def test_the_next_holder_keeps_the_shared_month(database: Database, house: House) -> None:
    add_viewer(database, "jeanne", NUMBER)
    add_month(database, "2021-01-10", 10)
    with database.write() as session:
        old = session.scalars(select(Contract)).one()
        old.ended_on = date(2021, 1, 15)
        customer = Customer(reference="FE-next", name="Suivant")
        session.add_all(
            [
                customer,
                Contract(
                    number="C-2",
                    customer=customer,
                    metering_point_id=old.metering_point_id,
                    offer_name="Essai",
                    started_on=date(2021, 1, 15),
                ),
            ]
        )

    assert purge(house) == {"former_measures": 5}  # the days of 10 to 14 January
    with database.begin() as session:
        assert session.scalar(select(func.min(DailyEnergy.day))) == date(2021, 1, 15)
    assert count(database, LoadCurveMonth) == 1


def test_the_trail_gets_a_new_beginning(database: Database, house: House) -> None:
    with database.write() as session:
        for days in (400, 380, 370, 100, 0):
            audit.record(session, "sign_in.done", actor=Actor(), now=NOW - days * DAY)

    assert purge(house) == {"audit": 3}

    report = audit_check.verify(database)
    assert (report.first, report.last, report.broken_at) == (4, 6, None)
    assert events(database)[-1] == "retention.purged"
    assert purge(house) == {}


def test_a_trail_wholly_out_of_date_keeps_its_last_event(database: Database, house: House) -> None:
    with database.write() as session:
        for days in (500, 450):
            audit.record(session, "sign_in.done", actor=Actor(), now=NOW - days * DAY)
    assert purge(house) == {"audit": 1}

    assert audit_check.verify(database).broken_at is None


def add_old_things(database: Database) -> None:
    """Add links, copies, devices and mails, each on both sides of its period."""
    viewer = add_viewer(database, "jeanne", NUMBER)
    mine = {"user_id": viewer.user_id}
    with database.write() as session:
        for ago, name in ((8, b"old"), (6, b"new")):
            session.add(
                SingleUseToken(
                    token_hash=name.ljust(32),
                    purpose="reset",
                    created_at=NOW - 9 * DAY,
                    expires_at=NOW - ago * DAY,
                    **mine,
                )
            )
            session.add(
                DataRequest(
                    public_id=name.decode(),
                    kind="export",
                    state="ready",
                    created_at=NOW - 7 * DAY,
                    expires_at=NOW + (7 - ago) * DAY,
                    content=b"zip",
                    **mine,
                )
            )
        for ago in (500, 300):
            moment = NOW - ago * DAY
            session.add(
                KnownDevice(
                    device_hash=str(ago).encode().ljust(32),
                    first_seen_at=moment,
                    last_seen_at=moment,
                    **mine,
                )
            )
    add_mails(database)


def add_mails(database: Database) -> None:
    with database.write() as session:
        for ago, mail in ((400, "a"), (40, "b"), (20, "c")):
            moment = NOW - ago * DAY
            session.add(
                OutgoingMail(
                    message_id=mail,
                    kind="reset",
                    recipient="jeanne@ferme.example",
                    content=b"letter",
                    created_at=moment,
                    next_attempt_at=moment,
                    sent_at=moment,
                )
            )


def test_what_is_over_is_forgotten(database: Database, house: House) -> None:
    add_old_things(database)

    found = purge(house)

    assert found == {"tokens": 1, "copies": 1, "devices": 1, "mail_bodies": 2, "mails": 1}
    with database.begin() as session:
        mails = session.execute(select(OutgoingMail.message_id, OutgoingMail.content)).all()
        copies = session.execute(select(DataRequest.public_id, DataRequest.content)).all()
    assert sorted(tuple(m) for m in mails) == [("b", b""), ("c", b"letter")]
    assert sorted(tuple(c) for c in copies) == [("new", b"zip"), ("old", None)]


def test_an_inactive_account_is_warned_then_deleted(database: Database, house: House) -> None:
    add_viewer(database, "jeanne", NUMBER)
    with database.write() as session:
        user = user_of(session)
        user.email, user.validated_at = "jeanne@ferme.example", NOW - 1000 * DAY
        user.last_sign_in_at = NOW - 705 * DAY
    assert purge(house) == {}, "a contract runs"
    with database.write() as session:
        session.execute(update(Contract).values(ended_on=date(2024, 1, 1)))

    assert purge(house) == {"inactive_accounts": 1}
    assert events(database) == ["retention.warned", "retention.purged"]
    with database.begin() as session:
        assert session.scalars(select(OutgoingMail.kind)).all() == ["inactive"]
    assert purge(house, 20) == {}
    assert purge(house, 31) == {"inactive_accounts": 1}
    assert count(database, User) == 0
    assert events(database)[2:] == ["retention.account_deleted", "retention.purged"]


def test_who_signs_in_after_the_warning_stays(database: Database, house: House) -> None:
    add_viewer(database, "jeanne")
    with database.write() as session:
        user_of(session).validated_at = NOW - 1000 * DAY
    assert purge(house) == {"inactive_accounts": 1}
    with database.write() as session:
        user_of(session).last_sign_in_at = NOW + DAY

    assert purge(house, 60) == {}
    assert count(database, User) == 1


def test_an_account_never_validated_goes_after_a_month(database: Database, house: House) -> None:
    add_viewer(database, "jeanne")
    with database.write() as session:
        user_of(session).created_at = NOW - 31 * DAY

    assert purge(house) == {"unvalidated": 1}


def test_a_dry_run_only_counts(database: Database, house: House) -> None:
    add_viewer(database, "jeanne")
    with database.write() as session:
        user_of(session).created_at = NOW - 31 * DAY
    report = retention.purge(house, now=NOW, is_dry_run=True)

    assert (report.counts["unvalidated"], report.total) == (1, 1)
    assert (count(database, User), events(database)) == (1, [])
