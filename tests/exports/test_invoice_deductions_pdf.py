"""The first page of an invoice that instalments and credit notes have paid in part."""

from dataclasses import replace
from decimal import Decimal

import pytest
from segno import QRCode

from services.domain.invoices import InvoiceDetail, InvoiceKind
from services.exports.invoice_pages import first_page as drawn
from services.exports.invoice_pdf import render_invoice
from services.exports.pdf.payment_code import make_code
from services.kernel.supplier import Supplier
from tests.exports import invoice_samples as samples
from tests.exports.reading_pdf import read


def settlement(prepaid: str, credited: str = "0.00", *, by_debit: bool = True) -> InvoiceDetail:
    """Return the brochure's invoice of 1 325.67 € as the settlement of a year."""
    detail = samples.brochure()
    row = replace(detail.row, kind=InvoiceKind.SETTLEMENT)
    assert detail.facts is not None
    facts = replace(
        detail.facts,
        prepaid_eur=Decimal(prepaid),
        credited_eur=Decimal(credited),
        is_direct_debit=by_debit,
    )
    row = row if by_debit else replace(row, collected_on=None)
    return replace(detail, row=row, facts=facts)


def first_page(detail: InvoiceDetail) -> str:
    return read(render_invoice(detail)).pages[0]


def test_what_is_left_is_collected() -> None:
    page = first_page(settlement("1000.00", "25.67"))

    for words in (
        "Reste à payer, toutes taxes comprises 300,00 € Prélèvement sur votre compte le",
        "Facture de 1 325,67 € ; Mensualités déjà réglées -1 000,00 € ; Avoirs déduits -25,67 €",
        "Mensualités déjà réglées -1 000,00 € Avoirs déduits -25,67 € Reste à payer 300,00 €",
        "Ce que vous payez",
    ):
        assert words in page.replace("−", "-"), page


def test_what_was_paid_too_much_is_in_favour() -> None:
    page = first_page(settlement("1400.00"))

    for words in (
        "Montant en votre faveur, toutes taxes comprises 74,33 € Vous n’avez rien à régler",
        "En votre faveur 74,33 €",
        "Ce montant est déduit de vos prochaines factures",
        "Ce que vous payez",
    ):
        assert words in page
    assert "Prélèvement sur votre compte le" not in page


def test_the_code_of_the_transfer_is_about_the_remainder(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def note(supplier: Supplier, amount_eur: Decimal, reference: str) -> QRCode:
        asked.append((amount_eur, reference))
        return make_code(supplier, amount_eur, reference)

    monkeypatch.setattr(drawn, "make_code", note)
    page = first_page(settlement("1000.00", by_debit=False))

    assert asked == [(Decimal("325.67"), "FR-15-118-40271")]
    assert "325,67 € À régler au plus tard le" in page
