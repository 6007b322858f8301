"""All the invoices of a year in one zip: asked for, made by the worker, taken."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from services.billing.invoice_requests import ALL_CONTRACTS, ListRequest, read_year
from services.domain.calendar import PARIS
from services.domain.invoice_lists import ArchiveState, ListFilter
from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.sign_in import day_limits
from services.sites import choose_within
from services.storage import archives as storage
from services.storage import invoice_lists
from services.storage.data_requests import lock_account
from services.storage.models import Archive
from services.trail import audit

KEPT_FOR = timedelta(days=7)
"""How long an archive can be taken: the newest of its user alone."""
MOST_A_DAY = 20


@dataclass(frozen=True, slots=True)
class TakenArchive:
    """The bytes of an archive and the name of its file."""

    name: str
    content: bytes


def request_archive(viewer: Viewer, *, request: ListRequest, now: datetime) -> str:
    """Ask for an archive of one contract or of all, of one year or of all; return its name.

    Raises NotFoundError for a contract that the viewer may not see, InvalidInputError while one is
    being made, for a list without invoices, and for all contracts in a customer's place: what the
    worker makes later must not depend on whose space was open.
    """
    year, is_all = read_year(request.year), request.scope == ALL_CONTRACTS
    if is_all and viewer.acting_for is not None:
        raise InvalidInputError(text("invoices.archive_one_contract"))
    with viewer.database.write() as session:
        lock_account(session, viewer.user_id)
        _, contract = choose_within(session, viewer, request.contract_number)
        if contract is None:
            raise NotFoundError(text("site.not_found"))
        current = storage.find_newest(session, viewer.user_id, now)
        if current is not None and current.state == storage.WAITING:
            raise InvalidInputError(text("invoices.archive_waiting_already"))
        contract_id = None if is_all else contract.id
        asked = ListFilter(contract_id, year)
        today = now.astimezone(PARIS).date()
        count, _ = invoice_lists.load_totals(session, viewer, asked, today=today)
        if not count:
            raise InvalidInputError(text("invoices.archive_empty"))
        sentence = text("invoices.archive_too_often", most=MOST_A_DAY)
        key = f"archive {viewer.user_id}"
        day_limits.count(session, key, most=MOST_A_DAY, sentence=sentence, now=now)
        storage.forget_of(session, viewer.user_id)
        row = Archive(
            public_id=secrets.token_urlsafe(16),
            user_id=viewer.user_id,
            contract_id=contract_id,
            year=year,
            rights=_digest(viewer),
            total=count,
            created_at=now,
        )
        session.add(row)
        _trace(session, viewer, "invoices.archive_asked", contract.customer_id, now)
        return row.public_id


def load_state(viewer: Viewer, public_id: str, *, now: datetime) -> ArchiveState:
    """Return how far an archive is; raises NotFoundError for any but one's own."""
    with viewer.database.begin() as session:
        return _state(session, _get(session, viewer, public_id, now))


def find_state(session: Session, viewer: Viewer, *, now: datetime) -> ArchiveState | None:
    """Return the viewer's newest archive, None without one that is of the space now open."""
    found = storage.find_newest(session, viewer.user_id, now)
    if found is None or not _is_open_to(session, viewer, found):
        return None
    return _state(session, found)


def take_archive(viewer: Viewer, public_id: str, *, now: datetime) -> TakenArchive:
    """Return an archive that is ready; raises NotFoundError for any but one's own."""
    with viewer.database.write() as session:
        found = _get(session, viewer, public_id, now)
        if found.state != storage.READY or found.content is None:
            raise NotFoundError(text("invoices.no_archive"))
        contracts = choose_within(session, viewer, None)[1]
        customer_id = contracts.customer_id if contracts else None
        _trace(session, viewer, "invoices.archive_taken", customer_id, now)
        suffix = f"-{found.year}" if found.year else ""
        return TakenArchive(f"terralis-factures{suffix}.zip", found.content)


def _get(session: Session, viewer: Viewer, public_id: str, now: datetime) -> Archive:
    found = storage.find_own(session, viewer.user_id, public_id.replace("\0", ""), now)
    if found is None or not _is_open_to(session, viewer, found):
        raise NotFoundError(text("invoices.no_archive"))
    return found


def _is_open_to(session: Session, viewer: Viewer, archive: Archive) -> bool:
    """Tell whether its user may still see what is in it: rights change, spaces are left."""
    if archive.contract_id is None:
        return viewer.acting_for is None and archive.rights == _digest(viewer)
    return invoice_lists.may_see(session, viewer, archive.contract_id)


def _digest(viewer: Viewer) -> str:
    return sha256(viewer.rights.encode()).hexdigest()


def _state(session: Session, archive: Archive) -> ArchiveState:
    number = archive.contract_id and storage.find_contract_number(session, archive.contract_id)
    expires_at = archive.expires_at
    return ArchiveState(
        archive.public_id,
        archive.state,
        archive.done,
        archive.total,
        archive.year,
        number or None,
        expires_at.astimezone(PARIS).date() if expires_at else None,
    )


def _trace(
    session: Session, viewer: Viewer, kind: str, customer_id: int | None, now: datetime
) -> None:
    subject = audit.Subject(viewer.user_id, customer_id)
    audit.record(session, kind, actor=audit.actor_of(viewer), now=now, subject=subject)
