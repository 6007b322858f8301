"""The command line: what ``python -m app`` understands."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from getpass import getpass
from typing import TYPE_CHECKING

from app.commands import (
    accounts,
    documents,
    importing,
    instalments,
    invoices,
    keeping,
    paying,
    privacy,
    serving,
    working,
)
from app.commands.context import Context, complain, stop_writing
from app.commands.french_parser import FrenchParser
from app.settings import SettingsError, load_settings
from services.kernel.clock import Clock, system_clock
from services.kernel.errors import ServiceError
from services.kernel.viewer import Role
from services.kernel.wording import text

if TYPE_CHECKING:
    from app.commands.french_parser import Commands

Command = Callable[[Context, Namespace], int]


def main(
    arguments: Sequence[str] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    clock: Clock = system_clock,
    ask: Callable[[str], str] = getpass,
) -> int:
    """Run one command and return its exit code: 0 done, 1 refused, 2 wrong use or settings."""
    chosen = build_parser().parse_args(arguments)
    run: Command = chosen.run
    try:
        return run(Context(load_settings(environ), clock, ask), chosen)
    except SettingsError as error:
        complain(text("cli.settings.wrong"), str(error))
        return 2
    except ServiceError as error:
        complain(error.message)
        return 1
    except BrokenPipeError:
        # Who reads our lines has enough of them, as `head` does: that is no mistake.
        stop_writing()
        return 0
    except KeyboardInterrupt:
        complain(text("cli.interrupted"))
        return 130


def build_parser() -> ArgumentParser:
    """Return the parser of all commands."""
    parser = FrenchParser(prog="python -m app", description=text("cli.help.description"))
    commands = parser.add_commands()
    serve = _add(commands, "serve", serving.serve)
    serve.add_argument("--prepare", action="store_true", help=text("cli.help.prepare"))
    _add(commands, "migrate", serving.migrate)
    demo = _add(commands, "demo", serving.demo)
    demo.add_argument("--reset", action="store_true", help=text("cli.help.reset"))
    importer = _add(commands, "import", importing.import_files)
    importer.add_argument("files", nargs="+", metavar="FICHIER", help=text("cli.help.files"))
    importer.add_argument("--prm", metavar="PRM", help=text("cli.help.prm"))
    _add_user_commands(commands)
    work = _add(commands, "worker", working.worker)
    work.add_argument("--once", action="store_true", help=text("cli.help.once"))
    work.add_argument("--until-closed", action="store_true", help=text("cli.help.until_closed"))
    bench = _add(commands, "payment-bench", paying.payment_bench)
    bench.add_argument("--until-closed", action="store_true", help=text("cli.help.until_closed"))
    bench.add_argument("--delay", type=float, default=5.0, metavar="S", help=text("cli.help.delay"))
    _add(commands, "check", serving.check)
    _add_keeping_commands(commands)
    _add_invoice_commands(commands)
    return parser


def _add_invoice_commands(commands: "Commands") -> None:
    summary = text("cli.help.invoices")
    actions = commands.add_parser("invoices", help=summary, description=summary).add_commands()
    invoices.describe_issue(_add(actions, "issue", invoices.issue, group="invoices_"))
    invoices.describe_correct(_add(actions, "correct", invoices.correct, group="invoices_"))
    _add(actions, "documents", documents.make, group="invoices_")
    _add_instalment_commands(actions)


def _add_instalment_commands(commands: "Commands") -> None:
    summary = text("cli.help.instalments")
    parser = commands.add_parser("instalments", help=summary, description=summary)
    actions, group = parser.add_commands(), "instalments_"
    instalments.describe_open(_add(actions, "open", instalments.open_plan, group=group))
    _add(actions, "collect", instalments.collect, group=group)
    instalments.describe_settle(_add(actions, "settle", instalments.settle, group=group))


def _add_keeping_commands(commands: "Commands") -> None:
    for name, run in (("backup", keeping.backup), ("restore", keeping.restore)):
        copy = _add(commands, name, run)
        copy.add_argument("file", metavar="FICHIER", help=text("cli.help.backup_file"))
    purge = _add(commands, "purge", privacy.purge)
    purge.add_argument("--dry-run", action="store_true", help=text("cli.help.dry_run"))
    privacy.describe_erase(_add(commands, "erase", privacy.erase))
    for name, action, check in (
        ("audit", "verify", privacy.verify),
        ("data-key", "rotate", keeping.rotate),
    ):
        group = name.replace("-", "_")
        summary = text(f"cli.help.{group}")
        actions = commands.add_parser(name, help=summary, description=summary).add_commands()
        _add(actions, action, check, group=f"{group}_")


def _add_user_commands(commands: "Commands") -> None:
    user = commands.add_parser(
        "user", help=text("cli.help.user"), description=text("cli.help.user")
    )
    actions = user.add_commands()
    add = _add_user_command(actions, "add", accounts.add)
    add.add_argument("--name", required=True, metavar="NOM", help=text("cli.help.name"))
    add.add_argument("--email", default="", metavar="ADRESSE", help=text("cli.help.email"))
    add.add_argument(
        "--role", default=Role.CUSTOMER.value, choices=[*Role], help=text("cli.help.role")
    )
    add.add_argument(
        "--customer", action="append", default=[], metavar="REF", help=text("cli.help.customer")
    )
    _add_user_command(actions, "password", accounts.password)
    _add_user_command(actions, "disable", accounts.disable)
    _add_user_command(actions, "enable", accounts.enable)
    role = _add_user_command(actions, "role", accounts.role)
    role.add_argument("role", metavar="ROLE", choices=[*Role], help=text("cli.help.role"))
    listing = _add(actions, "list", accounts.list_all, group="user_")
    listing.add_argument("--role", choices=[*Role], help=text("cli.help.role"))


def _add_user_command(actions: "Commands", name: str, run: Command) -> FrenchParser:
    parser = _add(actions, name, run, group="user_")
    parser.add_argument("username", metavar="UTILISATEUR", help=text("cli.help.username"))
    return parser


def _add(commands: "Commands", name: str, run: Command, *, group: str = "") -> FrenchParser:
    summary = text(f"cli.help.{group}{name.replace('-', '_')}")
    parser = commands.add_parser(name, help=summary, description=summary)
    parser.set_defaults(run=run)
    return parser
