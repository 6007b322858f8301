"""Drawings between the paragraphs: swatches, a breakdown bar, the months of a year."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable

from services.domain.invoices import Part
from services.domain.time_classes import TimeClass
from services.exports.pdf.fonts import BODY, BOLD
from services.exports.pdf.palette import (
    INK,
    INK2,
    LINE2,
    MUTED,
    PALE,
    PRIMARY,
    WIDTH,
)

PART_COLOURS = {
    Part.ENERGY: HexColor("#0E5A43"),
    Part.SUBSCRIPTION: HexColor("#5E9C84"),
    Part.NETWORK: HexColor("#A9C9B8"),
    Part.TAXES: HexColor("#6F7A72"),
    Part.VAT: HexColor("#C9CEC4"),
}
OUTLINED = {Part.NETWORK, Part.VAT}
"""The pale ones, which white alone would swallow."""

CLASS_COLOURS = {
    TimeClass.HPH: (HexColor("#1F3F8F"), HexColor("#1F3F8F")),
    TimeClass.HCH: (HexColor("#6592D6"), HexColor("#3F6DB8")),
    TimeClass.HPE: (HexColor("#BF5410"), HexColor("#BF5410")),
    TimeClass.HCE: (HexColor("#EFB93F"), HexColor("#9A6200")),
}
HATCH = HexColor("#FFFFFFCC", hasAlpha=True)


class Drawn(Flowable):
    """A flowable of a fixed ``height`` that takes the width of the text."""

    def __init__(self, height: float) -> None:
        super().__init__()
        self.height = height
        self.spaceAfter = 6

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        """Return the place that it takes."""
        return available_width, self.height


class Swatch(Flowable):
    """The square of a time class: its colour and its pattern."""

    SIDE = 6.4

    def __init__(self, time_class: TimeClass) -> None:
        super().__init__()
        self._time_class = time_class

    def wrap(self, _available_width: float, _available_height: float) -> tuple[float, float]:
        """Return its size, with a little room above: it stands beside a line of text."""
        return self.SIDE, self.SIDE + 1.4

    def draw(self) -> None:
        """Draw it."""
        draw_class(self.canv, self._time_class, 0, -1, self.SIDE)


def draw_class(canvas: Canvas, time_class: TimeClass, x: float, y: float, side: float) -> None:
    """Draw the square of a time class with its lower left corner at x, y."""
    fill, outline = CLASS_COLOURS[time_class]
    canvas.saveState()
    frame = canvas.beginPath()
    frame.roundRect(x, y, side, side, 1.2)
    canvas.clipPath(frame, stroke=0, fill=0)
    canvas.setFillColor(fill)
    canvas.rect(x, y, side, side, stroke=0, fill=1)
    if time_class is TimeClass.HCH:
        canvas.setStrokeColor(HATCH)
        canvas.setLineWidth(0.9)
        for step in (-0.5, 0, 0.5):
            canvas.line(x + step * side, y, x + (1 + step) * side, y + side)
    elif time_class is TimeClass.HCE:
        canvas.setFillColor(outline)
        for across, up in ((0.27, 0.27), (0.73, 0.27), (0.27, 0.73), (0.73, 0.73), (0.5, 0.5)):
            canvas.circle(x + across * side, y + up * side, 0.55, stroke=0, fill=1)
    canvas.restoreState()
    canvas.setStrokeColor(outline)
    canvas.setLineWidth(0.6)
    canvas.roundRect(x, y, side, side, 1.2, stroke=1, fill=0)


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a breakdown: its share of the bar from 0 to 1, and the words below."""

    part: Part
    share: float
    label: str
    amount: str
    share_text: str


class Breakdown(Drawn):
    """A bar cut into parts, and below it what each is; without shares, the words alone."""

    BAR, GAP = 15, 1.8

    def __init__(self, slices: Sequence[Slice]) -> None:
        self._slices = slices
        self._has_bar = any(each.share for each in slices)
        super().__init__(42 + (self.BAR + 9 if self._has_bar else 0))

    def draw(self) -> None:
        """Draw the bar from the left, then a column of words for each part."""
        if self._has_bar:
            self._draw_bar(self.height - self.BAR)
        width = WIDTH / len(self._slices)
        for number, each in enumerate(self._slices):
            self._draw_words(each, number * width)

    def _draw_bar(self, y: float) -> None:
        room = WIDTH - self.GAP * (len(self._slices) - 1)
        x = 0.0
        for each in self._slices:
            _draw_piece(self.canv, each.part, (x, y, room * each.share, self.BAR))
            x += room * each.share + self.GAP

    def _draw_words(self, each: Slice, x: float) -> None:
        canvas = self.canv
        _draw_piece(canvas, each.part, (x, 28, 7, 7))
        canvas.setFillColor(INK2)
        canvas.setFont(BODY, 8)
        canvas.drawString(x + 10.5, 29, each.label)
        canvas.setFillColor(INK)
        canvas.setFont(BOLD, 10.5)
        canvas.drawString(x, 14, each.amount)
        canvas.setFillColor(MUTED)
        canvas.setFont(BODY, 7.5)
        canvas.drawString(x, 3.5, each.share_text)


def _draw_piece(canvas: Canvas, part: Part, box: tuple[float, float, float, float]) -> None:
    """Draw a piece of the bar, or of its legend; ``box``: x, y, width and height."""
    canvas.setFillColor(PART_COLOURS[part])
    canvas.setStrokeColor(LINE2)
    canvas.setLineWidth(0.5)
    radius = min(2.2, box[2] / 2)
    canvas.roundRect(*box, radius, stroke=int(part in OUTLINED), fill=1)


@dataclass(frozen=True, slots=True)
class Bar:
    """A month of a chart: what it stands for, in figures and words; marked: it is billed here."""

    label: str
    year: str
    value: int
    value_text: str
    is_marked: bool


class Months(Drawn):
    """A bar for each month, its value above and its name below."""

    PLOT, FOOT = 74, 22

    def __init__(self, bars: Sequence[Bar]) -> None:
        super().__init__(self.PLOT + self.FOOT + 12)
        self._bars = bars
        self._highest = max((bar.value for bar in bars), default=0) or 1

    def draw(self) -> None:
        """Draw the base line and the months from the left."""
        slot = WIDTH / max(len(self._bars), 12)
        self.canv.setStrokeColor(LINE2)
        self.canv.setLineWidth(0.7)
        self.canv.line(0, self.FOOT, WIDTH, self.FOOT)
        for number, bar in enumerate(self._bars):
            self._draw_month(bar, number * slot, slot)

    def _draw_month(self, bar: Bar, x: float, slot: float) -> None:
        canvas, width = self.canv, slot * 0.56
        height = self.PLOT * max(bar.value, 0) / self._highest
        middle = x + slot / 2
        colour: Color = PRIMARY if bar.is_marked else PALE
        canvas.setFillColor(colour)
        canvas.setStrokeColor(PRIMARY if bar.is_marked else LINE2)
        canvas.setLineWidth(0.5)
        if height:
            canvas.rect(middle - width / 2, self.FOOT, width, height, stroke=1, fill=1)
        canvas.setFillColor(INK)
        canvas.setFont(BOLD if bar.is_marked else BODY, 7)
        canvas.drawCentredString(middle, self.FOOT + height + 3, bar.value_text)
        canvas.drawCentredString(middle, self.FOOT - 9, bar.label)
        canvas.setFillColor(MUTED)
        canvas.setFont(BODY, 6.5)
        canvas.drawCentredString(middle, self.FOOT - 17.5, bar.year)
