"""What customers agree to, and how fine their consumption may be shown and collected.

Two questions, asked apart (CNIL, notices to EDF and Engie, February 2020): the energy of each day,
and the load curve of ten or thirty minutes. Months need no consent.

Without an answer: a professional's curve (C4 and above) is part of the contract, it is shown and
collected; a natural person's (C5) is not, until they agree. The demonstration shows everything.
A refusal or a withdrawal holds for everybody, the demonstration included. The curve tells the
energy of each day too: it is shown only where days may be.
"""

from dataclasses import dataclass
from enum import StrEnum

PERSONAL_SEGMENTS = frozenset({"C5"})
"""Segments whose holders count as natural persons."""


class Purpose(StrEnum):
    """What a consent is about; one question for each."""

    DAILY_CURVE = "daily_curve"
    FINE_CURVE = "fine_curve"


@dataclass(frozen=True, slots=True)
class Detail:
    """How fine a consumption may be shown: by ``days``, as a ``curve``."""

    days: bool
    curve: bool


ALL_DETAIL = Detail(days=True, curve=True)


def is_agreed(segment: str, answer: bool | None, *, is_demo: bool) -> bool:
    """Tell whether a purpose is agreed to; ``answer``: the newest one, None without any."""
    return (is_demo or segment not in PERSONAL_SEGMENTS) if answer is None else answer


def shown_detail(segment: str, daily: bool | None, fine: bool | None, *, is_demo: bool) -> Detail:
    """Return how fine a site's consumption may be shown, from the newest answers."""
    days = is_agreed(segment, daily, is_demo=is_demo)
    return Detail(days, curve=days and is_agreed(segment, fine, is_demo=is_demo))
