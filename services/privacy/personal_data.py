"""Rights over one's data: a copy of them, a demand for erasure, and where both stand."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services.domain.calendar import PARIS
from services.domain.retention import month_after
from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.house import House
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.mailing import mail
from services.mailing.mail import Letter
from services.privacy import consents
from services.privacy.consents import CustomerConsents
from services.sign_in import day_limits, sessions
from services.storage import data_requests as storage
from services.storage import erasure
from services.storage.models import DataRequest, User
from services.trail import access_history, audit
from services.trail.access_history import AccessPage
from services.trail.audit import Subject

KEPT_FOR = timedelta(days=7)
"""How long a copy can be taken."""

MAX_EXPORTS = 3
"""Copies that one account may ask for within a day."""

MAX_ERASURES = 3
"""Demands for erasure of one account a day: each may be withdrawn, and e-mails tell of both."""


@dataclass(frozen=True, slots=True)
class RequestState:
    """One request, and the ``answer`` of the agency.

    ``state``: waiting, ready, failed, done, refused, withdrawn; ``due_on``: when a demand for
    erasure has to be answered.
    """

    public_id: str
    state: str
    created_at: datetime
    expires_at: datetime | None = None
    answer: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page of security shows of privacy."""

    consents: tuple[CustomerConsents, ...]
    exports: tuple[RequestState, ...]
    erasures: tuple[RequestState, ...]
    history: AccessPage


def load_overview(viewer: Viewer, *, now: datetime, page: object = None) -> Overview:
    """Return the viewer's consents, requests, and one ``page`` of the history of accesses."""
    with viewer.database.begin() as session:
        exports = storage.load_of(session, viewer.user_id, storage.EXPORT)
        erasures = storage.load_of(session, viewer.user_id, storage.ERASURE, limit=1)
        return Overview(
            consents=consents.load_questions(session, viewer, today=now.astimezone(PARIS).date()),
            exports=tuple(_state(row) for row in exports if _is_current(row, now)),
            erasures=tuple(map(_state, erasures)),
            history=access_history.load_history(session, viewer, page=page),
        )


def request_export(viewer: Viewer, *, house: House, now: datetime) -> None:
    """Ask for a copy of one's data, which the worker makes; an e-mail says when it is ready.

    Raises ProofNeededError without a recent proof, InvalidInputError while one is being made,
    TooManyAttemptsError after MAX_EXPORTS a day.
    """
    _require_own_account(viewer, now)
    with house.database.write() as session:
        storage.lock_account(session, viewer.user_id)
        _require_none_waiting(session, viewer, storage.EXPORT)
        _count_today(session, viewer, storage.EXPORT, MAX_EXPORTS, now)
        _add(session, viewer, storage.EXPORT, "personal_data.export_asked", now)


def request_erasure(viewer: Viewer, *, house: House, now: datetime) -> None:
    """Ask the agency to erase one's data; it answers within a month (RGPD, article 12.3).

    Raises ProofNeededError, InvalidInputError and, after MAX_ERASURES a day, TooManyAttemptsError
    as ``request_export`` does.
    """
    _require_own_account(viewer, now)
    with house.database.write() as session:
        storage.lock_account(session, viewer.user_id)
        _require_none_waiting(session, viewer, storage.ERASURE)
        _count_today(session, viewer, storage.ERASURE, MAX_ERASURES, now)
        _add(session, viewer, storage.ERASURE, "personal_data.erasure_asked", now)
        _tell(session, house, viewer, "erasure_asked", now)


def withdraw_erasure(viewer: Viewer, *, house: House, now: datetime) -> None:
    """Take back the demand for erasure that the agency has not answered yet.

    Raises InvalidInputError when none waits any more, NotFoundError to the agency in a customer's
    place.
    """
    if viewer.acting_for is not None:
        raise NotFoundError(text("privacy.not_for_others"))
    with house.database.write() as session:
        asked = storage.load_of(session, viewer.user_id, storage.ERASURE, limit=1)
        done = {"state": "withdrawn", "finished_at": now}
        if not asked or not storage.finish(session, asked[0].id, **done):
            raise InvalidInputError(text("privacy.no_erasure"), field=storage.ERASURE)
        actor, subject = audit.actor_of(viewer), Subject(viewer.user_id)
        event = "personal_data.erasure_withdrawn"
        audit.record(session, event, actor=actor, now=now, subject=subject)
        _tell(session, house, viewer, "erasure_withdrawn", now)


def find_running_contracts(viewer: Viewer, *, now: datetime) -> tuple[str, ...]:
    """Return the numbers of the person's contracts that keep an erasure from being done."""
    today = now.astimezone(PARIS).date()
    with viewer.database.begin() as session:
        return tuple(erasure.load_running_contracts(session, viewer.user_id, today))


def take_export(viewer: Viewer, public_id: str, *, house: House, now: datetime) -> bytes:
    """Return the zip of a copy that is ready.

    Raises NotFoundError for any but one's own, ProofNeededError without a recent proof.
    """
    with house.database.write() as session:
        found = storage.find_export(session, viewer.user_id, public_id, now)
        if found is None or found.content is None or viewer.acting_for is not None:
            raise NotFoundError(text("privacy.no_export"))
        sessions.require_recent_proof(viewer, now)
        audit.record(
            session,
            "personal_data.export_taken",
            actor=audit.actor_of(viewer),
            now=now,
            subject=Subject(viewer.user_id),
        )
        encrypted = found.content
    return house.vault.decrypt(encrypted)


def due_date(asked_at: datetime) -> date:
    """Return the last day to answer a demand of that moment: a month (RGPD, article 12.3)."""
    return month_after(asked_at.astimezone(PARIS).date())


def _require_own_account(viewer: Viewer, now: datetime) -> None:
    """Refuse the agency in a customer's place, and whoever has not proved lately who they are."""
    if viewer.acting_for is not None:
        raise NotFoundError(text("privacy.not_for_others"))
    sessions.require_recent_proof(viewer, now)


def _require_none_waiting(session: Session, viewer: Viewer, kind: str) -> None:
    if any(row.state == "waiting" for row in storage.load_of(session, viewer.user_id, kind)):
        raise InvalidInputError(text(f"privacy.{kind}_waiting_already"), field=kind)


def _count_today(session: Session, viewer: Viewer, kind: str, most: int, now: datetime) -> None:
    sentence = text(f"privacy.{kind}_too_often", most=most)
    day_limits.count(
        session, f"data {kind} {viewer.user_id}", most=most, sentence=sentence, now=now
    )


def _add(session: Session, viewer: Viewer, kind: str, event: str, now: datetime) -> None:
    session.add(
        DataRequest(
            public_id=secrets.token_urlsafe(16),
            user_id=viewer.user_id,
            kind=kind,
            state="waiting",
            created_at=now,
        )
    )
    actor, subject = audit.actor_of(viewer), Subject(viewer.user_id)
    audit.record(session, event, actor=actor, now=now, subject=subject)


def _tell(session: Session, house: House, viewer: Viewer, kind: str, now: datetime) -> None:
    user = session.get_one(User, viewer.user_id)
    if user.email:
        letter = Letter(kind, user.email, {"name": user.display_name}, "/securite")
        mail.post(session, house, letter, now=now)


def _is_current(row: DataRequest, now: datetime) -> bool:
    """Tell whether a copy is still worth a line: being made, ready, or failed lately."""
    return row.state == "waiting" or (row.finished_at or row.created_at) + KEPT_FOR > now


def _state(row: DataRequest) -> RequestState:
    due_on = due_date(row.created_at) if row.kind == storage.ERASURE else None
    return RequestState(
        row.public_id, row.state, row.created_at, row.expires_at, row.answer, due_on
    )
