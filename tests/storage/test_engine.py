"""The database keeps its rules: foreign keys, UTC instants, readers beside a writer."""

import threading
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError

from services.storage.engine import Database
from services.storage.models import Contract, Customer, MeteringPoint, User, UserSession


def customer(reference: str = "FE-1") -> Customer:
    return Customer(reference=reference, name="Ferme")


def test_foreign_keys_are_on(database: Database) -> None:
    row = UserSession(
        secret_hash=b"x" * 32,
        user_id=999,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        last_seen_at=datetime(2026, 1, 1, tzinfo=UTC),
        expires_at=datetime(2026, 1, 1, tzinfo=UTC),
        ends_at=datetime(2026, 1, 1, tzinfo=UTC),
        public_id="0123456789abcdef",
    )

    with pytest.raises(IntegrityError), database.write() as session:
        session.add(row)


def test_a_metering_point_with_a_contract_cannot_be_deleted(fresh_demo_database: Database) -> None:
    with pytest.raises(IntegrityError), fresh_demo_database.write() as session:
        session.execute(text("DELETE FROM metering_point"))


def test_deleting_a_user_ends_the_sessions(database: Database) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    with database.write() as session:
        user = User(username="jeanne", display_name="J", password_hash="x", role="agent")
        session.add(user)
        session.flush()
        session.add(
            UserSession(
                secret_hash=b"x" * 32,
                user_id=user.id,
                created_at=moment,
                last_seen_at=moment,
                expires_at=moment,
                ends_at=moment,
                public_id="0123456789abcdef",
            )
        )
    with database.write() as session:
        session.execute(text('DELETE FROM "user"'))

        assert session.scalars(select(UserSession)).all() == []


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("metering_point", {"prm": "123", "name": "x", "segment": "C4"}),
        ("user", {"username": "x", "display_name": "x", "password_hash": "x", "role": "root"}),
    ],
)
def test_values_that_make_no_sense_are_refused(
    database: Database, table: str, values: dict[str, str]
) -> None:
    models = {"metering_point": MeteringPoint, "user": User}

    with pytest.raises(IntegrityError), database.write() as session:
        session.add(models[table](**values))


def test_a_contract_does_not_end_before_it_starts(database: Database) -> None:
    backwards = Contract(
        number="1",
        customer=customer(),
        metering_point=MeteringPoint(prm="1" * 14, name="x", segment="C4"),
        offer_name="x",
        started_on=date(2020, 1, 2),
        ended_on=date(2020, 1, 1),
    )

    with pytest.raises(IntegrityError), database.write() as session:
        session.add(backwards)


def test_instants_come_back_in_utc(database: Database) -> None:
    paris = timezone(timedelta(hours=2))
    with database.write() as session:
        session.add(
            User(
                username="jeanne",
                display_name="J",
                password_hash="x",
                role="agent",
                last_sign_in_at=datetime(2021, 7, 1, 12, 30, 1, 5, tzinfo=paris),
            )
        )
    with database.begin() as session:
        found = session.scalars(select(User.last_sign_in_at)).one()

    assert found == datetime(2021, 7, 1, 10, 30, 1, 5, tzinfo=UTC)
    assert found.tzinfo is UTC


def test_an_instant_without_offset_is_refused(database: Database) -> None:
    naive = datetime(2021, 7, 1)  # noqa: DTZ001 - the mistake itself

    with pytest.raises(StatementError, match="naive instant"), database.write() as session:
        session.add(
            User(
                username="j", display_name="J", password_hash="x", role="agent",
                last_sign_in_at=naive,
            )
        )  # fmt: skip


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    def add_and_fail() -> None:
        with database.write() as session:
            session.add(customer())
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        add_and_fail()

    with database.begin() as session:
        assert session.scalars(select(Customer)).all() == []


def test_rows_stay_usable_after_their_transaction(database: Database) -> None:
    with database.write() as session:
        row = customer()
        session.add(row)

    assert row.name == "Ferme"


def test_a_reader_is_not_held_up_by_a_writer(database: Database) -> None:
    with database.write() as session:
        session.add(customer("FE-1"))
        session.flush()
        with database.begin() as reader:
            assert reader.scalars(select(Customer)).all() == []
    with database.begin() as reader:
        assert len(reader.scalars(select(Customer)).all()) == 1


def test_writers_wait_for_one_another(database: Database) -> None:
    """Each reads, then writes: none is refused because another wrote in between."""
    failures: list[Exception] = []

    def read_then_write(number: int) -> None:
        try:
            with database.write() as session:
                session.scalars(select(Customer)).all()
                session.add(customer(f"FE-{number}"))
        except Exception as error:  # noqa: BLE001 - told to the test
            failures.append(error)

    threads = [threading.Thread(target=read_then_write, args=(n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    with database.begin() as session:
        assert len(session.scalars(select(Customer)).all()) == 16


def test_the_folder_of_a_new_database_is_made(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "er" / "terralis.db"
    database = Database(f"sqlite:///{file}")
    with database.begin() as session:
        session.execute(text("SELECT 1"))
    database.dispose()

    assert file.exists()


def test_an_id_is_never_used_again(database: Database) -> None:
    def add(name: str) -> int:
        with database.write() as session:
            user = User(username=name, display_name="J", password_hash="x", role="agent")
            session.add(user)
            session.flush()
            return user.id

    first = add("jeanne")
    with database.write() as session:
        session.execute(text('DELETE FROM "user"'))

    assert add("paul") > first


def test_an_error_of_the_database_does_not_tell_the_values(database: Database) -> None:
    twice = User(username="jeanne", display_name="J", password_hash="a secret hash", role="agent")
    again = User(username="jeanne", display_name="J", password_hash="a secret hash", role="agent")
    with pytest.raises(IntegrityError) as error, database.write() as session:
        session.add_all([twice, again])

    assert "a secret hash" not in str(error.value)
