"""Commands about what must not be lost: backup, restore, data-key rotate."""

from argparse import Namespace
from pathlib import Path

from app.commands.context import Context, say
from app.house import build_house
from services.keeping import backup as backups
from services.keeping import data_keys
from services.kernel.wording import text


def backup(context: Context, arguments: Namespace) -> int:
    """Write a checked copy of the database to a file."""
    backups.backup(context.settings.database_url, Path(arguments.file))
    say(text("cli.backup.done", file=arguments.file))
    return 0


def restore(context: Context, arguments: Namespace) -> int:
    """Put a copy in the place of the database; the old file is kept beside it."""
    url = context.settings.database_url
    kept = backups.restore(url, Path(arguments.file), now=context.clock())
    say(text("cli.restore.done", file=arguments.file))
    if kept is not None:
        say(text("cli.restore.kept", file=kept))
    return 0


def rotate(context: Context, _: Namespace) -> int:
    """Encrypt all secrets anew with the first key of AEL_DATA_KEY."""
    with context.database() as database:
        house = build_house(context.settings, database)
        counts = data_keys.rotate(house, now=context.clock())
    say(text("cli.data_key.done", count=sum(counts.values())))
    return 0
