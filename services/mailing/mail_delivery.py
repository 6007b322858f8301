"""Sending what waits in the outbox: at least once, never lost, given up after two days."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from services.domain.retention import Periods
from services.gateways.mail import Carrier, PermanentRefusalError, TemporaryRefusalError
from services.kernel.clock import Clock
from services.kernel.house import House
from services.kernel.vault import VaultError
from services.kernel.wording import text
from services.storage import outbox
from services.storage.outbox import TakenMail
from services.trail import audit
from services.trail.audit import Actor

MOST_A_ROUND = 20
"""How many mails one connection takes: servers end long ones, and other work waits too."""

FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(hours=48)
KEPT_FOR = timedelta(days=Periods().mail_days)


class _End(Enum):
    """How one attempt ended; STUCK: no mail can be sent at present."""

    SENT = "sent"
    DELAYED = "delayed"
    ABANDONED = "abandoned"
    STUCK = "stuck"


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a round did: how many mails were sent, put off, given up; ``problem``: the last one.

    ``has_more``: it ended because it was long enough.
    """

    sent: int = 0
    delayed: int = 0
    abandoned: int = 0
    problem: str = ""
    has_more: bool = False


def deliver(house: House, carrier: Carrier, *, clock: Clock, most: int = MOST_A_ROUND) -> Delivered:
    """Send up to ``most`` mails that are due.

    A mail is leased, sent, then marked: whoever dies in between leaves a mail that is sent again
    with the same Message-ID. The clock is read anew for each mail, since a server may be slow.
    """
    ends: list[_End] = []
    problem = ""
    try:
        while len(ends) < most and _End.STUCK not in ends:
            mail = _take(house, clock())
            if mail is None:
                break
            end, error = _attempt(house, carrier, mail, clock)
            ends.append(end)
            problem = error or problem
    finally:
        carrier.close()
    return Delivered(
        sent=ends.count(_End.SENT),
        delayed=ends.count(_End.DELAYED) + ends.count(_End.STUCK),
        abandoned=ends.count(_End.ABANDONED),
        problem=problem,
        has_more=len(ends) == most and _End.STUCK not in ends,
    )


def forget_sent(house: House, now: datetime) -> int:
    """Empty the bodies of mails that were sent or given up ``KEPT_FOR`` ago; return how many."""
    with house.database.write() as session:
        return outbox.forget_bodies(session, now - KEPT_FOR)


def delay_after(attempts: int) -> timedelta:
    """Return how long to wait after that many attempts: 30 s, then twice as long each time."""
    doublings = min(attempts - 1, 10)
    return min(FIRST_DELAY * (1 << doublings), LONGEST_DELAY)


def _take(house: House, now: datetime) -> TakenMail | None:
    with house.database.begin() as session:
        if not outbox.has_due(session, now):
            return None
    with house.database.write() as session:
        return outbox.take(session, now)


def _attempt(house: House, carrier: Carrier, mail: TakenMail, clock: Clock) -> tuple[_End, str]:
    """Send one mail and note how it went; return that and what went wrong."""
    try:
        carrier.send(house.vault.decrypt(mail.content), mail.recipient)
    except VaultError:
        # Tried again: an operator who forgot a key gives it back before anything is lost.
        error = text("mail.unreadable")
        return _put_off(house, mail, error, clock()), error
    except PermanentRefusalError as refusal:
        return _give_up(house, mail, str(refusal), clock()), str(refusal)
    except TemporaryRefusalError as refusal:
        error = str(refusal)
        end = _put_off(house, mail, error, clock(), is_its_own=not refusal.concerns_all)
        return (_End.STUCK if refusal.concerns_all else end), error
    with house.database.write() as session:
        outbox.mark_sent(session, mail, clock())
    return _End.SENT, ""


def _put_off(
    house: House, mail: TakenMail, error: str, now: datetime, *, is_its_own: bool = True
) -> _End:
    """Let the mail wait for its next attempt, or give it up when it has waited too long.

    A server that is away is no fault of this mail: it goes out soon after the server is back.
    """
    if now - mail.created_at >= GIVEN_UP_AFTER:
        return _give_up(house, mail, error, now)
    delay = delay_after(mail.attempts) if is_its_own else FIRST_DELAY
    with house.database.write() as session:
        outbox.put_back(
            session, mail, error=error, next_attempt_at=now + delay, is_counted=is_its_own
        )
    return _End.DELAYED


def _give_up(house: House, mail: TakenMail, error: str, now: datetime) -> _End:
    """Give the mail up and tell the agency, once.

    The trail never forgets: it gets the mail's id and the beginning of the refusal (its code), not
    the address.
    """
    reason = error.split(maxsplit=1)[0].strip(":")
    details = {"message": mail.message_id, "mail": mail.kind, "reason": reason}
    with house.database.write() as session:
        if outbox.give_up(session, mail, error=error, now=now):
            audit.record(session, "mail.abandoned", actor=Actor(), now=now, details=details)
    return _End.ABANDONED
