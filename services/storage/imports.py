"""Imported files and the metering points that their contents belong to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from services.storage.models import ImportedFile, MeteringPoint


@dataclass(frozen=True, slots=True)
class FileIdentity:
    """What makes a file the same as another: its content, and the PRM it was given for."""

    sha256: str
    target: str


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is kept of a file beside its identity."""

    name: str
    kind: str
    size_bytes: int
    imported_at: datetime
    imported_by: str


def wait_for_turn(session: Session) -> None:
    """Let one import at a time go on, until its transaction ends; readers are not held up.

    SQLite has one writer at a time anyway; PostgreSQL gets there by a lock that only imports take.
    Without it two imports would each roll up a day that the other one is changing.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE imported_file IN SHARE ROW EXCLUSIVE MODE"))


def find_file(session: Session, identity: FileIdentity) -> ImportedFile | None:
    """Return the file of that identity if it was imported before."""
    query = (
        select(ImportedFile)
        .where(ImportedFile.sha256 == identity.sha256, ImportedFile.target == identity.target)
        .order_by(ImportedFile.id)
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def add_file(session: Session, identity: FileIdentity, facts: FileFacts) -> ImportedFile:
    """Add a file and return its row, whose id what comes out of the file will point to."""
    row = ImportedFile(
        sha256=identity.sha256,
        target=identity.target,
        name=facts.name[-200:],
        kind=facts.kind,
        size_bytes=facts.size_bytes,
        imported_at=facts.imported_at,
        imported_by=facts.imported_by[:64],
    )
    session.add(row)
    session.flush()
    return row


def load_points_by_prm(session: Session, prms: Collection[str]) -> dict[str, int]:
    """Return the ids of the metering points of ``prms``; unknown ones are left out."""
    query = select(MeteringPoint.prm, MeteringPoint.id).where(MeteringPoint.prm.in_(prms))
    return {row.prm: row.id for row in session.execute(query)}


def load_points_by_label(session: Session, labels: Collection[str]) -> dict[str, MeteringPoint]:
    """Return the metering points that files name by ``labels``; unknown ones are left out."""
    query = select(MeteringPoint).where(MeteringPoint.source_label.in_(labels))
    return {point.source_label or "": point for point in session.scalars(query)}
