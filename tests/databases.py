"""Private databases for tests, copied from templates that are filled once per run.

Several pytest workers share the templates: the first one to need a template fills it while the
others wait for a lock.
"""

import fcntl
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Protocol

from sqlalchemy import create_engine, make_url, text

from services.storage.engine import Database

Fill = Callable[[str], None]
"""Something that fills the empty database of a URL."""


class Databases(Protocol):
    """Makes private copies of templates, each by its SQLAlchemy URL."""

    def copy(self, template: str, fill: Fill) -> str:
        """Return the URL of a new copy of ``template``, filled by ``fill`` if it is not there."""
        ...

    def drop(self, url: str) -> None:
        """Remove a copy, whose connections are closed."""
        ...


MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made there


@contextmanager
def folder_in_memory() -> Iterator[Path]:
    """Yield an empty folder, gone at the end: in memory where the system has a place for that.

    A database of a few milliseconds need not reach a disk.
    """
    has_room = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 2**30
    with tempfile.TemporaryDirectory(prefix="ael-", dir=MEMORY if has_room else None) as folder:
        yield Path(folder)


@cache
def database_at(url: str) -> Database:
    """Return the one ``Database`` of an address, which a test disposes of and the next one reuses.

    A quarter of a test's time went into compiling anew the same SQL for an engine of its own.
    """
    return Database(url)


class _Names:
    """Names of copies; one that was given back is used again, so that addresses recur."""

    def __init__(self) -> None:
        self._free: dict[str, list[str]] = {}
        self._templates: dict[str, str] = {}
        self._numbers = count(1)

    def take(self, template: str) -> str:
        free = self._free.setdefault(template, [])
        name = free.pop() if free else f"{template}_{next(self._numbers)}"
        self._templates[name] = template
        return name

    def give_back(self, name: str) -> None:
        self._free[self._templates.pop(name)].append(name)


class SqliteDatabases:
    """Templates are files of the run's ``shared`` folder, copies files of ``private``."""

    def __init__(self, *, shared: Path, private: Path) -> None:
        self._shared = shared
        self._private = private
        self._names = _Names()

    def copy(self, template: str, fill: Fill) -> str:
        """Copy the template's file."""
        source = self._shared / f"{template}.sqlite"
        with locked(source.with_suffix(".lock")):
            if not source.exists():
                self._fill(source, fill)
        target = self._private / f"{self._names.take(template)}.sqlite"
        shutil.copyfile(source, target)
        return f"sqlite:///{target}"

    def drop(self, url: str) -> None:
        """Remove the copy's file and its journals."""
        path = Path(make_url(url).database or "")
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()
        self._names.give_back(path.stem)

    @staticmethod
    def _fill(source: Path, fill: Fill) -> None:
        draft = source.with_suffix(".draft")
        fill(f"sqlite:///{draft}")
        journal = draft.with_name(f"{draft.name}-wal")
        if journal.exists() and journal.stat().st_size:
            raise RuntimeError(f"{journal} is not empty: a connection was left open")
        draft.rename(source)


class PostgresDatabases:
    """Templates and copies are databases of one server that is thrown away after the run."""

    def __init__(self, server_url: str, *, shared: Path, worker: str) -> None:
        self._url = make_url(server_url)
        self._engine = create_engine(self._url, isolation_level="AUTOCOMMIT", pool_pre_ping=True)
        self._shared = shared
        run = hashlib.sha256(str(shared).encode()).hexdigest()[:8]
        self._template_prefix = f"template_{run}"
        self._copy_prefix = f"copy_{run}_{worker}_"
        self._names = _Names()
        self._strategy = self._find_strategy()

    def copy(self, template: str, fill: Fill) -> str:
        """Let the server copy the template."""
        source = f"{self._template_prefix}_{template}"
        filled = self._shared / f"{source}.filled"
        with locked(filled.with_suffix(".lock")):
            if not filled.exists():
                self._run(f"DROP DATABASE IF EXISTS {source}", f"CREATE DATABASE {source}")
                fill(self._url_of(source))
                filled.touch()
        target = f"{self._copy_prefix}{self._names.take(template)}"
        self._run(
            f"DROP DATABASE IF EXISTS {target}",
            f"CREATE DATABASE {target} TEMPLATE {source}{self._strategy}",
        )
        return self._url_of(target)

    def drop(self, url: str) -> None:
        """Drop the copy, even if a test left a connection open."""
        name = make_url(url).database or ""
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self._names.give_back(name.removeprefix(self._copy_prefix))

    def close(self) -> None:
        """Close the connections to the server."""
        self._engine.dispose()

    def _find_strategy(self) -> str:
        """Return how to copy: by files takes half the time, and cannot be asked for before 15."""
        with self._engine.connect() as connection:
            version = int(connection.scalar(text("SHOW server_version_num")) or 0)
        return " STRATEGY file_copy" if version >= 150_000 else ""

    def _url_of(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)

    def _run(self, *statements: str) -> None:
        with self._engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold ``path`` against the other workers of the run."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
