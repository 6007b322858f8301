"""The body of an e-mail, as plain text and as HTML with the same words."""

from collections.abc import Sequence
from html import escape

from services.kernel.wording import text

GROUND, SURFACE, SUNKEN = "#F5F6F1", "#FFFFFF", "#E2E5DB"
INK, MUTED, PRIMARY, ON_PRIMARY, ACCENT = "#14231C", "#5E6B63", "#0E5A43", "#FFFFFF", "#F2B705"
"""The light theme of the design system: mail programs that darken do it by themselves."""

FONT = "font-family:'Instrument Sans',Arial,Helvetica,sans-serif"
SMALL = f"margin:0;font-size:13px;line-height:1.5;color:{MUTED}"


def render_text(paragraphs: Sequence[str], button: str, address: str) -> str:
    """Return the paragraphs, the address to open, who sent this and how to reach them."""
    link = text("mail.link", button=button, address=address) if address else ""
    parts = [*paragraphs, link, "-- \n" + "\n".join(_foot())]
    return "\n\n".join(part for part in parts if part) + "\n"


def render_html(subject: str, paragraphs: Sequence[str], button: str, address: str) -> str:
    """Return a whole HTML document: no image, no script, nothing to fetch.

    Tables for the layout, styles on each element: what old mail programs understand.
    """
    body = "".join(
        f'<p style="margin:0 0 16px;line-height:1.5">{_lines(paragraph)}</p>'
        for paragraph in paragraphs
    )
    title = escape(subject)
    return (
        '<!DOCTYPE html>\n<html lang="fr" dir="ltr">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="color-scheme" content="light">\n<title>{title}</title>\n</head>\n'
        f'<body style="margin:0;padding:0;background:{GROUND};color:{INK};{FONT};font-size:16px">\n'
        # Said again: mail programs on the web keep the inside of a page alone.
        f'<div role="main" lang="fr">\n{_frame(title, body + _button(button, address))}\n</div>\n'
        "</body>\n</html>\n"
    )


def _frame(title: str, body: str) -> str:
    """Return the card on its ground: the brand, the title, the body, who sent this.

    Below, how to reach them: a mail that frightens says whom to call.
    """
    foot = "".join(f'<p style="{SMALL}">{escape(line)}</p>\n' for line in _foot())
    return (
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"'
        f' style="background:{GROUND};{FONT}">\n<tr><td align="center" style="padding:24px 12px">\n'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"'
        ' style="max-width:600px;text-align:left">\n'
        f'<tr><td style="padding:0 8px 16px;color:{PRIMARY};font-size:22px;font-weight:bold">'
        f'<span style="border-bottom:3px solid {ACCENT}">{escape(text("mail.brand"))}</span>'
        "</td></tr>\n"
        f'<tr><td style="padding:28px;background:{SURFACE};border:1px solid {SUNKEN};'
        f'border-radius:14px;color:{INK};font-size:16px">\n'
        f'<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3">{title}</h1>\n'
        f"{body}</td></tr>\n"
        f'<tr><td style="padding:16px 8px 0">\n{foot}'
        "</td></tr>\n</table>\n</td></tr>\n</table>"
    )


def _foot() -> tuple[str, str, str]:
    by_telephone = text("contact.by_telephone", telephone=text("contact.telephone"))
    return text("mail.foot"), by_telephone, text("contact.by_post")


def _button(label: str, address: str) -> str:
    """Return the link to open, and below it the address for those who cannot press it."""
    if not address:
        return ""
    href = escape(address, quote=True)
    return (
        f'<p style="margin:24px 0"><a href="{href}" style="display:inline-block;'
        f"padding:12px 20px;border-radius:10px;background:{PRIMARY};color:{ON_PRIMARY};"
        f'text-decoration:none;font-weight:bold">{escape(label)}</a></p>\n'
        f'<p style="{SMALL}">{escape(text("mail.by_hand"))}</p>\n'
        f'<p style="{SMALL};word-break:break-all">{href}</p>\n'
    )


def _lines(paragraph: str) -> str:
    return escape(paragraph).replace("\n", "<br>\n")
