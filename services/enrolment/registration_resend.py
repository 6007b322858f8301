"""The answer to a demand for an account, once more: one a minute, five a day."""

from datetime import datetime, timedelta
from math import ceil

from sqlalchemy.orm import Session

from services.domain.calendar import PARIS
from services.enrolment import registration_letters as letters
from services.enrolment import registration_limits
from services.kernel.errors import TooManyAttemptsError
from services.kernel.house import House
from services.kernel.wording import text
from services.sign_in import tokens
from services.sign_in.tokens import Purpose
from services.storage import rate_windows, registrations
from services.storage.models import RegistrationRequest
from services.storage.savepoints import kept_if

RESEND_AFTER = timedelta(seconds=60)
MAX_RESENT = 5
JUST_UNDER_A_SECOND = timedelta(microseconds=999_999)


def resend_from(house: House, request_id: int) -> datetime | None:
    """Return from when the answer of a demand may be asked for again; None for no demand."""
    with house.database.begin() as session:
        row = session.get(RegistrationRequest, request_id)
        return None if row is None else _next_turn(row)


def clock_time(moment: datetime) -> str:
    """Return when a moment is over by the clock on the wall: ``10:31:05``, never too early."""
    return f"{(moment + JUST_UNDER_A_SECOND).astimezone(PARIS):%H:%M:%S}"


def resend(house: House, request_id: int, *, address: str, now: datetime) -> None:
    """Send the answer of a demand once more, with a new link; one a minute, five a day.

    Raises TooManyAttemptsError before the minute is over, which is not one of the five. The same
    writes whatever the answer is; for a demand that was decided nothing is sent or said of it.
    """
    registration_limits.admit(house.database, "registration mail", address, now)
    key = f"registration mail {request_id}"
    with house.database.write() as session:
        is_in_turn = registrations.take_turn_to_mail(
            session, request_id, now=now, wait=RESEND_AFTER
        )
        count = rate_windows.count_attempt if is_in_turn else rate_windows.load_attempts
        sent = count(session, key, registration_limits.DAY, now)
        is_sent = is_in_turn and sent <= MAX_RESENT
        row = session.get(RegistrationRequest, request_id)
        if is_sent and row is not None and row.state not in {"accepted", "refused"}:
            _send_again(session, house, row, now)
    if not is_sent:
        raise _not_yet(sent, row, now)


def _send_again(session: Session, house: House, row: RegistrationRequest, now: datetime) -> None:
    somebody = registrations.find_anybody(session) if row.user_id is None else row.user_id
    secret = ""  # nosec B105 - none yet
    if somebody is not None:
        with kept_if(session, is_kept=row.user_id is not None):
            secret = tokens.issue(session, Purpose.VALIDATE, somebody, now=now)
    letters.post_answer(session, house, row, letters.answer(row, secret), now)
    letters.record(session, "registration.resent", row, now)


def _next_turn(row: RegistrationRequest) -> datetime:
    return (row.mailed_at or row.created_at) + RESEND_AFTER


def _not_yet(sent: int, row: RegistrationRequest | None, now: datetime) -> TooManyAttemptsError:
    if sent > MAX_RESENT:
        return TooManyAttemptsError(text("register.resent_often"), retry_after_s=24 * 3600)
    again_at = now + RESEND_AFTER if row is None else _next_turn(row)
    said = text("register.resend_wait", time=clock_time(again_at))
    return TooManyAttemptsError(said, retry_after_s=ceil((again_at - now).total_seconds()))
