"""A slice of ``make chaos``: few mails, the same faults, the same promises."""

from tests.chaos.outbox import Plan, run


def test_no_mail_is_lost_and_copies_share_their_message_id(database_url: str) -> None:
    outcome = run(Plan(mails=250, kills=6, stops=1, seed=7, senders=2, speed=300), database_url)

    assert outcome.faults == {}
    assert (outcome.written, outcome.kills, outcome.stops) == (250, 6, 1)
    # All of it happened: mails were repeated, put off, taken in silence, given up, never written.
    assert outcome.repeated >= 3
    assert outcome.put_off >= 10
    assert outcome.taken_in_silence >= 5
    assert outcome.undone >= 1
    assert outcome.given_up >= 1
    assert outcome.received == outcome.written - outcome.given_up + outcome.repeated
