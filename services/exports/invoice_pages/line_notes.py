"""What stands below the lines of an invoice: what explains some of them, and the texts behind."""

from collections.abc import Iterable

from services.domain.invoice_terms import is_protected
from services.domain.invoices import InvoiceDetail, InvoiceKind, Part
from services.domain.issued_lines import NO_OVERRUN_READING
from services.domain.tariffs.energies import EnergyMethod
from services.exports.pdf.prose import safe, tell

LONGEST_REFERENCE = 600
CORRECTING = frozenset({InvoiceKind.ADJUSTMENT, InvoiceKind.CREDIT_NOTE})


def about_correction(detail: InvoiceDetail) -> Iterable[str]:
    """Say what a correction does to the invoice before, and until when the law allows one."""
    kind = detail.row.kind
    if kind in CORRECTING and any("before" in line.basis for line in detail.lines):
        yield tell(f"invoice_pdf.correction.{kind.value}")
    facts = detail.facts
    if kind is not InvoiceKind.ADJUSTMENT or facts is None:
        return
    if is_protected(facts.segment, facts.powers_kva.values()):
        yield tell("invoice_pdf.protected")


def about_rates(detail: InvoiceDetail) -> Iterable[str]:
    """Say the texts of the rates, each whole, and what they do not include."""
    references = sorted({line.reference for line in detail.lines if line.reference})
    if references:
        listed = " ; ".join(safe(reference, LONGEST_REFERENCE) for reference in references)
        yield f"{tell('invoice_pdf.rates')} {listed}."
    taxes = [line for line in detail.lines if line.part is Part.TAXES]
    for note in sorted({line.basis.get("note", "") for line in taxes} - {""}):
        yield f"{tell('invoice_pdf.rate_note')} {safe(note, LONGEST_REFERENCE)}."
    if any(line.is_single_source for line in detail.lines):
        yield tell("invoice_pdf.single_source")


def about_amounts(detail: InvoiceDetail) -> Iterable[str]:
    """Say how energy was shared out between rates, and why a line has no amount."""
    methods = {line.basis.get("energy_method") for line in detail.lines}
    for method in (EnergyMethod.BY_DAY, EnergyMethod.BY_CURVE):
        if method.value in methods:
            yield tell(f"invoice_pdf.method.{method.value}")
    reasons = {line.basis.get("unavailable", "") for line in detail.lines} - {""}
    if NO_OVERRUN_READING in reasons:
        yield tell("invoice_pdf.unread_note")
    if reasons - {NO_OVERRUN_READING}:
        yield tell("invoice_pdf.unavailable_note")
