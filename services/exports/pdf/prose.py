"""Running text: sentences of the catalogue and values from the database, as HTML that is safe."""

from collections.abc import Iterable
from html import escape

from services.exports.pdf.fonts import clean
from services.kernel.formats import NARROW_SPACE
from services.kernel.wording import text

LONGEST = 200
NO_BREAK_SPACE = "\u00a0"
"""xhtml2pdf breaks lines at the narrow one, not at this one; it draws it as a plain space."""


def safe(value: str, limit: int = LONGEST) -> str:
    """Return any text as HTML that says just this, cut at ``limit`` characters."""
    return escape(clean(value, limit)).replace(NARROW_SPACE, NO_BREAK_SPACE)


def tell(message_id: str, /, **values: str) -> str:
    """Return a sentence of the catalogue as HTML, with ``values`` cut and made safe."""
    sentence = text(message_id, **{name: clean(v, LONGEST) for name, v in values.items()})
    return escape(sentence).replace(NARROW_SPACE, NO_BREAK_SPACE)


def paragraph(html: str, kind: str = "") -> str:
    """Return a paragraph of safe HTML; ``kind``: its class in the stylesheet."""
    return f'<p class="{kind}">{html}</p>' if kind else f"<p>{html}</p>"


def heading(level: int, message_id: str, /, **values: str) -> str:
    """Return a heading of the catalogue."""
    return f"<h{level}>{tell(message_id, **values)}</h{level}>"


def columns(left: str, right: str) -> str:
    """Return two columns of HTML beside each other, with a gap between them."""
    cell = '<td width="{width}" class="given">{html}</td>'
    inside = "".join(
        cell.format(width=width, html=html)
        for width, html in (("48%", left), ("4%", ""), ("48%", right))
    )
    return f"<table><tr>{inside}</tr></table>"


def lines(items: Iterable[str], kind: str = "") -> str:
    """Return safe HTML lines under each other in one paragraph; empty ones are left out."""
    return paragraph("<br/>".join(item for item in items if item), kind)
