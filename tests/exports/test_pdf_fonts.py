"""The fonts of the documents are those that are made of the vendored ones."""

from reportlab.pdfbase import pdfmetrics

from services.exports.pdf import fonts
from tools import pdf_fonts
from tools.fonts import FRENCH

NOT_DRAWN = {"\u00a0", "\u2010", "\u2011", "↑", "↓", "±", "²", "³"}
"""What the font of the titles lacks, and no name or address has."""


def test_they_are_made_of_the_vendored_ones() -> None:
    assert pdf_fonts.main([]) == 0


def test_they_can_write_french() -> None:
    known = fonts.register()

    assert set(FRENCH) - known - NOT_DRAWN == set()
    assert "\u202f" in known


def test_figures_stand_under_each_other() -> None:
    for name in fonts.FILES:
        widths = {pdfmetrics.stringWidth(figure, name, 1000) for figure in "0123456789"}
        assert len(widths) == 1
        assert round(pdfmetrics.stringWidth("\u202f", name, 1000)) == 220


def test_their_licences_are_with_them() -> None:
    names = sorted(path.name for path in fonts.FOLDER.glob("*.txt"))

    assert names == ["bricolage-grotesque-OFL.txt", "instrument-sans-OFL.txt"]
