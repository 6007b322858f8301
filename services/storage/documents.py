"""Files that were made once and are kept by their hash."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.storage.models import Document


def load_content(session: Session, sha256: bytes) -> bytes:
    """Return the bytes of a document; raises NoResultFound when it is not kept."""
    return session.scalars(select(Document.content).where(Document.sha256 == sha256)).one()


def add_once(
    session: Session, sha256: bytes, content: bytes, *, media_type: str, pages: int, now: datetime
) -> None:
    """Keep a document; the same bytes are kept once.

    Raises IntegrityError when somebody kept them meanwhile.
    """
    if session.scalar(select(Document.size).where(Document.sha256 == sha256)) is not None:
        return
    session.add(
        Document(
            sha256=sha256,
            media_type=media_type,
            size=len(content),
            pages=pages,
            created_at=now,
            content=content,
        )
    )
    session.flush()
