"""Changing the key: everything opens with the new one, and the old one is needed no longer."""

import pytest
from sqlalchemy import LargeBinary, select

from services.keeping import data_keys
from services.kernel.errors import ServiceError
from services.kernel.vault import Vault, VaultError
from services.storage.engine import Database
from services.storage.models import AuditEvent, Base, DataRequest, OutgoingMail, Totp
from tests.conftest import NOW
from tests.services.keyed_house import house_of
from tests.services.metering import dump
from tests.services.viewers import add_viewer

OLD = "the old key of the tests, forty characters"
NEW = "the new key of the tests, forty characters"


@pytest.fixture
def filled(database: Database) -> Database:
    """Return a database with one secret of each kind under the old key, and two emptied ones."""
    user_id = add_viewer(database, "jeanne").user_id
    old = Vault([OLD])
    with database.write() as session:
        session.add(Totp(user_id=user_id, secret=old.encrypt(b"totp"), created_at=NOW))
        for name, content in (("a", old.encrypt(b"mail")), ("b", b"")):
            session.add(
                OutgoingMail(
                    message_id=name,
                    kind="reset",
                    recipient="x",
                    content=content,
                    created_at=NOW,
                    next_attempt_at=NOW,
                )
            )
        for name, copy in (("a", old.encrypt(b"zip")), ("b", None)):
            session.add(
                DataRequest(
                    public_id=name,
                    user_id=user_id,
                    kind="export",
                    state="ready",
                    created_at=NOW,
                    content=copy,
                )
            )
    return database


def secrets_of(database: Database) -> list[bytes]:
    with database.begin() as session:
        columns = (Totp.secret, OutgoingMail.content, DataRequest.content)
        return [value for column in columns for value in session.scalars(select(column)) if value]


def test_the_old_key_opens_nothing_afterwards(filled: Database) -> None:
    counts = data_keys.rotate(house_of(filled, NEW, OLD), now=NOW)

    assert counts == {"totp": 1, "outgoing_mail": 1, "data_request": 1}
    kept = secrets_of(filled)
    assert [Vault([NEW]).decrypt(value) for value in kept] == [b"totp", b"mail", b"zip"]
    for value in kept:
        with pytest.raises(VaultError):
            Vault([OLD]).decrypt(value)
    with filled.begin() as session:
        assert session.scalars(select(AuditEvent.kind)).all() == ["data_key.rotated"]


def test_without_the_old_key_nothing_is_changed(filled: Database) -> None:
    before = dump(filled)
    with pytest.raises(ServiceError):
        data_keys.rotate(house_of(filled, NEW), now=NOW)

    assert dump(filled) == before


def test_every_encrypted_column_is_rotated() -> None:
    """A new table of secrets must be added: all binary columns are known here."""
    encrypted = {"totp.secret", "outgoing_mail.content", "data_request.content"}
    plain = {
        *("user_session.secret_hash", "single_use_token.token_hash", "known_device.device_hash"),
        *("recovery_code.code_hash", "passkey.credential_id", "passkey.public_key"),
        "challenge.challenge_hash",
        *("audit_event.previous_hash", "audit_event.event_hash"),
        *("audit_head.event_hash", "audit_head.first_previous_hash"),
        *("document.sha256", "document.content", "invoice_document.sha256", "archive.content"),
        *("payment_attempt.receipt_sha256",),
        *("load_curve_month.payload", "load_curve_change.previous_payload"),
    }
    found = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }

    assert found - plain == encrypted, found - plain - encrypted
