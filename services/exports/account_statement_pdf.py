"""A statement of account as PDF: the two balances first, then every operation between them."""

from typing import IO

from services.domain.account_statement import StatementDocument, StatementLine
from services.exports.pdf import prose
from services.exports.pdf.document import Pdf, render
from services.exports.pdf.fonts import clean
from services.exports.pdf.furniture import Sheet
from services.exports.pdf.grid import Column, Row, RowKind, table
from services.exports.statement_words import describe
from services.kernel import formats
from services.kernel.supplier import SUPPLIER, Supplier
from services.kernel.wording import text

SHARES = (("date", 0.12), ("operation", 0.34), ("reference", 0.18))
AMOUNTS = (("debit", 0.12), ("credit", 0.12), ("balance", 0.12))
LONGEST_NAME = 120


def render_pdf(document: StatementDocument, file: IO[bytes]) -> None:
    """Write the statement to ``file``: the same bytes for the same statement and day."""
    file.write(build_pdf(document).content)


def build_pdf(document: StatementDocument, supplier: Supplier = SUPPLIER) -> Pdf:
    """Return the statement; raises as ``pdf.document.render`` does."""
    holder, statement = document.holder, document.statement
    days = _days(document)
    street, _, town = holder.address.rpartition(", ")
    address = prose.lines(
        [prose.safe(holder.name), prose.safe(street), prose.safe(town)], "address"
    )
    words = [
        prose.heading(1, "statement.title"),
        prose.paragraph(prose.tell("statement.period", **days), "lead"),
        address,
        prose.paragraph(prose.tell("statement.reference", reference=holder.reference)),
        f"<h2>{_balance_words(document)}</h2>",
    ]
    notes = ["statement.made_on", "statement.explained"]
    if document.is_demo:
        notes.append("statement.demo")
    made = formats.short_date(document.made_on)
    said = " ".join(prose.tell(name, day=made) for name in notes)
    columns = [Column(text(f"statement.column.{name}"), share) for name, share in SHARES]
    columns += [
        Column(text(f"statement.column.{name}"), share, is_number=True) for name, share in AMOUNTS
    ]
    first = formats.short_date(statement.first)
    opening = (first, text("statement.opening"), "", "", "", formats.euros(statement.opening_eur))
    rows = [Row(opening), *map(_row, statement.lines), _total(document)]
    parts = ["".join(words), table(columns, rows), prose.paragraph(said, "small")]
    return render(parts, _sheet(document, supplier))


def _days(document: StatementDocument) -> dict[str, str]:
    statement = document.statement
    return {
        "first": formats.short_date(statement.first),
        "last": formats.short_date(statement.last),
    }


def _balance_words(document: StatementDocument) -> str:
    closing, day = document.statement.closing_eur, _days(document)["last"]
    kind = "owed" if closing > 0 else "credit" if closing < 0 else "even"
    return prose.tell(f"statement.closing.{kind}", amount=formats.euros(abs(closing)), day=day)


def _row(line: StatementLine) -> Row:
    operation, amount = line.operation, line.operation.amount_eur
    return Row(
        (
            formats.short_date(operation.happened_on),
            describe(operation),
            operation.invoice_number or "",
            formats.euros(amount) if amount > 0 else "",
            formats.euros(-amount) if amount < 0 else "",
            formats.euros(line.balance_eur),
        )
    )


def _total(document: StatementDocument) -> Row:
    statement = document.statement
    last = _days(document)["last"]
    sums = (statement.debit_eur, statement.credit_eur, statement.closing_eur)
    return Row(
        (last, text("statement.closing", day=last), "", *map(formats.euros, sums)), RowKind.TOTAL
    )


def _sheet(document: StatementDocument, supplier: Supplier) -> Sheet:
    reference = clean(document.holder.reference, 40)
    title = text("statement.of", name=clean(document.holder.name, LONGEST_NAME))
    return Sheet(
        title=title,
        subject=text("statement.period", **_days(document)),
        made_on=document.made_on,
        brand=supplier.name,
        reference=text("statement.page_reference", reference=reference, **_days(document)),
        foot=(
            text(
                "invoice_pdf.foot",
                name=supplier.name,
                form=supplier.legal_form,
                capital=formats.quantity(supplier.capital_eur, "€"),
                address=supplier.address,
            ),
            text(
                "invoice_pdf.foot_registry",
                registry=supplier.registry,
                siren=formats.in_threes(supplier.siren),
                vat=supplier.vat_number,
                telephone=text("contact.telephone"),
                website=supplier.website,
            ),
        ),
        page_words=(text("document.page"), text("document.of")),
    )
