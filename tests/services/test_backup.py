"""Backup and restore, rehearsed: what was there comes back, what came after is kept aside."""

import os
import shutil
import stat
from pathlib import Path

import pytest
from sqlalchemy import make_url, select, text

from services.keeping import backup
from services.kernel.errors import ServiceError
from services.storage import backup as storage
from services.storage.engine import Database
from services.storage.models import AuditEvent, Customer
from services.trail import audit
from services.trail.audit import Actor
from tests.conftest import NOW


def add_customer(url: str, reference: str) -> None:
    database = Database(url)
    with database.write() as session:
        session.add(Customer(reference=reference, name=reference))
        audit.record(session, "sign_in.done", actor=Actor(name=reference), now=NOW)
    database.dispose()


def references(url: str) -> list[str]:
    database = Database(url)
    with database.begin() as session:
        found = session.scalars(select(Customer.reference).order_by(Customer.id)).all()
    database.dispose()
    return list(found)


def only_on_sqlite(url: str) -> Path:
    if make_url(url).get_backend_name() != "sqlite":
        pytest.skip("of SQLite alone")
    return Path(make_url(url).database or "")


def needs_tools(url: str) -> None:
    is_sqlite = make_url(url).get_backend_name() == "sqlite"
    if not is_sqlite and not all(map(shutil.which, storage.TOOLS.values())):
        pytest.skip("pg_dump and pg_restore are not on the PATH")


def test_a_restore_brings_back_what_was_there(database_url: str, tmp_path: Path) -> None:
    needs_tools(database_url)
    copy = tmp_path / "copy"
    add_customer(database_url, "before")
    backup.backup(database_url, copy)
    add_customer(database_url, "after")
    assert references(database_url) == ["before", "after"]

    kept = backup.restore(database_url, copy, now=NOW)

    assert references(database_url) == ["before"]
    if kept is not None:
        assert kept.name.endswith(".before-20260302T093000Z")
        assert references(f"sqlite:///{kept}") == ["before", "after"]
        kept.unlink()
    add_customer(database_url, "again")
    assert references(database_url) == ["before", "again"]


def test_what_is_restored_still_refuses_to_forget(database_url: str, tmp_path: Path) -> None:
    needs_tools(database_url)
    add_customer(database_url, "before")
    backup.backup(database_url, tmp_path / "copy")
    backup.restore(database_url, tmp_path / "copy", now=NOW)
    database = Database(database_url)
    with pytest.raises(Exception, match="append-only"), database.write() as session:
        session.execute(text("DELETE FROM audit_event"))
    with database.begin() as session:
        assert len(session.scalars(select(AuditEvent)).all()) == 1
    database.dispose()


def test_a_copy_is_made_while_the_portal_writes(database_url: str, tmp_path: Path) -> None:
    needs_tools(database_url)
    add_customer(database_url, "before")
    database = Database(database_url)
    with database.write() as session:
        session.add(Customer(reference="open", name="open"))
        session.flush()
        if make_url(database_url).get_backend_name() == "sqlite":
            backup.backup(database_url, tmp_path / "copy")
            assert references(f"sqlite:///{tmp_path / 'copy'}") == ["before"]
    database.dispose()


def test_a_copy_is_its_owner_s_alone(database_url: str, tmp_path: Path) -> None:
    needs_tools(database_url)
    copy = tmp_path / "copy"
    backup.backup(database_url, copy)

    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]


def test_nothing_is_replaced_while_somebody_uses_it(database_url: str, tmp_path: Path) -> None:
    only_on_sqlite(database_url)
    add_customer(database_url, "before")
    backup.backup(database_url, tmp_path / "copy")
    running = Database(database_url)
    with running.begin() as session:
        session.scalars(select(Customer)).all()
        with pytest.raises(ServiceError, match="arrêtez le serveur"):
            backup.restore(database_url, tmp_path / "copy", now=NOW)
    with running.begin() as session, pytest.raises(ServiceError, match="arrêtez le serveur"):
        backup.restore(database_url, tmp_path / "copy", now=NOW)
    running.dispose()

    assert references(database_url) == ["before"]


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\x00" + b"x" * 4096])
def test_a_damaged_copy_is_refused(database_url: str, tmp_path: Path, content: bytes) -> None:
    only_on_sqlite(database_url)
    add_customer(database_url, "before")
    (tmp_path / "copy").write_bytes(content)

    for path in (tmp_path / "copy", tmp_path / "absent"):
        with pytest.raises(ServiceError):
            backup.restore(database_url, path, now=NOW)

    assert references(database_url) == ["before"]


def test_a_torn_copy_is_refused(database_url: str, tmp_path: Path) -> None:
    only_on_sqlite(database_url)
    add_customer(database_url, "before")
    copy = tmp_path / "copy"
    backup.backup(database_url, copy)
    size = copy.stat().st_size
    os.truncate(copy, size // 2)

    with pytest.raises(ServiceError):
        backup.restore(database_url, copy, now=NOW)


def test_a_database_that_is_lost_comes_back(database_url: str, tmp_path: Path) -> None:
    path = only_on_sqlite(database_url)
    add_customer(database_url, "before")
    backup.backup(database_url, tmp_path / "copy")
    path.unlink()

    assert backup.restore(database_url, tmp_path / "copy", now=NOW) is None
    assert references(database_url) == ["before"]


def test_the_tools_of_postgresql_are_named_when_absent(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ServiceError, match="pg_dump"):
        backup.backup("postgresql+psycopg://nobody@localhost/none", tmp_path / "copy")

    assert list(tmp_path.iterdir()) == []
