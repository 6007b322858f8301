"""Commands about invoices: invoices issue, invoices correct."""

from argparse import ArgumentTypeError, Namespace
from datetime import date, datetime
from typing import TYPE_CHECKING

from app.commands.context import Context, progress_bar, say
from app.house import build_house
from services.billing import correcting
from services.billing.correcting import Correction
from services.billing.issuing import IssueReport, Order, issue_month
from services.kernel import formats
from services.kernel.wording import text
from services.office.user_admin import OPERATOR

if TYPE_CHECKING:
    from app.commands.french_parser import FrenchParser


def issue(context: Context, arguments: Namespace) -> int:
    """Issue the invoices of a month; with ``--dry-run``, only say which and why not."""
    order = Order(arguments.month, arguments.contract or None, is_dry_run=arguments.dry_run)
    label = text("cli.invoices.issuing")
    with context.database() as database, progress_bar(label) as progress:
        house = build_house(context.settings, database)
        report = issue_month(house, order, actor=OPERATOR, now=context.clock(), progress=progress)
    _tell(report, order)
    return 0


def correct(context: Context, arguments: Namespace) -> int:
    """Correct an issued invoice by another one; with ``--dry-run``, only say what it would be."""
    with context.database() as database:
        house = build_house(context.settings, database)
        run = correcting.plan_correction if arguments.dry_run else correcting.correct
        correction = run(house, arguments.number, actor=OPERATOR, now=context.clock())
    say(*_sentences(correction, is_dry_run=arguments.dry_run))
    return 0


def describe_issue(parser: "FrenchParser") -> None:
    """Add the arguments of ``invoices issue``."""
    parser.add_argument(
        "--month", required=True, type=read_month, metavar="AAAA-MM", help=text("cli.help.month")
    )
    parser.add_argument(
        "--contract", action="append", metavar="CONTRAT", help=text("cli.help.contract")
    )
    parser.add_argument("--dry-run", action="store_true", help=text("cli.help.issue_dry_run"))


def describe_correct(parser: "FrenchParser") -> None:
    """Add the arguments of ``invoices correct``."""
    parser.add_argument("number", metavar="FACTURE", help=text("cli.help.invoice_number"))
    parser.add_argument("--dry-run", action="store_true", help=text("cli.help.issue_dry_run"))


def read_month(typed: str) -> date:
    """Return the first day of ``2021-10``; raise ArgumentTypeError for what is no month."""
    try:
        return datetime.strptime(typed, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError as error:
        raise ArgumentTypeError(text("cli.invoices.bad_month", month=typed)) from error


def _tell(report: IssueReport, order: Order) -> None:
    """List what was issued and what was not, then the totals and how often each reason came."""
    for one in report.issued:
        say(
            text(
                "cli.invoices.line",
                number=one.number or text("cli.invoices.no_number"),
                contract=one.contract,
                period=formats.short_range(one.start, one.end),
                amount=formats.euros(one.amount_eur),
            )
        )
    for refused in report.refused:
        period = (
            formats.short_range(refused.start, refused.end)
            if refused.start and refused.end
            else formats.month_name(order.month)
        )
        values = {"contract": refused.contract, "period": period, "reason": refused.sentence}
        say(text("cli.invoices.refused", **values))
    say(*_summary(report, is_dry_run=order.is_dry_run))


def _summary(report: IssueReport, *, is_dry_run: bool) -> list[str]:
    ht, vat, ttc = map(formats.euros, report.totals_eur)
    done = "cli.invoices.planned" if is_dry_run else "cli.invoices.done"
    sentences = [text(done, count=formats.number(len(report.issued)), ht=ht, vat=vat, ttc=ttc)]
    if report.already:
        sentences.append(text("cli.invoices.already", count=formats.number(report.already)))
    for reason, count in report.reasons.items():
        name = text(f"billing.reason.{reason}")
        sentences.append(text("cli.invoices.reason", reason=name, count=formats.number(count)))
    return sentences


def _sentences(correction: Correction | None, *, is_dry_run: bool) -> list[str]:
    if correction is None:
        return [text("cli.invoices.nothing_to_correct")]
    lines = [
        text(
            "cli.invoices.correction_line",
            line=f"{line.code} {line.time_class or ''}".rstrip(),
            before=line.basis["before"],
            after=line.basis["after"],
        )
        for line in correction.draft.lines
    ]
    values = {
        "number": correction.number or text("cli.invoices.no_number"),
        "label": correction.draft.label,
        "amount": formats.euros(correction.draft.amount_eur),
    }
    done = "cli.invoices.would_correct" if is_dry_run else "cli.invoices.corrected"
    return [*lines, text(done, **values)]
