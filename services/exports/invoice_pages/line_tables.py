"""The second page on: every line, the readings."""

from collections.abc import Iterable
from itertools import groupby

from services.domain.invoices import BilledReading, InvoiceDetail, InvoiceLine, Part
from services.domain.issued_lines import sum_eur
from services.exports.invoice_pages import line_notes, line_words
from services.exports.pdf.document import Part as DocumentPart
from services.exports.pdf.drawings import Swatch
from services.exports.pdf.grid import Column, Row, RowKind, table
from services.exports.pdf.prose import heading, paragraph, tell
from services.kernel import formats
from services.kernel.wording import text

SWATCH_SHARE = 0.024


def build_lines(detail: InvoiceDetail) -> Iterable[DocumentPart]:
    """Return the table of the lines with its totals, and the notes that belong to it."""
    yield heading(2, "invoice_pdf.lines")
    if not detail.lines:
        yield paragraph(tell("invoice_pdf.no_lines"))
        return
    rows = [*_line_rows(detail), *_total_rows(detail)]
    yield table(
        [
            Column("", SWATCH_SHARE),
            Column(text("invoice_pdf.column.line"), 0.29),
            Column(text("invoice_pdf.column.period"), 0.236),
            Column(text("invoice_pdf.column.quantity"), 0.1, is_number=True),
            Column(text("invoice_pdf.column.price"), 0.16, is_number=True),
            Column(text("invoice_pdf.column.amount"), 0.12, is_number=True),
            Column(text("invoice_pdf.column.vat"), 0.07, is_number=True),
        ],
        rows,
    )
    notes = list(_notes(detail))
    if notes:
        yield "".join(paragraph(note, "small") for note in notes)


def _line_rows(detail: InvoiceDetail) -> Iterable[Row]:
    order = {part: place for place, part in enumerate(Part)}
    lines = sorted(detail.lines, key=lambda line: order[line.part])
    for part, group in groupby(lines, key=lambda line: line.part):
        members = list(group)
        is_charged = not all(line.basis.get("unavailable") for line in members)
        total = formats.euros(sum_eur(members)) if is_charged else ""
        name = text(f"invoice_pdf.part.{part.value}")
        yield Row((name, "", "", "", "", total, ""), RowKind.GROUP)
        yield from (_line_row(line) for line in members)


def _line_row(line: InvoiceLine) -> Row:
    unavailable = bool(line.basis.get("unavailable"))
    return Row(
        (
            Swatch(line.time_class) if line.time_class else "",
            line_words.describe(line),
            line_words.period(line),
            line_words.quantity(line),
            line_words.unit_price(line),
            "" if unavailable else formats.euros(line.amount_eur),
            formats.quantity(line.vat_rate_pct, "%", 1 if line.vat_rate_pct % 1 else 0),
        )
    )


def _total_rows(detail: InvoiceDetail) -> Iterable[Row]:
    amount = detail.row.amount_eur
    if detail.vat:
        before = amount - sum(total.vat_eur for total in detail.vat)
        yield _total("invoice_pdf.total.ht", formats.euros(before))
    for total in detail.vat:
        words = text(
            "invoice_pdf.total.vat",
            rate=formats.quantity(total.rate_pct, "%", 1 if total.rate_pct % 1 else 0),
            base=formats.euros(total.base_eur),
        )
        yield Row(("", words, "", "", "", formats.euros(total.vat_eur), ""), RowKind.TOTAL)
    words = text("invoice_pdf.total.ttc")
    yield Row(("", words, "", "", "", formats.euros(amount), ""), RowKind.GRAND_TOTAL)


def _total(message_id: str, amount: str) -> Row:
    return Row(("", text(message_id), "", "", "", amount, ""), RowKind.TOTAL)


def _notes(detail: InvoiceDetail) -> Iterable[str]:
    network = detail.parts().get(Part.NETWORK)
    if network is not None:
        yield tell("invoice_pdf.network_share", amount=formats.euros(network))
    yield from line_notes.about_correction(detail)
    yield from line_notes.about_rates(detail)
    yield from line_notes.about_amounts(detail)


def build_readings(detail: InvoiceDetail) -> Iterable[DocumentPart]:
    """Return the table of what was read or estimated, and on what an estimate rests."""
    yield heading(2, "invoice_pdf.readings")
    if not detail.readings:
        yield paragraph(tell("invoice_pdf.no_readings"))
        return
    yield table(
        [
            Column("", SWATCH_SHARE),
            Column(text("invoice_pdf.column.class"), 0.28),
            Column(text("invoice_pdf.column.period"), 0.236),
            Column(text("invoice_pdf.column.start_index"), 0.12, is_number=True),
            Column(text("invoice_pdf.column.end_index"), 0.12, is_number=True),
            Column(text("invoice_pdf.column.energy"), 0.11, is_number=True),
            Column(text("invoice_pdf.column.nature"), 0.11),
        ],
        [_reading_row(reading) for reading in detail.readings],
    )
    natures = dict.fromkeys(reading.nature for reading in detail.readings)
    said = [f"invoice_pdf.nature.{nature.value}" for nature in natures]
    if any(None in (r.start_index_kwh, r.end_index_kwh) for r in detail.readings):
        said.append("invoice_pdf.why_no_index")
    yield "".join(paragraph(tell(message_id), "small") for message_id in said)


def _reading_row(reading: BilledReading) -> Row:
    return Row(
        (
            Swatch(reading.time_class),
            f"{reading.time_class.value} · {text(f'class.{reading.time_class.value}')}",
            formats.short_range(reading.start, reading.end),
            _index(reading.start_index_kwh),
            _index(reading.end_index_kwh),
            formats.number(reading.energy_kwh),
            text(f"nature.{reading.nature.value}"),
        )
    )


def _index(value: int | None) -> str:
    return text("invoice_pdf.no_index") if value is None else formats.number(value)
