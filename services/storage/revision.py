"""The data's revision: every transaction that changes what pages show counts it up.

What was built from one revision may be shown again as long as the revision stands, by any process.
Nobody has to remember to count: the engine sees each statement, however it was made. One too many
does no harm (a statement that found nothing, a savepoint taken back). Changes made by other
programs are not seen.
"""

import re

from sqlalchemy import Connection, Engine, event

from services.storage.models import (
    Archive,
    AttemptInvoice,
    AuditEvent,
    AuditHead,
    Challenge,
    DataRequest,
    DataRevision,
    Document,
    InvoiceDelivery,
    InvoiceDocument,
    KnownDevice,
    OutgoingMail,
    Passkey,
    PaymentAttempt,
    PaymentIncident,
    PaymentNotice,
    PreferredContract,
    RateWindow,
    RecoveryCode,
    RegistrationRequest,
    SingleUseToken,
    Totp,
    User,
    UserSession,
)

_OWN_ROWS = (
    *(DataRevision, PreferredContract, RateWindow, UserSession),
    *(AuditEvent, AuditHead, OutgoingMail, RegistrationRequest, DataRequest),
    *(Archive, Document, InvoiceDelivery, InvoiceDocument),
    *(AttemptInvoice, PaymentAttempt, PaymentIncident, PaymentNotice),
    *(Challenge, KnownDevice, Passkey, RecoveryCode, SingleUseToken, Totp),
)
NOT_COUNTED = frozenset(model.__tablename__ for model in _OWN_ROWS) | {"alembic_version"}
"""Tables whose changes do not count: what they say is read at every request, never kept."""

_WRITE = re.compile(
    r"""\s*(?P<verb>INSERT|UPDATE|DELETE|REPLACE|MERGE|TRUNCATE)\b
        (?:\s+OR\s+\w+|\s+INTO|\s+FROM|\s+TABLE|\s+ONLY)*\s+["`\[]?(?P<table>\w+)""",
    re.IGNORECASE | re.VERBOSE,
)
_WRITES_SOMEWHERE = re.compile(r"\s*WITH\b.*\b(INSERT|UPDATE|DELETE|MERGE)\b", re.I | re.S)

_CHANGED = "ael_data_changed"
_COUNT_UP = "UPDATE data_revision SET number = number + 1"


def count_changes(engine: Engine) -> None:
    """Make ``engine`` count the transactions that change data, at their very end.

    A reader that saw the new number sees the new data; one that sees new data under the old number
    has what nobody will ask for again.
    """
    event.listen(engine, "before_cursor_execute", _note)
    event.listen(engine, "commit", _count)
    event.listen(engine, "rollback", _forget)


def counts(statement: str) -> bool:
    """Tell whether an SQL statement may change what pages show."""
    write = _WRITE.match(statement)
    if write is None:
        return _WRITES_SOMEWHERE.match(statement) is not None
    table = write["table"].lower()
    # A sign-in updates its user; a user that comes or goes takes rights along.
    is_sign_in = table == User.__tablename__ and write["verb"].upper() == "UPDATE"
    return table not in NOT_COUNTED and not is_sign_in


def _note(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
    if counts(statement):
        connection.info[_CHANGED] = True


def _count(connection: Connection) -> None:
    if connection.info.pop(_CHANGED, False):
        connection.exec_driver_sql(_COUNT_UP)


def _forget(connection: Connection) -> None:
    # A connection that broke took its notes along; asking for them would hide why it broke.
    if not connection.invalidated:
        connection.info.pop(_CHANGED, None)
