"""What may become of a payment at the bench: which notifications leave, when, and in what order."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class When(StrEnum):
    """When a notification leaves: before the browser returns, some time after, or never."""

    NOW = "now"
    LATER = "later"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Step:
    """One transaction reaching a status, and the notification of it.

    ``attempt``: steps of the same number are about the same transaction; ``copies``: how often it
    is notified; ``is_forged``: only pretended: nothing happened at the bank, and the signature is
    not ours; ``is_partial``: half of the amount.
    """

    status: str
    when: When = When.NOW
    attempt: int = 0
    copies: int = 1
    is_forged: bool = False
    is_partial: bool = False


class Outcome(StrEnum):
    """The choices on the page; the same names serve tests as a form field."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    THREEDS = "threeds"
    THREEDS_ACCEPTED = "threeds_accepted"
    THREEDS_FAILED = "threeds_failed"
    ABANDONED = "abandoned"
    EXPIRED = "expired"
    SILENT = "silent"
    TWICE = "twice"
    LATE = "late"
    DISORDERED = "disordered"
    REFUSED_THEN_ACCEPTED = "refused_then_accepted"
    REFUSAL_LATE = "refusal_late"
    FORGED = "forged"
    OTHER_AMOUNT = "other_amount"


AUTHORISED = "AUTHORISED"
CAPTURED = "CAPTURED"
REFUSED = "REFUSED"
ABANDONED = "ABANDONED"
PAID = frozenset({AUTHORISED, CAPTURED})

STEPS: Mapping[Outcome, tuple[Step, ...]] = {
    Outcome.ACCEPTED: (Step(AUTHORISED), Step(CAPTURED, When.LATER)),
    Outcome.REFUSED: (Step(REFUSED),),
    Outcome.THREEDS_ACCEPTED: (Step(AUTHORISED),),
    Outcome.THREEDS_FAILED: (Step(REFUSED),),
    Outcome.ABANDONED: (Step(ABANDONED),),
    Outcome.EXPIRED: (Step(ABANDONED, When.LATER),),
    Outcome.SILENT: (Step(AUTHORISED, When.NEVER),),
    Outcome.TWICE: (Step(AUTHORISED, copies=2),),
    Outcome.LATE: (Step(AUTHORISED, When.LATER),),
    Outcome.DISORDERED: (Step(CAPTURED), Step(AUTHORISED)),
    Outcome.REFUSED_THEN_ACCEPTED: (Step(REFUSED), Step(AUTHORISED, attempt=1)),
    Outcome.REFUSAL_LATE: (Step(REFUSED, When.LATER), Step(AUTHORISED, attempt=1)),
    Outcome.FORGED: (Step(AUTHORISED, is_forged=True),),
    Outcome.OTHER_AMOUNT: (Step(AUTHORISED, is_partial=True),),
}
"""What each choice does. A THREEDS leads to another page first."""

CARDS = (Outcome.ACCEPTED, Outcome.THREEDS, Outcome.REFUSED)
INCIDENTS = (
    Outcome.SILENT,
    Outcome.TWICE,
    Outcome.LATE,
    Outcome.DISORDERED,
    Outcome.REFUSED_THEN_ACCEPTED,
    Outcome.REFUSAL_LATE,
    Outcome.OTHER_AMOUNT,
    Outcome.FORGED,
    Outcome.EXPIRED,
)
RANK = {REFUSED: 0, AUTHORISED: 1, CAPTURED: 2}
"""A transaction's statuses in their true order, whatever the order of the notifications."""
