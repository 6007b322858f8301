"""Commands about monthly instalments: invoices instalments open, collect, settle."""

from argparse import ArgumentTypeError, Namespace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from app.commands.context import Context, say
from app.house import build_house
from services.billing import instalments
from services.billing.instalments import NewPlan
from services.domain.instalments import COUNTS
from services.kernel import formats
from services.kernel.errors import InvalidInputError
from services.kernel.wording import text
from services.office.user_admin import OPERATOR
from services.payments.amounts import read_amount

if TYPE_CHECKING:
    from app.commands.french_parser import FrenchParser


def open_plan(context: Context, arguments: Namespace) -> int:
    """Put a contract on monthly instalments for a year, and list them."""
    plan = NewPlan(arguments.contract, arguments.yearly, arguments.start, arguments.count)
    with context.database() as database:
        house = build_house(context.settings, database)
        schedule = instalments.open_plan(house, plan, actor=OPERATOR, now=context.clock())
    for one in schedule.instalments:
        day, amount = formats.short_date(one.due_on), formats.euros(one.amount_eur)
        say(text("cli.instalments.line", day=day, amount=amount))
    return 0


def collect(context: Context, _arguments: Namespace) -> int:
    """Book the instalments that are due as collected; the worker does it every day."""
    with context.database() as database:
        house = build_house(context.settings, database)
        count = instalments.collect_due(house, actor=OPERATOR, now=context.clock())
    say(text("cli.instalments.collected", count=formats.number(count)))
    return 0


def settle(context: Context, arguments: Namespace) -> int:
    """Issue the invoice of a year of instalments that is over."""
    with context.database() as database:
        house = build_house(context.settings, database)
        invoice = instalments.settle(house, arguments.contract, actor=OPERATOR, now=context.clock())
        number, amount = invoice.number, formats.euros(invoice.amount_eur)
    say(text("cli.instalments.settled", number=number, amount=amount))
    return 0


def describe_open(parser: "FrenchParser") -> None:
    """Add the arguments of ``invoices instalments open``."""
    describe_settle(parser)
    parser.add_argument(
        "--yearly",
        required=True,
        type=_read_amount,
        metavar="EUROS",
        help=text("cli.help.instalments_yearly"),
    )
    parser.add_argument(
        "--start",
        required=True,
        type=_read_day,
        metavar="AAAA-MM-JJ",
        help=text("cli.help.instalments_start"),
    )
    parser.add_argument(
        "--count",
        type=int,
        choices=COUNTS,
        default=COUNTS[0],
        help=text("cli.help.instalments_count"),
    )


def describe_settle(parser: "FrenchParser") -> None:
    """Add the contract's number."""
    parser.add_argument("contract", metavar="CONTRAT", help=text("cli.help.instalments_contract"))


def _read_amount(typed: str) -> Decimal:
    try:
        return read_amount(typed)
    except InvalidInputError as error:
        raise ArgumentTypeError(error.message) from error


def _read_day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise ArgumentTypeError(text("cli.instalments.bad_day", day=typed)) from error
