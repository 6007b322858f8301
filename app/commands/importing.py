"""The command that imports meter-data files."""

import getpass
from argparse import Namespace
from pathlib import Path

from app.commands.context import Context, complain, printable, progress_bar, say
from services.imports.files import MIB, Limits
from services.kernel.errors import ServiceError
from services.kernel.wording import text
from services.metering.meter_data import import_file
from services.metering.meter_report import ImportReport
from services.storage.engine import Database


def import_files(context: Context, arguments: Namespace) -> int:
    """Import each file in its own transaction; return 1 if any was refused."""
    refused = 0
    with context.database() as database:
        for path in map(Path, arguments.files):
            try:
                report = _import_one(context, database, path, arguments.prm)
            except ServiceError as error:
                complain(error.message)
                refused += 1
            except OSError as error:
                complain(text("cli.import.unreadable", file=path, reason=error.strerror))
                refused += 1
            else:
                say(*report.sentences())
    if refused:
        complain(text("cli.import.refused", refused=refused, total=len(arguments.files)))
    return 1 if refused else 0


def _import_one(context: Context, database: Database, path: Path, prm: str | None) -> ImportReport:
    if path.exists() and not path.is_file():
        raise ServiceError(text("cli.import.not_a_file", file=path))
    limit = context.settings.import_limit_mb * MIB
    name = printable(path.name)
    with path.open("rb") as file:
        # One byte more than allowed is enough to refuse a file, however long it is.
        data = file.read(limit + 1)
    with progress_bar(name) as progress:
        return import_file(
            database,
            name,
            data,
            prm=prm,
            by=getpass.getuser(),
            now=context.clock(),
            limits=Limits(packed_bytes=limit),
            progress=progress,
        )
