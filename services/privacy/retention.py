"""Applying the periods of retention: one transaction, one audit event, as often as one likes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from services.domain.calendar import PARIS
from services.domain.retention import Periods, moment_before, months_before
from services.kernel import formats
from services.kernel.house import House
from services.mailing import mail
from services.mailing.mail import Letter
from services.storage import audit as audit_storage
from services.storage import outbox
from services.storage import retention as storage
from services.storage.models import User
from services.trail import audit, consultations
from services.trail.audit import Actor, Subject

Step = Callable[[Session], int]


@dataclass(frozen=True, slots=True)
class PurgeReport:
    """How many rows each step deleted or emptied, those of zero included."""

    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """Return the sum of all steps."""
        return sum(self.counts.values())


def purge(
    house: House, *, now: datetime, periods: Periods | None = None, is_dry_run: bool = False
) -> PurgeReport:
    """Delete what is kept too long and return what; with ``is_dry_run`` nothing stays deleted.

    A purge that is stopped has done nothing; a second one finds nothing left to do. The trail gets
    one event, and none when there was nothing; an account that goes or is warned has its own.
    """
    with house.database.write() as session, session.begin_nested() as attempt:
        steps = _steps(house, now, periods or Periods())
        report = PurgeReport({name: step(session) for name, step in steps.items()})
        if report.total:
            done = {name: str(count) for name, count in report.counts.items() if count}
            audit.record(session, "retention.purged", actor=Actor(), now=now, details=done)
        if is_dry_run:
            attempt.rollback()
    return report


def _steps(house: House, now: datetime, periods: Periods) -> Mapping[str, Step]:
    today = now.astimezone(PARIS).date()

    def days(number: int) -> datetime:
        return now - timedelta(days=number)

    def months(number: int) -> datetime:
        return moment_before(now, number)

    curve_from = months_before(today, periods.fine_curve_months)
    contracts_from = months_before(today, periods.after_contract_months)
    return {
        "sessions": lambda s: _delete_sessions(s, now),
        "tokens": lambda s: storage.delete_tokens(s, days(periods.token_days)),
        "devices": lambda s: storage.delete_devices(s, months(periods.device_months)),
        "registrations": lambda s: storage.delete_registrations(
            s, months(periods.registration_months)
        ),
        "unvalidated": lambda s: storage.delete_unvalidated(s, days(periods.unvalidated_days)),
        "mail_bodies": lambda s: outbox.forget_bodies(s, days(periods.mail_days)),
        "mails": lambda s: storage.delete_mails(s, months(periods.mail_months)),
        "copies": lambda s: storage.empty_copies(s, now),
        "personal_curves": lambda s: storage.delete_personal_curves(s, curve_from),
        "former_measures": lambda s: storage.delete_former_measures(s, contracts_from),
        "inactive_accounts": lambda s: _end_inactive(s, house, now, periods),
        "audit": lambda s: _shorten_audit(s, months(periods.audit_months)),
    }


def _delete_sessions(session: Session, now: datetime) -> int:
    """Forget the sessions that are over; a file that one had open is closed in the trail."""
    consultations.close_over(session, now=now)
    return storage.delete_sessions(session, now)


def _end_inactive(session: Session, house: House, now: datetime, periods: Periods) -> int:
    """Delete the accounts that were warned in time; warn the others. Return how many of both."""
    unused_since = moment_before(now, periods.inactive_months)
    patience = timedelta(days=periods.warning_days)
    ended = 0
    today = now.astimezone(PARIS).date()
    for user in storage.load_inactive(session, unused_since + patience, today):
        used_at = user.last_sign_in_at or user.validated_at or now
        warned_at = storage.find_warning(session, user.id, used_at)
        if warned_at is None:
            _warn(session, house, user, now, until=now + patience)
        elif warned_at + patience <= now and used_at < unused_since:
            subject = Subject(user.id)
            storage.delete_user(session, user)
            audit.record(
                session, "retention.account_deleted", actor=Actor(), now=now, subject=subject
            )
        else:
            continue
        ended += 1
    return ended


def _warn(session: Session, house: House, user: User, now: datetime, *, until: datetime) -> None:
    if user.email:
        day = formats.short_date(until.astimezone(PARIS).date())
        values = {"name": user.display_name, "until": day}
        mail.post(session, house, Letter("inactive", user.email, values, "/connexion"), now=now)
    audit.record(session, "retention.warned", actor=Actor(), now=now, subject=Subject(user.id))


def _shorten_audit(session: Session, before: datetime) -> int:
    """Let the trail begin at its first event since ``before``, at its last one at the latest."""
    first = audit_storage.find_first_since(session, before)
    return audit_storage.begin_at(session, first or audit_storage.load_head(session).number)
