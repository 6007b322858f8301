"""The outbox is emptied: once each, again after trouble, given up and told after two days."""

import json
from datetime import timedelta

import pytest

from services.gateways.mail import PermanentRefusalError, TemporaryRefusalError
from services.kernel.house import House
from services.mailing.mail_delivery import Delivered, delay_after, deliver, forget_sent
from services.storage import outbox
from services.storage.engine import Database
from tests.conftest import NOW
from tests.services.mail_house import Recorder, Time, add, build_house, refusing, row, told

JEANNE, PAUL = "jeanne@exemple.fr", "paul@exemple.fr"


@pytest.fixture
def house(database: Database) -> House:
    return build_house(database)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def carrier() -> Recorder:
    return Recorder()


def test_what_is_due_is_sent_once(house: House, carrier: Recorder, time: Time) -> None:
    add(house, JEANNE, raw=b"un")
    add(house, PAUL, raw=b"deux")
    add(house, "plus-tard@exemple.fr", now=NOW + timedelta(minutes=1))

    assert deliver(house, carrier, clock=time) == Delivered(sent=2)
    assert deliver(house, carrier, clock=time) == Delivered()

    assert carrier.taken == [(JEANNE, b"un"), (PAUL, b"deux")]
    assert row(house, JEANNE).sent_at == NOW
    assert told(house) == []


def test_a_round_has_an_end(house: House, carrier: Recorder, time: Time) -> None:
    for number in range(5):
        add(house, f"{number}@exemple.fr")

    first = deliver(house, carrier, clock=time, most=3)
    second = deliver(house, carrier, clock=time, most=3)

    assert (first.sent, first.has_more) == (3, True)
    assert (second.sent, second.has_more) == (2, False)
    assert carrier.goodbyes == 2


def test_a_refusal_for_now_is_tried_again_after_growing_delays(
    house: House, carrier: Recorder, time: Time
) -> None:
    add(house, JEANNE)
    carrier.before = refusing(TemporaryRefusalError("451 later"))
    delays_s = []
    for _ in range(10):
        assert deliver(house, carrier, clock=time).delayed == 1
        found = row(house, JEANNE)
        delays_s.append((found.next_attempt_at - time.now).total_seconds())
        time.now = found.next_attempt_at - timedelta(seconds=1)
        assert deliver(house, carrier, clock=time) == Delivered()
        time.now = found.next_attempt_at

    assert delays_s == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    assert row(house, JEANNE).last_error == "451 later"
    carrier.before = lambda _: None
    assert deliver(house, carrier, clock=time).sent == 1
    assert row(house, JEANNE).last_error == ""


def test_delays_stay_within_an_hour_whatever_the_number() -> None:
    assert delay_after(10_000) == timedelta(hours=1)


def test_one_refusal_does_not_hold_up_the_others(
    house: House, carrier: Recorder, time: Time
) -> None:
    def refuse_jeanne(recipient: str) -> None:
        if recipient == JEANNE:
            raise TemporaryRefusalError("451 later")

    add(house, JEANNE)
    add(house, PAUL)
    carrier.before = refuse_jeanne

    assert deliver(house, carrier, clock=time) == Delivered(1, 1, problem="451 later")
    assert carrier.recipients == [PAUL]


def test_a_server_that_is_away_is_asked_once_a_round(
    house: House, carrier: Recorder, time: Time
) -> None:
    add(house, JEANNE)
    add(house, PAUL)
    carrier.before = refusing(TemporaryRefusalError("nobody", concerns_all=True))

    for _ in range(6):
        assert deliver(house, carrier, clock=time).delayed == 1
        time.move(seconds=31)

    # Its attempts are not counted: back, the server gets the mails within half a minute.
    assert {row(house, r).attempts for r in (JEANNE, PAUL)} == {0}
    carrier.before = lambda _: None
    time.move(seconds=31)
    assert deliver(house, carrier, clock=time).sent == 2


def test_a_refusal_for_good_is_given_up_and_told_once(
    house: House, carrier: Recorder, time: Time
) -> None:
    add(house, JEANNE)
    carrier.before = refusing(PermanentRefusalError("550 5.1.1 <jeanne@exemple.fr> unknown"))

    assert deliver(house, carrier, clock=time).abandoned == 1
    time.move(days=3)
    assert deliver(house, carrier, clock=time) == Delivered()

    found = row(house, JEANNE)
    assert (found.abandoned_at, found.sent_at) == (NOW, None)
    assert found.last_error == "550 5.1.1 <jeanne@exemple.fr> unknown"
    ((kind, details),) = told(house)
    assert kind == "mail.abandoned"
    assert json.loads(details) == {
        "mail": "try",
        "message": "<jeanne@exemple.fr>",
        "reason": "550",
    }


def test_two_days_are_the_end(house: House, carrier: Recorder, time: Time) -> None:
    add(house, JEANNE)
    carrier.before = refusing(TemporaryRefusalError("451 later"))

    time.now = NOW + timedelta(hours=47, minutes=59)
    assert deliver(house, carrier, clock=time).delayed == 1
    time.now = NOW + timedelta(hours=49)
    assert deliver(house, carrier, clock=time).abandoned == 1
    assert [kind for kind, _ in told(house)] == ["mail.abandoned"]


def test_a_mail_that_waited_long_for_a_worker_is_still_sent(
    house: House, carrier: Recorder, time: Time
) -> None:
    add(house, JEANNE)
    time.move(days=10)

    assert deliver(house, carrier, clock=time).sent == 1


def test_a_mail_that_no_key_opens_waits_for_its_key_then_is_given_up(
    database: Database, house: House, carrier: Recorder, time: Time
) -> None:
    add(house, JEANNE)
    add(house, PAUL)
    stranger = build_house(database, key="x" * 32)

    ended = deliver(stranger, carrier, clock=time)
    assert (ended.sent, ended.delayed) == (0, 2)
    assert "AEL_DATA_KEY" in ended.problem

    time.move(hours=1)
    assert deliver(house, carrier, clock=time, most=1).sent == 1
    time.move(hours=48)
    assert deliver(stranger, carrier, clock=time).abandoned == 1
    assert "AEL_DATA_KEY" in row(house, PAUL).last_error
    assert json.loads(told(house)[0][1])["reason"] == "Illisible"


def test_a_sender_that_dies_leaves_its_mail_to_the_next(
    house: House, carrier: Recorder, time: Time
) -> None:
    class Killed(BaseException):
        """What no code catches."""

    add(house, JEANNE)
    carrier.before = refusing(Killed())
    with pytest.raises(Killed):
        deliver(house, carrier, clock=time)
    carrier.before = lambda _: None

    time.move(minutes=2, seconds=59)
    assert deliver(house, carrier, clock=time) == Delivered()
    time.move(seconds=1)
    assert deliver(house, carrier, clock=time).sent == 1


def test_a_late_sender_changes_nothing_of_what_the_next_did(house: House, time: Time) -> None:
    add(house, JEANNE)
    with house.database.write() as session:
        late = outbox.take(session, NOW)
        assert late is not None
    with house.database.write() as session:
        assert outbox.take(session, NOW) is None
    with house.database.write() as session:
        assert outbox.take(session, NOW + timedelta(minutes=4)) is not None

    with house.database.write() as session:
        outbox.put_back(session, late, error="late", next_attempt_at=NOW + timedelta(days=1))
        assert not outbox.give_up(session, late, error="late", now=NOW)
    found = row(house, JEANNE)
    assert (found.last_error, found.next_attempt_at, found.abandoned_at) == ("", NOW, None)

    with house.database.write() as session:
        outbox.mark_sent(session, late, NOW)
    assert row(house, JEANNE).sent_at == NOW


def test_bodies_are_forgotten_after_thirty_days(
    house: House, carrier: Recorder, time: Time
) -> None:
    add(house, JEANNE)
    deliver(house, carrier, clock=time)
    add(house, PAUL)
    carrier.before = refusing(PermanentRefusalError("550 no"))
    deliver(house, carrier, clock=time)
    add(house, "attend@exemple.fr")

    assert forget_sent(house, NOW + timedelta(days=30)) == 0
    assert forget_sent(house, NOW + timedelta(days=30, seconds=1)) == 2
    assert forget_sent(house, NOW + timedelta(days=31)) == 0

    assert row(house, JEANNE).content == row(house, PAUL).content == b""
    assert row(house, "attend@exemple.fr").content != b""
