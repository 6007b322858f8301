"""Values in force from a day on: looking one up, and splitting a period where they change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Generic, Protocol, TypeVar


class RateKind(StrEnum):
    """What a table gives for each day; the part of a message that says which one is missing."""

    TURPE_CU = "turpe_cu"
    TURPE_LU = "turpe_lu"
    ACCISE = "accise"
    CTA = "cta"
    TVA = "tva"
    OFFER = "offer"
    SUBSCRIBED_POWER = "subscribed_power"


class Dated(Protocol):
    """In force from ``start`` to before ``end`` (None: open)."""

    @property
    def start(self) -> date: ...

    @property
    def end(self) -> date | None: ...


class NoRateError(LookupError):
    """No rate is known for a day: never guessed.

    ``day``: the first day without one; ``start``, ``end``: the whole gap around it, half-open,
    None where it has no end on that side.
    """

    def __init__(self, kind: RateKind, day: date, start: date | None, end: date | None) -> None:
        super().__init__(f"no {kind} rate on {day} (missing from {start} to {end})")
        self.kind = kind
        self.day = day
        self.start = start
        self.end = end


R = TypeVar("R", bound=Dated)


@dataclass(frozen=True, slots=True)
class RatedPeriod(Generic[R]):
    """The part ``start`` to before ``end`` of a period, and what is in force all along it."""

    start: date
    end: date
    rate: R


@dataclass(frozen=True, slots=True)
class RateTable(Generic[R]):
    """Rates of one kind in the order of their dates; days between two of them have none.

    Raises ValueError for rates that overlap or are out of order.
    """

    kind: RateKind
    rates: tuple[R, ...]

    def __post_init__(self) -> None:
        for before, after in pairwise(self.rates):
            if before.end is None or after.start < before.end:
                raise ValueError(f"{self.kind} rates overlap on {after.start}")

    def at(self, day: date) -> R:
        """Return the rate in force on ``day``; raise NoRateError when none is known."""
        for rate in self.rates:
            if rate.start <= day and (rate.end is None or day < rate.end):
                return rate
        raise self._missing(day)

    def split(self, start: date, end: date) -> tuple[RatedPeriod[R], ...]:
        """Return the parts of ``start`` to before ``end``, one for each rate in force in turn.

        Raises NoRateError for the first day without a rate.
        """
        parts: list[RatedPeriod[R]] = []
        while start < end:
            rate = self.at(start)
            until = end if rate.end is None else min(rate.end, end)
            parts.append(RatedPeriod(start, until, rate))
            start = until
        return tuple(parts)

    def changes(self, start: date, end: date) -> frozenset[date]:
        """Return the days after ``start`` and before ``end`` on which another rate begins."""
        return frozenset(part.start for part in self.split(start, end)[1:])

    def _missing(self, day: date) -> NoRateError:
        before = [r.end for r in self.rates if r.end is not None and r.end <= day]
        after = [r.start for r in self.rates if r.start > day]
        return NoRateError(self.kind, day, max(before, default=None), min(after, default=None))


def cut(start: date, end: date, days: Iterable[date]) -> tuple[tuple[date, date], ...]:
    """Return ``start`` to ``end`` cut on ``days``: half-open parts in order, none empty."""
    bounds = sorted({start, end, *(day for day in days if start < day < end)})
    return tuple(pairwise(bounds))
