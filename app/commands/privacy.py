"""Commands about the audit trail and personal data: audit verify, erase, purge."""

from argparse import Namespace
from typing import TYPE_CHECKING

from app.commands.context import Context, complain, say
from app.house import build_house
from services.kernel import formats
from services.kernel.wording import text
from services.privacy import erasure, retention
from services.trail import audit_check

if TYPE_CHECKING:
    from app.commands.french_parser import FrenchParser


def verify(context: Context, _: Namespace) -> int:
    """Check the audit trail; return 1 if anything in it was altered or is missing."""
    with context.database() as database:
        report = audit_check.verify(database)
    if report.broken_at is not None:
        complain(text("cli.audit.broken", number=report.broken_at))
        return 1
    count = formats.number(report.count)
    say(text("cli.audit.whole", count=count, first=report.first, last=report.last))
    say(text("cli.audit.seal", seal=report.seal))
    return 0


def erase(context: Context, arguments: Namespace) -> int:
    """Erase what may go of a customer; without ``--confirm``, only say what would."""
    with context.database() as database:
        house = build_house(context.settings, database)
        run = erasure.erase if arguments.confirm else erasure.plan_erasure
        plan = run(house, arguments.reference, now=context.clock())
    say(*plan.sentences())
    say(text("cli.erase.done" if arguments.confirm else "cli.erase.planned"))
    return 0


def purge(context: Context, arguments: Namespace) -> int:
    """Apply the periods of retention; with ``--dry-run``, only say what would go."""
    with context.database() as database:
        house = build_house(context.settings, database)
        report = retention.purge(house, now=context.clock(), is_dry_run=arguments.dry_run)
    for name, count in report.counts.items():
        say(text("cli.purge.line", what=text(f"cli.purge.{name}"), count=formats.number(count)))
    say(text("cli.purge.planned" if arguments.dry_run else "cli.purge.done"))
    return 0


def describe_erase(parser: "FrenchParser") -> None:
    """Add the arguments of ``erase``."""
    parser.add_argument("reference", metavar="REF", help=text("cli.help.customer_reference"))
    parser.add_argument("--confirm", action="store_true", help=text("cli.help.confirm"))
