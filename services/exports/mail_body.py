"""The body of an e-mail, as plain text and as HTML with the same words."""

from collections.abc import Sequence
from html import escape

from services.kernel.wording import text

INK, GROUND, PRIMARY = "#13231B", "#F5F6F1", "#0F5B43"


def render_text(paragraphs: Sequence[str], button: str, address: str) -> str:
    """Return the paragraphs, the address to open, and who sent this."""
    parts = [*paragraphs, f"{button}\n{address}" if address else "", text("mail.foot")]
    return "\n\n".join(part for part in parts if part) + "\n"


def render_html(subject: str, paragraphs: Sequence[str], button: str, address: str) -> str:
    """Return a whole HTML document: no image, no script, nothing to fetch."""
    body = "".join(
        f'<p style="margin:0 0 16px;line-height:1.5">{escape(p)}</p>' for p in paragraphs
    )
    return (
        f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{escape(subject)}'
        f'</title></head><body style="margin:0;padding:24px;background:{GROUND};color:{INK};'
        'font-family:Arial,sans-serif;font-size:16px">'
        '<main style="max-width:560px;margin:0 auto;padding:32px;background:#FFFFFF;'
        f'border-radius:14px"><h1 style="margin:0 0 16px;font-size:22px">{escape(subject)}</h1>'
        f"{body}{_button(button, address)}"
        f'<p style="margin:24px 0 0;font-size:13px">{escape(text("mail.foot"))}</p>'
        "</main></body></html>"
    )


def _button(label: str, address: str) -> str:
    """Return the link to open, and below it the address for those who cannot press it."""
    if not address:
        return ""
    href = escape(address, quote=True)
    return (
        f'<p style="margin:0 0 16px"><a href="{href}" style="display:inline-block;'
        f"padding:12px 20px;border-radius:10px;background:{PRIMARY};color:#FFFFFF;"
        f'text-decoration:none;font-weight:bold">{escape(label)}</a></p>'
        f'<p style="margin:0 0 16px;font-size:13px;word-break:break-all">{href}</p>'
    )
