"""The one piece of advice of the home page, from what the page has read anyway."""

from dataclasses import dataclass
from enum import StrEnum

from services.domain.consumption import ConsumptionHistory
from services.domain.readings import ReadingNature

RISE_PCT = 10
"""A year that consumed so much more than the one before is worth a word, in percent."""


class AdviceKind(StrEnum):
    """What the advice is about, the most useful one first."""

    ESTIMATED = "estimated"
    RISE = "rise"


@dataclass(frozen=True, slots=True)
class Advice:
    """``key`` names it, so that it may be put away; ``change_pct``: of a rise."""

    kind: AdviceKind
    key: str
    change_pct: float | None = None


def choose_advice(contract_number: str, year: ConsumptionHistory | None) -> Advice | None:
    """Return the advice for a site after its last twelve months, None where all is well.

    What was put away comes back with the next reading.
    """
    if year is None or not year.periods:
        return None
    last, change = year.periods[-1], year.change_pct
    reached = f"{contract_number} {last.anchor.isoformat()}"
    if last.nature is ReadingNature.ESTIMATED:
        return Advice(AdviceKind.ESTIMATED, f"{AdviceKind.ESTIMATED} {reached}")
    if change is not None and change >= RISE_PCT:
        return Advice(AdviceKind.RISE, f"{AdviceKind.RISE} {reached}", change)
    return None
