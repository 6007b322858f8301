"""An invoice as PDF: the answer on the first page, all that explains it on those behind."""

from services.domain.invoices import InvoiceDetail
from services.exports.invoice_pages.first_page import build_first_page
from services.exports.invoice_pages.line_tables import build_lines, build_readings
from services.exports.invoice_pages.mentions import build_mentions
from services.exports.invoice_pages.year import build_year
from services.exports.pdf.document import Pdf, render
from services.exports.pdf.fonts import clean
from services.exports.pdf.furniture import Sheet
from services.kernel import formats
from services.kernel.supplier import SUPPLIER, Supplier
from services.kernel.wording import text

NEXT_PAGE = "<pdf:nextpage/>"
LONGEST_TITLE = 120


def render_invoice(detail: InvoiceDetail, supplier: Supplier = SUPPLIER) -> Pdf:
    """Return the invoice of ``detail``: the same bytes for the same invoice, on any day.

    What changes after it was issued (what is still owed, its state) is not in it. Raises one of
    ``document.REFUSALS``.
    """
    return render(
        [
            *build_first_page(detail, supplier),
            NEXT_PAGE,
            *build_lines(detail),
            *build_readings(detail),
            *build_year(detail),
            *build_mentions(detail, supplier),
        ],
        _sheet(detail, supplier),
    )


def _sheet(detail: InvoiceDetail, supplier: Supplier) -> Sheet:
    row = detail.row
    number = clean(row.number, 40)
    return Sheet(
        title=f"{clean(row.label, LONGEST_TITLE)} {number}",
        subject=text("invoice_pdf.subject", contract=clean(row.contract_number, 40)),
        made_on=row.issued_on,
        brand=supplier.name,
        reference=text(
            "invoice_pdf.reference_line",
            label=clean(row.label, 60),
            number=number,
            day=formats.short_date(row.issued_on),
        ),
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
