"""How often an account may be asked for: per internet address, all together, per reference."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from services.domain.networks import subscriber_of
from services.kernel.errors import TooManyAttemptsError
from services.kernel.viewer import TransactionSource
from services.kernel.wording import text
from services.storage import rate_windows, registrations

HOUR = timedelta(hours=1)
DAY = timedelta(hours=24)
MAX_PER_ADDRESS = 20
MAX_TOGETHER = 1000

MAX_MAILS_PER_HOUR = 3
MAX_MAILS_PER_DAY = 10

PAUSES = (timedelta(0), timedelta(0), timedelta(minutes=1), timedelta(minutes=5),
          timedelta(minutes=15))  # fmt: skip
"""How long after the last demand on a reference the next one is read, by how many there were."""

LOCKED_AFTER = len(PAUSES)


def admit(database: TransactionSource, kind: str, address: str, now: datetime) -> None:
    """Count a demand of ``kind`` for its address and all together.

    Raises TooManyAttemptsError beyond the limits. In a transaction of its own: who is refused
    counts all the same. An address beyond its limit does not count for the others.
    """
    with database.write() as session:
        rate_windows.delete_past_windows(session, now)
        key = f"{kind} address {subscriber_of(address)}"[:160]
        is_let_in = rate_windows.count_attempt(session, key, HOUR, now) <= MAX_PER_ADDRESS
        if is_let_in:
            together = rate_windows.count_attempt(session, f"{kind} all", HOUR, now)
            is_let_in = together <= MAX_TOGETHER
    if not is_let_in:
        raise too_many(rate_windows.time_left(HOUR, now))


def take_mail(session: Session, email: str, *, is_proven: bool, now: datetime) -> bool:
    """Count an e-mail to a declared address and return whether it may be sent: nobody is flooded.

    ``is_proven``: its demand gave a contract's proof. Those are counted apart: strangers must not
    use up what the holder's link needs. What follows a "+" is no other address.
    """
    local, _, domain = email.rpartition("@")
    asked_by = "holder" if is_proven else "stranger"
    key = f"registration mail {asked_by} {domain} {local.partition('+')[0]}"[:158]
    hourly = rate_windows.count_attempt(session, f"{key} h", HOUR, now)
    daily = rate_windows.count_attempt(session, f"{key} d", DAY, now)
    return hourly <= MAX_MAILS_PER_HOUR and daily <= MAX_MAILS_PER_DAY


def wait_for(times: Sequence[datetime], now: datetime) -> timedelta:
    """Return how long a reference must rest, from when it was asked for, oldest first.

    ``times``: the last five demands that led nowhere, whatever their truth: who asks must not learn
    from the wait whether one was right. Two are free, then the pause grows; five within 24 hours
    lock the reference for 24 hours.
    """
    if not times:
        return timedelta(0)
    is_locked = len(times) >= LOCKED_AFTER and times[-1] - times[-LOCKED_AFTER] < DAY
    recent = [time for time in times if now - time < DAY]
    pause = DAY if is_locked else PAUSES[min(len(recent), LOCKED_AFTER - 1)]
    return max(times[-1] + pause - now, timedelta(0))


def take_turn(session: Session, reference: str, now: datetime) -> tuple[timedelta, bool]:
    """Return how long ``reference`` must rest still, and whether this demand locks it.

    The count comes first: its row makes demands at once on one reference wait for each other.
    """
    rate_windows.count_attempt(session, f"registration reference {reference}", DAY, now)
    times = registrations.load_demand_times(session, reference, most=LOCKED_AFTER)
    wait = wait_for(times, now)
    is_last = not wait and wait_for([*times, now][-LOCKED_AFTER:], now) >= DAY
    return wait, is_last


def too_many(wait: timedelta) -> TooManyAttemptsError:
    """Return the refusal that says when to come back."""
    wait_s = int(wait.total_seconds())
    minutes = wait_s // 60 + 1
    if minutes > 120:
        message = text("register.too_many_hours", hours=minutes // 60 + 1)
    else:
        message = text("register.too_many", minutes=minutes)
    return TooManyAttemptsError(message, retry_after_s=wait_s + 1)
