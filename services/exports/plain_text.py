"""Text from data made harmless: what a spreadsheet must never take for a formula or choke on."""

import re

MAX_CHARACTERS = 2_000
"""Longer texts are cut: far above any name, far below Excel's 32 767 characters per cell."""

_UNWANTED = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff"  # XML forbids or nobody reads
    "\u200e\u200f\u202a-\u202e\u2066-\u2069"  # they show a text in another order than it has
    "]"
)
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def cleaned(value: str) -> str:
    """Return ``value`` without control and direction characters, at most MAX_CHARACTERS long."""
    kept = _UNWANTED.sub("", value)
    return kept if len(kept) <= MAX_CHARACTERS else kept[: MAX_CHARACTERS - 1] + "…"


def looks_like_formula(value: str) -> bool:
    """Tell whether a spreadsheet could evaluate ``value``, even behind leading blanks.

    Source: OWASP, CSV injection (= + - @ tab, carriage return and their full-width forms).
    """
    return value.startswith(_FORMULA_STARTS) or value.lstrip().startswith(_FORMULA_STARTS)


def guarded(value: str) -> str:
    """Return ``value`` cleaned, behind an apostrophe where it looks like a formula (for CSV)."""
    shown = cleaned(value)
    return f"'{shown}" if looks_like_formula(shown) else shown
