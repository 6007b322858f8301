"""The card that answers the first question: how much, by when, how."""

from collections.abc import Sequence

import segno

from services.exports.pdf.drawings import Drawn
from services.exports.pdf.fonts import BODY, BOLD, TITLE
from services.exports.pdf.grid import wrap
from services.exports.pdf.palette import INK, INK2, MUTED, PRIMARY, TINT, WIDTH
from services.exports.pdf.payment_code import draw_code


class AmountCard(Drawn):
    """A label, the amount, what to do, and lines that explain; the code of a transfer if any."""

    HEIGHT = 104
    PADDING, CODE = 14, 76

    def __init__(
        self,
        label: str,
        amount: str,
        action: str,
        lines: Sequence[str],
        *,
        code: segno.QRCode | None = None,
        caption: str = "",
    ) -> None:
        super().__init__(self.HEIGHT)
        self._label, self._amount, self._action = label, amount, action
        self._lines, self._code, self._caption = lines, code, caption

    def draw(self) -> None:
        """Draw the words from the top, the code at the right."""
        canvas = self.canv
        canvas.setFillColor(TINT)
        canvas.roundRect(0, 0, WIDTH, self.height, 9, stroke=0, fill=1)
        canvas.setFillColor(PRIMARY)
        canvas.roundRect(0, 0, 4, self.height, 2, stroke=0, fill=1)
        self._draw_words()
        if self._code is not None:
            self._draw_code(self._code)

    def _draw_words(self) -> None:
        canvas, x = self.canv, self.PADDING + 2
        room = WIDTH - 2 * self.PADDING - (self.CODE + 20 if self._code else 0)
        canvas.setFillColor(INK2)
        canvas.setFont(BODY, 9)
        canvas.drawString(x, self.height - 20, self._label)
        canvas.setFillColor(INK)
        canvas.setFont(TITLE, 26)
        canvas.drawString(x, self.height - 46, self._amount)
        canvas.setFillColor(PRIMARY)
        canvas.setFont(BOLD, 10)
        canvas.drawString(x, self.height - 64, self._action)
        canvas.setFillColor(INK2)
        canvas.setFont(BODY, 8.2)
        y = self.height - 78
        for line in self._lines:
            for piece in wrap(line, BODY, 8.2, room).split("\n")[:2]:
                canvas.drawString(x, y, piece)
                y -= 10.5

    def _draw_code(self, code: segno.QRCode) -> None:
        canvas = self.canv
        left = WIDTH - self.PADDING - self.CODE
        draw_code(canvas, code, left, 20, self.CODE)
        canvas.setFillColor(MUTED)
        canvas.setFont(BODY, 6.8)
        canvas.drawCentredString(left + self.CODE / 2, 9, self._caption)
