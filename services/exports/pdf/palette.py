"""Colours and measures of the documents, from the design system's light theme."""

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

INK, INK2, MUTED = HexColor("#14231C"), HexColor("#46544C"), HexColor("#5E6B63")
LINE, LINE2, SUNKEN, TINT = (
    HexColor("#E2E5DB"),
    HexColor("#7C887F"),
    HexColor("#EFF1EA"),
    HexColor("#E4F0E9"),
)
PRIMARY, ACCENT, WHITE = HexColor("#0E5A43"), HexColor("#F2B705"), HexColor("#FFFFFF")
PALE = HexColor("#A9C9B8")

PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN = 16 * mm
WIDTH = PAGE_WIDTH - 2 * MARGIN
TOP, BOTTOM = 27 * mm, 21 * mm
"""Where running text begins and ends: above and below are the brand, the reference, the page."""
