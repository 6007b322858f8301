"""What every page of a document repeats: the brand, its reference, its sender, its number."""

from dataclasses import dataclass
from datetime import date

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from services.exports.pdf.fonts import BODY, TITLE
from services.exports.pdf.palette import (
    ACCENT,
    INK,
    LINE,
    MARGIN,
    MUTED,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    PRIMARY,
    WHITE,
)

TOTAL_PAGES = "total-pages"
"""The form that holds the number of pages, which is known after the last one."""

FOOT_SIZE = 6.5
TOTAL_WIDTH = 12
BRAND_UNITS = 32


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document's title and subject, the day it bears, and what its pages repeat.

    ``page_words``: what stands before a page's number, and between it and their total.
    """

    title: str
    subject: str
    made_on: date
    brand: str
    reference: str
    foot: tuple[str, ...]
    page_words: tuple[str, str]


def draw_page(canvas: Canvas, sheet: Sheet, page: int) -> None:
    """Draw what page number ``page`` repeats."""
    canvas.saveState()
    is_first = page == 1
    size = 10.5 * mm if is_first else 6.5 * mm
    bottom = PAGE_HEIGHT - 12 * mm - size
    draw_brand(canvas, sheet.brand, MARGIN, bottom, size)
    if not is_first:
        canvas.setFillColor(MUTED)
        canvas.setFont(BODY, 8)
        canvas.drawRightString(PAGE_WIDTH - MARGIN, bottom + 2 * mm, sheet.reference)
        _line(canvas, bottom - 2.5 * mm)
    _draw_foot(canvas, sheet, page)
    canvas.restoreState()


def draw_total(canvas: Canvas, pages: int) -> None:
    """Define the number of pages, for the pages that already show it."""
    canvas.beginForm(TOTAL_PAGES, 0, -2, TOTAL_WIDTH, FOOT_SIZE + 2)
    canvas.setFillColor(MUTED)
    canvas.setFont(BODY, FOOT_SIZE)
    canvas.drawString(0, 0, str(pages))
    canvas.endForm()


def _draw_foot(canvas: Canvas, sheet: Sheet, page: int) -> None:
    _line(canvas, 16.5 * mm)
    canvas.setFillColor(MUTED)
    canvas.setFont(BODY, FOOT_SIZE)
    y = 13 * mm
    for line in sheet.foot:
        canvas.drawString(MARGIN, y, line)
        y -= FOOT_SIZE * 1.35
    right = PAGE_WIDTH - MARGIN - TOTAL_WIDTH
    word, of = sheet.page_words
    canvas.drawRightString(right, 13 * mm, f"{word} {page} {of} ")
    canvas.translate(right, 13 * mm)
    canvas.doForm(TOTAL_PAGES)


def _line(canvas: Canvas, y: float) -> None:
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.6)
    canvas.line(MARGIN, y, PAGE_WIDTH - MARGIN, y)


def draw_brand(canvas: Canvas, name: str, x: float, y: float, size: float) -> None:
    """Draw the mark, ``size`` points high with its lower left corner at x, y, and the name."""
    canvas.setFillColor(INK)
    canvas.setFont(TITLE, size * 0.72)
    canvas.drawString(x + size * 1.25, y + size * 0.27, name.lower())
    canvas.saveState()
    canvas.translate(x, y + size)
    canvas.scale(size / BRAND_UNITS, -size / BRAND_UNITS)
    _draw_mark(canvas)
    canvas.restoreState()


def _draw_mark(canvas: Canvas) -> None:
    """Draw assets/brand/terralis-mark.svg: sun, field and furrows in a disc, y downwards."""
    disc = canvas.beginPath()
    disc.circle(16, 16, 15)
    canvas.clipPath(disc, stroke=0, fill=0)
    canvas.setFillColor(ACCENT)
    canvas.rect(0, 0, BRAND_UNITS, BRAND_UNITS, stroke=0, fill=1)
    field = canvas.beginPath()
    field.moveTo(-1, 17.5)
    field.curveTo(5, 12.2, 9, 12, 14.5, 15.2)
    field.curveTo(20, 18.4, 25.5, 19.6, 33, 13.6)
    field.lineTo(33, 33)
    field.lineTo(-1, 33)
    field.close()
    canvas.setFillColor(PRIMARY)
    canvas.drawPath(field, stroke=0, fill=1)
    canvas.setStrokeColor(WHITE)
    canvas.setLineWidth(1.9)
    for down in (0, 5.8):
        furrow = canvas.beginPath()
        furrow.moveTo(-1, 23.2 + down)
        furrow.curveTo(5, 18.2 + down, 9, 18.2 + down, 14.3, 21.1 + down)
        furrow.curveTo(19.6, 24 + down, 25.5, 25.4 + down, 33, 19.6 + down)
        canvas.drawPath(furrow, stroke=1, fill=0)
