"""A throw-away PostgreSQL server: ``python -m tools.postgres COMMAND…``.

Runs the command with AEL_TEST_DATABASE_URL naming a server that lives in a temporary folder on a
Unix socket, and that is stopped and removed whatever happens. PostgreSQL refuses to run as root:
then it runs as the first unprivileged account of ``UNPRIVILEGED``.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from sqlalchemy import make_url

UNPRIVILEGED = ("postgres", "nobody")
DEBIAN_BINARIES = Path("/usr/lib/postgresql")
TEST_URL = "AEL_TEST_DATABASE_URL"
# Nothing needs to outlive a crash of a server that is thrown away.
SERVER_OPTIONS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_connections=200",
    "listen_addresses=",
)


class PostgresError(Exception):
    """The throw-away server could not be made or started."""


def find_binaries() -> Path | None:
    """Return the folder of ``initdb`` and ``pg_ctl``, from PATH or Debian's place, or None."""
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep)]
    versions = sorted(DEBIAN_BINARIES.glob("*/bin"), key=_major_version, reverse=True)
    for folder in (*folders, *versions):
        # Debian's /usr/bin has the clients only, and links into PATH may point to a removed server.
        if all(shutil.which(program, path=str(folder)) for program in ("initdb", "pg_ctl")):
            return folder
    return None


def _major_version(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


@contextmanager
def throw_away_server() -> Iterator[str]:
    """Yield the SQLAlchemy URL of an empty server, gone at the end.

    Raises PostgresError when the server programs are missing or fail.
    """
    binaries = find_binaries()
    if binaries is None:
        raise PostgresError("the PostgreSQL server programs (initdb, pg_ctl) are not installed")
    account = _unprivileged_account()
    # A Unix socket's path holds 107 characters at most: stay near the root, whatever TMPDIR says.
    folder = Path(tempfile.mkdtemp(prefix="ael-pg-", dir="/tmp"))
    try:
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
        _run(account, folder, binaries / "initdb", *_initdb_options(folder))
        options = " ".join(f"-c {option}" for option in SERVER_OPTIONS) + f" -k {folder}"
        log = folder / "log"
        start = ("-D", folder / "data", "-l", log, "-w", "-t", "60", "-o", options, "start")
        _run(account, folder, binaries / "pg_ctl", *start)
        try:
            yield f"postgresql+psycopg://ael@/postgres?host={folder}"
        finally:
            stop = ("-D", folder / "data", "-m", "immediate", "-w", "stop")
            _run(account, folder, binaries / "pg_ctl", *stop)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def restart_immediately(url: str) -> None:
    """Kill the throw-away server of ``url`` as a crash would, and start it again.

    What was committed comes back from its log, if the connections asked for it to be written
    (``synchronous_commit=on``). Raises PostgresError when it does not come back.
    """
    folder, binaries = Path(str(make_url(url).query["host"])), find_binaries()
    if binaries is None:
        raise PostgresError("the PostgreSQL server programs (initdb, pg_ctl) are not installed")
    account = _unprivileged_account()
    stop = ("-D", folder / "data", "-m", "immediate", "-w", "-t", "60", "restart")
    _run(account, folder, binaries / "pg_ctl", *stop, "-l", folder / "log")


def _initdb_options(folder: Path) -> tuple[str | Path, ...]:
    # Collation C: the tests must not depend on the locales that a machine has.
    return ("-D", folder / "data", "-U", "ael", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")


def _unprivileged_account() -> pwd.struct_passwd | None:
    """Return the account that the server must run as, None to run it as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresError(f"PostgreSQL refuses to run as root and none of {UNPRIVILEGED} exists")


def _run(account: pwd.struct_passwd | None, folder: Path, *command: str | Path) -> None:
    # A file, not a pipe: the server inherits it and would keep a pipe open for ever.
    with (folder / "output").open("w+") as output:
        result = subprocess.run(
            [str(part) for part in command],
            check=False,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            env={**os.environ, "HOME": str(folder), "LC_ALL": "C"},
            start_new_session=True,  # Ctrl-C must reach the tests, not the server under them
        )
        if result.returncode != 0:
            output.seek(0)
            raise PostgresError(f"{Path(command[0]).name} failed:\n{output.read()}")


def _stop_on_signal(signal_number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(128 + signal_number)


def main(command: list[str]) -> int:
    """Run ``command`` beside a throw-away server; return its exit code."""
    signal.signal(signal.SIGTERM, _stop_on_signal)
    signal.signal(signal.SIGHUP, _stop_on_signal)
    try:
        with throw_away_server() as url:
            return subprocess.run(
                command, env={**os.environ, TEST_URL: url}, check=False
            ).returncode
    except PostgresError as error:
        print(f"PostgreSQL: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
