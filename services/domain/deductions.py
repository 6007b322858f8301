"""What was taken off an invoice when it was issued, and what that left to pay."""

from decimal import Decimal

from services.domain.invoices import InvoiceFacts, InvoiceKind


def name_deductions(
    kind: InvoiceKind, facts: InvoiceFacts | None, amount_eur: Decimal
) -> tuple[tuple[str, Decimal], ...]:
    """Return each deduction, negative, then what is left, never negative; empty without any.

    They are called ``instalments`` or ``on_account``, ``credits``, then ``rest`` or ``in_favour``.
    """
    if facts is None or not facts.deducted_eur:
        return ()
    prepaid = "instalments" if kind is InvoiceKind.SETTLEMENT else "on_account"
    taken = ((prepaid, -facts.prepaid_eur), ("credits", -facts.credited_eur))
    left = amount_eur - facts.deducted_eur
    rest = ("in_favour" if left < 0 else "rest", abs(left))
    return (*((name, amount) for name, amount in taken if amount), rest)
