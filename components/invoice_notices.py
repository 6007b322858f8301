"""What stands around the list: the next invoice, the archive that is being made."""

from dash.development.base_component import Component

from components import html
from components.attributes import attributes
from components.cards import note
from components.controls import ButtonLink, button_link
from components.icons import icon
from services.domain.invoice_lists import ArchiveState
from services.domain.next_invoice import NextInvoice
from services.kernel import formats
from services.kernel.wording import text

ARCHIVE = "/factures/archive"


def next_notice(coming: NextInvoice) -> Component:
    """Return when the next invoice is expected; a warning, with what to set aside, once late."""
    day = formats.long_date(coming.expected_on)
    estimate = text(
        f"invoices.next_estimate.{coming.basis}",
        amount=formats.quantity(coming.estimate_eur, "€"),
    )
    if not coming.late_days:
        return html.P(
            [icon("calendar", size=16), f"{text('invoices.next', day=day)} {estimate}"],
            className="next-invoice caption",
        )
    form = "one" if coming.missing == 1 else "many"
    words = text(f"invoices.next_late.{form}", day=day, days=coming.late_days, count=coming.missing)
    return note("warn", [html.P(words), html.P(f"{estimate} {text('invoices.next_advice')}")])


def archive_notice(archive: ArchiveState) -> Component:
    """Return where the archive stands; archive.js keeps the progress of one that is being made."""
    about = text(
        "invoices.archive_about",
        contract=archive.contract_number or text("invoices.all_contracts"),
        year=archive.year or text("invoices.every_year"),
    )
    if archive.state == "failed":
        return note("danger", f"{text('invoices.archive_failed')} {about}")
    if archive.state == "waiting":
        return note("info", _in_the_making(archive, about))
    until = formats.short_date(archive.expires_on) if archive.expires_on else ""
    words = f"{text('invoices.archive_ready', day=until)} {about}"
    return note("ok", [html.P(words), html.P(_take(archive))])


def _in_the_making(archive: ArchiveState, about: str) -> Component:
    """Return the progress, and what takes its place at the end: the link, or the failure."""
    bar = html.Progress(
        max=str(max(1, archive.total)),
        value=str(archive.done),
        **attributes(aria_label=text("invoices.archive_progress")),
    )
    counted = html.Span(
        text("invoices.archive_done", done=archive.done, total=archive.total),
        **attributes(data_archive_count=""),
    )
    waiting = html.Div(
        [html.P(f"{text('invoices.archive_waiting')} {about}"), html.P([bar, " ", counted])],
        **attributes(data_archive_waiting=""),
    )
    ready = html.P(
        [text("invoices.archive_ready_now"), " ", _take(archive)],
        hidden=True,
        **attributes(data_archive_ready=""),
    )
    failed = html.P(
        text("invoices.archive_failed"), hidden=True, **attributes(data_archive_failed="")
    )
    return html.Div(
        [waiting, ready, failed],
        role="status",
        **attributes(data_archive=f"{ARCHIVE}/{archive.public_id}/etat"),
    )


def _take(archive: ArchiveState) -> Component:
    link = ButtonLink(
        text("invoices.archive_take"), f"{ARCHIVE}/{archive.public_id}", "download", download=True
    )
    return button_link(link, size="small")
