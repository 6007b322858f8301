"""The outbox: e-mails that wait to be sent, are being sent, were sent or given up.

A sender takes one mail at a time, for the length of a lease: when it dies, somebody else takes the
mail again. Hence at least once, never lost.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Update, func, or_, select, update
from sqlalchemy.orm import Session

from services.storage.models import OutgoingMail

LEASE = timedelta(minutes=3)
"""How long a mail belongs to its sender: longer than a slow server takes."""

LONGEST_ERROR = 300


@dataclass(frozen=True, slots=True)
class TakenMail:
    """A mail that this sender alone may send until its lease ends; ``attempts`` counts this one."""

    id: int
    message_id: str
    kind: str
    recipient: str
    content: bytes
    created_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class KeptMail:
    """A mail of the outbox as it was written; ``content`` is encrypted, empty once forgotten."""

    id: int
    recipient: str
    content: bytes
    created_at: datetime
    is_sent: bool


def add(
    session: Session,
    *,
    message_id: str,
    kind: str,
    recipient: str,
    content: bytes,
    now: datetime,
) -> None:
    """Add an e-mail that is to be sent as soon as possible; ``content`` is encrypted."""
    session.add(
        OutgoingMail(
            message_id=message_id,
            kind=kind,
            recipient=recipient,
            content=content,
            created_at=now,
            next_attempt_at=now,
        )
    )


def has_due(session: Session, now: datetime) -> bool:
    """Tell whether a mail is to be sent now: asked before a write, which others would wait for."""
    return session.scalar(select(OutgoingMail.id).where(*_due(now)).limit(1)) is not None


def take(session: Session, now: datetime) -> TakenMail | None:
    """Lease the mail that has waited longest; None when nothing is due.

    One statement: PostgreSQL passes over rows that another sender is taking, SQLite has one writer.
    """
    oldest = (
        select(OutgoingMail.id)
        .where(*_due(now))
        .order_by(OutgoingMail.next_attempt_at, OutgoingMail.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    statement = (
        update(OutgoingMail)
        .where(OutgoingMail.id == oldest)
        .values(leased_until=now + LEASE, attempts=OutgoingMail.attempts + 1)
        .returning(
            OutgoingMail.id,
            OutgoingMail.message_id,
            OutgoingMail.kind,
            OutgoingMail.recipient,
            OutgoingMail.content,
            OutgoingMail.created_at,
            OutgoingMail.attempts,
        )
    )
    row = session.execute(statement).one_or_none()
    return None if row is None else TakenMail(*row)


def mark_sent(session: Session, mail: TakenMail, now: datetime) -> None:
    """Note that ``mail`` is gone, even if somebody else has taken it since: it was sent."""
    session.execute(
        update(OutgoingMail)
        .where(OutgoingMail.id == mail.id)
        .values(sent_at=now, leased_until=None, abandoned_at=None, last_error="")
    )


def put_back(
    session: Session,
    mail: TakenMail,
    *,
    error: str,
    next_attempt_at: datetime,
    is_counted: bool = True,
) -> None:
    """Give ``mail`` back for a later attempt, unless somebody else has taken it since.

    Without ``is_counted`` the attempt says nothing of this mail.
    """
    session.execute(
        update(OutgoingMail)
        .where(*_still_ours(mail))
        .values(
            last_error=error[:LONGEST_ERROR],
            next_attempt_at=next_attempt_at,
            leased_until=None,
            attempts=mail.attempts if is_counted else mail.attempts - 1,
        )
    )


def give_up(session: Session, mail: TakenMail, *, error: str, now: datetime) -> bool:
    """Give ``mail`` up; tells whether it was still this sender's to give up."""
    statement = (
        update(OutgoingMail)
        .where(*_still_ours(mail))
        .values(last_error=error[:LONGEST_ERROR], abandoned_at=now, leased_until=None)
    )
    return session.scalar(statement.returning(OutgoingMail.id)) is not None


def forget_bodies(session: Session, ended_before: datetime) -> int:
    """Empty what was sent or given up before ``ended_before``; return how many mails."""
    statement = (
        update(OutgoingMail)
        .where(
            or_(
                OutgoingMail.sent_at < ended_before,
                OutgoingMail.abandoned_at < ended_before,
            ),
            OutgoingMail.content != b"",
        )
        .values(content=b"")
    )
    return len(session.scalars(statement.returning(OutgoingMail.id)).all())


@dataclass(frozen=True, slots=True)
class AbandonedMail:
    """A mail that was given up; ``can_be_sent``: its content is still there."""

    id: int
    message_id: str
    kind: str
    recipient: str
    abandoned_at: datetime
    last_error: str
    can_be_sent: bool


@dataclass(frozen=True, slots=True)
class NamedMail:
    """What names a mail in the trail, and to whom it goes."""

    message_id: str
    kind: str
    recipient: str


_ABANDONED = (
    OutgoingMail.sent_at.is_(None),
    OutgoingMail.abandoned_at.is_not(None),
    OutgoingMail.filed_at.is_(None),
)


def count_abandoned(session: Session) -> int:
    """Return how many mails were given up and not filed since."""
    return session.scalar(select(func.count(OutgoingMail.id)).where(*_ABANDONED)) or 0


def load_abandoned(session: Session, *, limit: int, offset: int) -> list[AbandonedMail]:
    """Return the mails that were given up and not filed since, the newest first."""
    query = (
        select(
            OutgoingMail.id,
            OutgoingMail.message_id,
            OutgoingMail.kind,
            OutgoingMail.recipient,
            OutgoingMail.abandoned_at,
            OutgoingMail.last_error,
            OutgoingMail.content != b"",
        )
        .where(*_ABANDONED)
        .order_by(OutgoingMail.abandoned_at.desc(), OutgoingMail.id.desc())
        .limit(limit)
        .offset(offset)
    )
    rows = session.execute(query).all()
    return [AbandonedMail(*row[:4], row[4], *row[5:]) for row in rows if row[4] is not None]


def send_again(session: Session, number: int, now: datetime) -> NamedMail | None:
    """Let a mail that was given up go out anew; return its Message-ID, kind and recipient.

    Its time begins anew too. None when it waits no more, or has no content any more.
    """
    statement = (
        update(OutgoingMail)
        .where(OutgoingMail.id == number, *_ABANDONED, OutgoingMail.content != b"")
        .values(abandoned_at=None, attempts=0, next_attempt_at=now, created_at=now)
    )
    return _named(session, statement)


def file_away(session: Session, number: int, now: datetime) -> NamedMail | None:
    """Note that a mail that was given up has been seen; return what names it."""
    statement = (
        update(OutgoingMail).where(OutgoingMail.id == number, *_ABANDONED).values(filed_at=now)
    )
    return _named(session, statement)


def _named(session: Session, statement: Update) -> NamedMail | None:
    changed = statement.returning(
        OutgoingMail.message_id, OutgoingMail.kind, OutgoingMail.recipient
    )
    row = session.execute(changed).one_or_none()
    return None if row is None else NamedMail(*row)


def load_newest(session: Session, most: int) -> list[KeptMail]:
    """Return the ``most`` newest mails, newest first."""
    query = select(OutgoingMail).order_by(OutgoingMail.id.desc()).limit(most)
    return [
        KeptMail(m.id, m.recipient, m.content, m.created_at, m.sent_at is not None)
        for m in session.scalars(query)
    ]


def find_content(session: Session, number: int) -> bytes | None:
    """Return what mail ``number`` holds, encrypted; None for no such mail."""
    return session.scalar(select(OutgoingMail.content).where(OutgoingMail.id == number))


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        OutgoingMail.sent_at.is_(None),
        OutgoingMail.abandoned_at.is_(None),
        OutgoingMail.next_attempt_at <= now,
        or_(OutgoingMail.leased_until.is_(None), OutgoingMail.leased_until <= now),
    )


def _still_ours(mail: TakenMail) -> tuple[ColumnElement[bool], ...]:
    """Return what is true as long as nobody took the mail after its lease ended."""
    return (
        OutgoingMail.id == mail.id,
        OutgoingMail.attempts == mail.attempts,
        OutgoingMail.sent_at.is_(None),
    )
