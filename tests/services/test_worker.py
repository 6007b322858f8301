"""Rounds of the background work: all that is due, whatever fails."""

import logging
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError

from services.gateways.mail import TemporaryRefusalError
from services.kernel.errors import ServiceError
from services.kernel.house import House
from services.mailing.mail_delivery import forget_sent
from services.storage.engine import Database
from services.worker import TASKS, Task, Worker, in_one_line
from tests.conftest import NOW
from tests.services.mail_house import Recorder, Time, add, build_house, refusing, row

JEANNE = "jeanne@exemple.fr"


@pytest.fixture
def house(database: Database) -> House:
    return build_house(database)


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records]


def test_a_round_sends_the_mails_and_says_whether_there_are_more(house: House) -> None:
    for number in range(21):
        add(house, f"{number}@exemple.fr")
    carrier = Recorder()
    worker = Worker(house, carrier, clock=Time())

    assert worker.run_round() is True
    assert len(carrier.taken) == 20
    assert worker.run_round() is False
    assert len(carrier.taken) == 21


def test_without_a_carrier_mails_wait_and_the_rest_is_done(house: House) -> None:
    add(house, JEANNE)
    runs: list[datetime] = []
    worker = Worker(house, None, clock=Time(), tasks=(Task("a", lambda _, now: runs.append(now)),))

    assert worker.run_round() is False
    assert runs == [NOW]
    assert row(house, JEANNE).attempts == 0


def test_a_task_runs_as_often_as_it_says(house: House) -> None:
    time, runs = Time(), list[datetime]()
    daily = Task("daily", lambda _, now: runs.append(now), every=timedelta(days=1))
    worker = Worker(house, None, clock=time, tasks=(daily,))

    for _ in range(3):
        worker.run_round()
    time.move(hours=23)
    worker.run_round()
    assert runs == [NOW]
    time.move(hours=1)
    worker.run_round()
    assert runs == [NOW, NOW + timedelta(days=1)]


def test_a_task_that_fails_is_tried_again_and_stops_nobody(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    runs: list[datetime] = []

    def fail(_: House, now: datetime) -> None:
        runs.append(now)
        raise ServiceError("rien à faire")

    tasks = (
        Task("first", fail, every=timedelta(days=1)),
        Task("second", lambda _, now: runs.append(now)),
    )
    worker = Worker(house, None, clock=Time(), tasks=tasks)
    with caplog.at_level(logging.WARNING):
        worker.run_round()
        worker.run_round()

    assert len(runs) == 4
    assert lines(caplog) == ["first: ServiceError: rien à faire"]


def test_a_server_that_is_away_costs_one_line(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    add(house, JEANNE)
    time, carrier = Time(), Recorder()
    carrier.before = refusing(TemporaryRefusalError("ConnectionRefusedError", concerns_all=True))
    worker = Worker(house, carrier, clock=time)
    with caplog.at_level(logging.WARNING):
        for _ in range(5):
            assert worker.run_round() is False
            time.move(minutes=1)

    assert lines(caplog) == ["mails: ConnectionRefusedError"]
    carrier.before = lambda _: None
    worker.run_round()
    assert carrier.recipients == [JEANNE]


def test_a_database_that_does_not_answer_costs_one_line(
    caplog: pytest.LogCaptureFixture, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("no-database")
    database = Database(f"sqlite:///{folder}")  # a folder is no database
    tasks = (Task("forget", forget_sent),)
    worker = Worker(build_house(database), Recorder(), clock=Time(), tasks=tasks)
    with caplog.at_level(logging.WARNING):
        assert worker.run_round() is False
        assert worker.run_round() is False
    database.dispose()

    assert lines(caplog) == [
        "mails: OperationalError: unable to open database file",
        "forget: OperationalError: unable to open database file",
    ]


def test_an_error_of_the_database_is_told_without_the_values() -> None:
    error = OperationalError("SELECT secret", {"value": "secret"}, OSError("gone\nfor good"))

    assert in_one_line(error) == "OSError: gone for good"


def test_the_tasks_have_names_of_their_own() -> None:
    assert len({task.name for task in TASKS}) == len(TASKS) >= 1
