"""The command that makes the documents of invoices: ``invoices documents``."""

from argparse import Namespace
from collections.abc import Callable

from app.commands.context import Context, Progress, progress_bar, say
from services.billing import documents
from services.billing.documents import Made
from services.kernel.wording import text

AT_ONCE = 1000
"""Leases begin when a round does: it has to end long before they do."""


def make(context: Context, _arguments: Namespace) -> int:
    """Make the documents that wait now; return 1 if any was given up."""
    done = Made()
    with (
        context.database() as database,
        progress_bar(text("cli.invoices.documents")) as progress,
    ):
        waiting = documents.count_waiting(database, now=context.clock())
        while more := documents.make_documents(
            database,
            now=context.clock(),
            limit=AT_ONCE,
            progress=_counting_on(progress, done.taken, waiting),
        ):
            done += more
    say(
        text(
            "cli.invoices.documents_done",
            made=done.made,
            postponed=done.postponed,
            failed=done.failed,
        )
    )
    return 1 if done.failed else 0


def _counting_on(progress: Progress, before: int, total: int) -> Callable[[int], None]:
    """Return what shows how many are dealt with, after those of earlier rounds."""

    def show(done: int) -> None:
        progress(before + done, total)

    return show
