"""What every command has at hand."""

import os
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from getpass import getpass

from tqdm import tqdm

from app.settings import Settings
from services.keeping.readiness import load_state
from services.kernel.clock import Clock
from services.kernel.errors import ServiceError
from services.kernel.wording import text
from services.storage.engine import Database

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Context:
    """The settings, the clock, and how to ask for a password without showing it."""

    settings: Settings
    clock: Clock
    ask: Callable[[str], str] = getpass

    @contextmanager
    def database(self) -> Iterator[Database]:
        """Open the database for one command.

        Raises ServiceError if it cannot be reached or lacks migrations.
        """
        if not load_state(self.settings.database_url).is_current:
            raise ServiceError(text("cli.database.outdated"))
        database = Database(self.settings.database_url)
        try:
            yield database
        finally:
            database.dispose()


def say(*sentences: str) -> None:
    """Write sentences to the standard output, one a line."""
    sys.stdout.writelines(f"{printable(sentence)}\n" for sentence in sentences)
    sys.stdout.flush()


def complain(*sentences: str) -> None:
    """Write sentences to the standard error output, one a line."""
    sys.stderr.writelines(f"{printable(sentence)}\n" for sentence in sentences)
    sys.stderr.flush()


def stop_writing() -> None:
    """Send what the standard output still holds nowhere: nobody reads it any more."""
    with suppress(OSError, ValueError):  # a test's own output is no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def printable(sentence: str) -> str:
    """Return a sentence without what a terminal would obey: a file's name may hold anything."""
    lines = sentence.splitlines() or [""]
    return "\n".join("".join(map(_visible, line)) for line in lines)


def _visible(character: str) -> str:
    is_shown = unicodedata.category(character)[0] != "C" or character == "\t"
    return character if is_shown else "\ufffd"


@contextmanager
def progress_bar(label: str) -> Iterator[Progress]:
    """Show a bar on the standard error output while the block runs, if a person looks at it."""
    with tqdm(desc=label, total=1, disable=None, leave=False, file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield show
