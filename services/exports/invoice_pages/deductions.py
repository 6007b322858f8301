"""What instalments and credit notes take off an invoice, in words."""

from collections.abc import Sequence

from services.domain.deductions import name_deductions
from services.domain.invoices import InvoiceDetail
from services.kernel import formats
from services.kernel.wording import text


def deduction_words(detail: InvoiceDetail) -> Sequence[str]:
    """Return « Mensualités déjà réglées -800,00 € » of each, then what is left; empty without."""
    named = name_deductions(detail.row.kind, detail.facts, detail.row.amount_eur)
    return [f"{text(f'invoice.deducted.{name}')} {formats.euros(amount)}" for name, amount in named]


def deduction_sentence(detail: InvoiceDetail) -> str:
    """Return the amount of the invoice and what is taken off it, for the card."""
    charged = text("invoice.deducted.of", amount=formats.euros(detail.row.amount_eur))
    return text("invoice.deducted.join").join((charged, *deduction_words(detail)[:-1]))
