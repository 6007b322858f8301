"""A waterfall: from one total to another through what was added and taken away.

A dozen bars need no charting library: they are drawn by the style sheet, from shares of a scale.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

StepKind = Literal["total", "up", "down"]


@dataclass(frozen=True, slots=True)
class Step:
    """A bar from ``left_pct`` on, ``width_pct`` wide, of a scale from the lowest to the highest."""

    label: str
    amount_eur: Decimal
    kind: StepKind
    left_pct: float
    width_pct: float


def waterfall(
    first: tuple[str, Decimal], changes: Sequence[tuple[str, Decimal]], last: tuple[str, Decimal]
) -> tuple[Step, ...]:
    """Return the bars: a total, each change where the one before ended, the other total.

    Zero is on the scale. Raises ValueError when the changes do not lead to the last total.
    """
    if first[1] + sum((amount for _, amount in changes), Decimal()) != last[1]:
        raise ValueError("the changes do not lead to the last total")
    spans = [(*first, "total", Decimal(), first[1])]
    level = first[1]
    for label, amount in changes:
        spans.append((label, amount, "up" if amount > 0 else "down", level, level + amount))
        level += amount
    spans.append((*last, "total", Decimal(), last[1]))
    low = min(Decimal(), *(min(start, end) for *_, start, end in spans))
    high = max(Decimal(), *(max(start, end) for *_, start, end in spans))
    scale = (high - low) or Decimal(1)
    return tuple(
        Step(
            label,
            amount,
            _kind(kind),
            _pct(min(start, end) - low, scale),
            _pct(abs(end - start), scale),
        )
        for label, amount, kind, start, end in spans
    )


def _kind(kind: str) -> StepKind:
    return "total" if kind == "total" else "up" if kind == "up" else "down"


def _pct(part: Decimal, scale: Decimal) -> float:
    return round(float(part * 100 / scale), 3)
