"""The outbox: e-mails that wait to be sent, are being sent, were sent or given up."""

from datetime import datetime

from sqlalchemy.orm import Session

from services.storage.models import OutgoingMail


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
