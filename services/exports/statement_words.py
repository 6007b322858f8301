"""What the operations of a statement are called, in its files."""

from services.domain.account_statement import Operation
from services.kernel.wording import text


def describe(operation: Operation) -> str:
    """Return a short name: « Règlement par prélèvement », « Prélèvement rejeté », « Facture »."""
    mode = text(f"statement.mode.{operation.mode or 'unknown'}")
    return text(f"statement.kind.{operation.nature}", mode=mode)
