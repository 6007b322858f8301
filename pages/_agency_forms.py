"""What the forms of /agence leave for the page that follows, and how it reads an address.

A reason tells of somebody: it stays in the signed cookie, and out of addresses, which are noted in
logs and histories.
"""

from dataclasses import dataclass

from flask import session

from services.domain.reasons import LONGEST_REASON, SHORTEST_REASON
from services.kernel.wording import text

KEPT = "agency_reason"
ERASURES, MAILS = "effacements", "e-mails"


@dataclass(frozen=True, slots=True)
class Typed:
    """A reason as it was typed, and what is wrong with it."""

    reason: str = ""
    error: str = ""


def keep_reason(about: str, reason: str, *, is_wrong: bool) -> None:
    """Leave a reason for the form ``about`` something, until the page is drawn."""
    session[KEPT] = {"about": about, "reason": reason, "wrong": "1" if is_wrong else ""}


def take_reason(about: str) -> Typed:
    """Return what was left for that very form, once."""
    left = session.pop(KEPT, None)
    if not isinstance(left, dict) or left.get("about") != about:
        return Typed()
    limits = {"least": SHORTEST_REASON, "most": LONGEST_REASON}
    return Typed(left["reason"], text("agency.bad_reason", **limits) if left["wrong"] else "")


def about_file(reference: str) -> str:
    """Return what names the form that opens a customer's file."""
    return f"fiche {reference}"


def about_demand(tab: str, number: int) -> str:
    """Return what names the form that answers a demand of a segment."""
    return f"{tab} {number}"


def read_number(number: str) -> int | None:
    """Return the number of a demand in an address, None for anything else."""
    is_number = number.isascii() and number.isdecimal() and len(number) < 10
    return int(number) if is_number else None
