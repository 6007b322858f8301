"""Copying a whole database away and back: SQLite by its online backup, PostgreSQL by its tools."""

import os
import shutil
import sqlite3
import subprocess  # nosec B404 - PostgreSQL's own tools, without a shell
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.engine import make_url

PAGES_AT_ONCE = 4096
TOOLS = {"backup": "pg_dump", "restore": "pg_restore"}


class BackupError(Exception):
    """A copy that cannot be made or put back; ``kind`` says why, ``detail`` is for the operator."""

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail


def copy_away(database_url: str, target: Path) -> None:
    """Write a copy of the database to ``target``, whole or not at all, readable by its owner alone.

    The portal may run meanwhile. Raises BackupError.
    """
    url = make_url(database_url)
    draft = target.with_name(f"{target.name}.draft")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    try:
        if url.get_backend_name() == "sqlite":
            _copy_sqlite(_file_of(url), draft)
            _check_sqlite(draft)
        else:
            _run("backup", "--format=custom", f"--file={draft}", url=url)
        _put_in_place(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def put_back(database_url: str, source: Path, *, kept_as: str) -> Path | None:
    """Replace the database by the copy at ``source``; return where the old file is kept.

    Only while nothing else uses the database. PostgreSQL does it in one transaction and keeps
    nothing. Raises BackupError, with the database as it was.
    """
    url = make_url(database_url)
    if not source.is_file():
        raise BackupError("missing", str(source))
    if url.get_backend_name() != "sqlite":
        options = ("--clean", "--if-exists", "--single-transaction", "--no-owner")
        _run("restore", *options, f"--dbname={_dsn(url)}", str(source), url=url)
        return None
    _check_sqlite(source)
    path = _file_of(url)
    draft = path.with_name(f"{path.name}.draft")
    draft.touch(mode=0o600)
    draft.chmod(0o600)
    shutil.copyfile(source, draft)
    kept = _set_aside(path, path.with_name(f"{path.name}.{kept_as}"))
    _put_in_place(draft, path)
    return kept


def _file_of(url: URL) -> Path:
    if not url.database or url.database == ":memory:":
        raise BackupError("memory")
    return Path(url.database)


def _copy_sqlite(path: Path, draft: Path) -> None:
    if not path.is_file():
        raise BackupError("missing", str(path))
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(draft)) as copy:
        source.backup(copy, pages=PAGES_AT_ONCE)


def _check_sqlite(path: Path) -> None:
    """Refuse a file that is damaged, or no database of ours."""
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as copy:
            (answer,) = copy.execute("PRAGMA integrity_check").fetchone()
            copy.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise BackupError("damaged", str(error)) from error
    if answer != "ok":
        raise BackupError("damaged", str(answer))


def _set_aside(path: Path, kept: Path) -> Path | None:
    """Keep the present database, with all that its journal holds; None without one."""
    if not path.is_file():
        return None
    with closing(sqlite3.connect(path, timeout=0)) as present:
        try:
            # Leaving the journal mode needs the file for oneself, and empties the journal into it.
            present.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            raise BackupError("in_use", str(error)) from error
        except sqlite3.DatabaseError:
            pass  # a damaged file is what one restores over: it is kept as it is
    # A second name for it: the copy then takes the first one in one step.
    os.link(path, kept)
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    return kept


def _put_in_place(draft: Path, target: Path) -> None:
    """Make ``draft`` the file at ``target``, and make sure that the disk has it."""
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _run(action: str, *options: str, url: URL) -> None:
    program = shutil.which(TOOLS[action])
    if program is None:
        raise BackupError("no_tool", TOOLS[action])
    source = () if action == "restore" else (_dsn(url),)
    password = {"PGPASSWORD": url.password} if url.password else {}
    done = subprocess.run(  # noqa: S603  # nosec B603 - found on the PATH, no shell
        [program, "--no-password", *options, *source],
        env={**os.environ, **password},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError("failed", done.stderr.strip()[:2000])


def _dsn(url: URL) -> str:
    """Return the address as PostgreSQL's tools read it, without the password."""
    plain = URL.create(
        "postgresql",
        username=url.username,
        host=url.host,
        port=url.port,
        database=url.database,
        query=url.query,
    )
    return plain.render_as_string(hide_password=False)
