"""The fonts that documents embed, and the characters that they have."""

import re
import unicodedata
from functools import cache
from pathlib import Path

from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FOLDER = Path(__file__).parent / "fonts"
FAMILY, TITLE_FAMILY = "instrument", "bricolage"
BODY, BOLD, TITLE = f"{FAMILY}_00", f"{FAMILY}_10", f"{TITLE_FAMILY}_10"
"""The faces, as ReportLab knows them: the same ones serve xhtml2pdf's text and our drawings."""

FILES = {
    BODY: "InstrumentSans-Regular.ttf",
    BOLD: "InstrumentSans-SemiBold.ttf",
    TITLE: "BricolageGrotesque-SemiBold.ttf",
}
UNKNOWN = "?"
SPACES = re.compile(r"[^\S\u00a0\u202f]+")
"""All but those that hold together what stands on both sides."""

RESERVED = "¶"
"""No value contains it after ``clean``: documents mark the places of flowables with it."""


@cache
def register() -> frozenset[str]:
    """Make the fonts known to ReportLab, once a process; return the characters they all have."""
    covered: set[int] | None = None
    for name, file in FILES.items():
        font = TTFont(name, str(FOLDER / file))
        pdfmetrics.registerFont(font)
        known = set(font.face.charToGlyph)
        covered = known if covered is None else covered & known
    for is_italic in (0, 1):
        addMapping(FAMILY, 0, is_italic, BODY)
        addMapping(FAMILY, 1, is_italic, BOLD)
        for is_bold in (0, 1):
            addMapping(TITLE_FAMILY, is_bold, is_italic, TITLE)
    return frozenset(map(chr, covered or ())) - {RESERVED}


def clean(value: str, limit: int) -> str:
    """Return ``value`` on one line, cut at ``limit`` characters, in characters that are embedded.

    A letter of which only the accent is missing loses it; anything else becomes a question mark,
    and what cannot be seen at all disappears.
    """
    known = register()
    composed = SPACES.sub(" ", unicodedata.normalize("NFC", value[: 2 * limit])).strip(" ")
    short = composed if len(composed) <= limit else f"{composed[: limit - 1]}…"
    if known.issuperset(short):
        return short
    return "".join(char if char in known else _nearest(char, known) for char in short)


def _nearest(char: str, known: frozenset[str]) -> str:
    if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Mn", "Me"}:
        return ""
    base = unicodedata.normalize("NFKD", char)[0]
    return base if base in known else UNKNOWN
