"""The code that a bank's application reads to fill in a transfer: EPC069-12, version 002."""

from decimal import Decimal

import segno
from reportlab.pdfgen.canvas import Canvas

from services.exports.pdf.palette import INK, WHITE
from services.kernel.supplier import Supplier

QUIET_MODULES = 4
CHARACTER_SET = "1"
"""UTF-8."""
HIGHEST_EUR = Decimal("999999999.99")


def make_code(supplier: Supplier, amount_eur: Decimal, remittance: str) -> segno.QRCode:
    """Return the code of a transfer of ``amount_eur`` to the supplier, about ``remittance``.

    Raises ValueError for an amount that a transfer cannot have.
    """
    if not 0 < amount_eur <= HIGHEST_EUR:
        raise ValueError(f"no transfer of {amount_eur}")
    fields = (
        *("BCD", "002", CHARACTER_SET, "SCT"),
        *(supplier.bic, supplier.name, supplier.iban),
        # Always with cents: segno's own helper leaves out zeros, which some banks refuse.
        f"EUR{amount_eur:.2f}",
        *("", "", remittance),  # no purpose, no structured reference
    )
    # The standard asks for level M, whatever room is left.
    return segno.make_qr("\n".join(fields).encode(), error="m", boost_error=False)


def draw_code(canvas: Canvas, code: segno.QRCode, x: float, y: float, side: float) -> None:
    """Draw ``code`` with its quiet zone on white, in ``side`` points: runs of squares, no image."""
    modules = code.symbol_size(border=0)[0]
    unit = side / (modules + 2 * QUIET_MODULES)
    canvas.setFillColor(WHITE)
    canvas.rect(x, y, side, side, stroke=0, fill=1)
    dark = canvas.beginPath()
    top = y + side - QUIET_MODULES * unit
    for row, values in enumerate(code.matrix):
        start = None
        for column, value in enumerate([*values, 0]):
            if value and start is None:
                start = column
            elif not value and start is not None:
                left = x + (QUIET_MODULES + start) * unit
                dark.rect(left, top - (row + 1) * unit, (column - start) * unit, unit)
                start = None
    canvas.setFillColor(INK)
    canvas.drawPath(dark, stroke=0, fill=1)
