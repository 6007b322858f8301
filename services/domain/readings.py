"""Meter readings: the energy of a period, or the registers of a meter at an instant."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from services.domain.time_classes import TimeClass


class ReadingNature(StrEnum):
    """How the figure was obtained; always shown beside it."""

    REAL = "real"
    ESTIMATED = "estimated"
    SELF_READ = "self_read"


class Quantity(StrEnum):
    """Physical quantities of the grid operator's reading flows."""

    EA = "EA"  # active energy
    ERC = "ERC"  # reactive energy, capacitive
    ERI = "ERI"  # reactive energy, inductive
    DD = "DD"  # duration of overrun
    PMA = "PMA"  # highest apparent power
    DQ = "DQ"  # quadratic overrun
    TF = "TF"  # operating time


@dataclass(frozen=True, slots=True)
class EnergyReading:
    """Energy of one time class over ``start`` to ``end`` (reading dates, half-open), in kWh."""

    time_class: TimeClass
    start: date
    end: date
    energy_kwh: Decimal
    nature: ReadingNature


@dataclass(frozen=True, slots=True)
class PeriodReading:
    """All classes of a period (reading dates, half-open), in Wh, in the order of TIME_CLASSES.

    ``nature``: the least certain one of its readings.
    """

    start: date
    end: date
    energy_wh: tuple[int, int, int, int]
    nature: ReadingNature


@dataclass(frozen=True, slots=True)
class IndexReading:
    """One register of the meter at ``read_at`` (aware); ``value`` in ``unit`` (Wh, VArh, VA, s)."""

    quantity: Quantity
    time_class: TimeClass
    read_at: datetime
    value: int
    unit: str
    nature: ReadingNature = ReadingNature.REAL
