"""The PDF of an invoice, as it was made once and kept."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.kernel.errors import NotFoundError
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.storage import archives as storage
from services.storage import invoice_lists
from services.storage.models import Document
from services.trail import audit


class DocumentState(StrEnum):
    """Whether there is a PDF."""

    READY = "ready"
    WAITING = "waiting"
    FAILED = "failed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class TakenDocument:
    """A document and its bytes, empty unless it is ready."""

    number: str
    state: DocumentState
    content: bytes = b""
    media_type: str = "application/pdf"
    sha256: str = ""


def take_document(viewer: Viewer, *, number: str, now: datetime) -> TakenDocument:
    """Return the PDF of an invoice, or that it is not there yet.

    Raises NotFoundError for an invoice that the viewer may not see, LookupError for bytes that are
    no longer those that were kept.
    """
    with viewer.database.begin() as session:
        owner = invoice_lists.find_owner(session, viewer, number.replace("\0", ""))
        if owner is None:
            raise NotFoundError(text("invoices.not_found"))
        found = storage.find_document(session, number)
        if found is None:
            return TakenDocument(number, DocumentState.NONE)
        state, document = found
        if document is None:
            return TakenDocument(number, DocumentState(state))
        taken = _checked(number, document)
    _trace(viewer, number, owner[1], now)
    return taken


def _checked(number: str, document: Document) -> TakenDocument:
    digest = hashlib.sha256(document.content).digest()
    if digest != document.sha256:
        raise LookupError(f"the document of {number} is not the one that was kept")
    return TakenDocument(
        number, DocumentState.READY, document.content, document.media_type, digest.hex()
    )


def _trace(viewer: Viewer, number: str, customer_id: int, now: datetime) -> None:
    with viewer.database.write() as session:
        audit.record(
            session,
            "invoice.downloaded",
            actor=audit.actor_of(viewer),
            now=now,
            subject=audit.Subject(customer_id=customer_id),
            details={"invoice": number},
        )
