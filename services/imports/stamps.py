"""Time stamps of a column, without a Python loop over cells."""

import re
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from services.domain.calendar import DAY_S, from_wall, to_instants
from services.imports.columns import Column
from services.imports.defects import Reason

YEARS = (2000, 2098)
BASE_WIDTH = len("2020-02-03T00:00:00")
_SHAPE = re.compile(
    rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?P<fraction>\.0{3})?(?P<zone>Z|[+-]\d\d(?P<colon>:)?\d\d)?"
)
_MONTH_DAYS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


class Zone(Enum):
    """What a stamp without an offset means."""

    PARIS = "Europe/Paris"
    UTC = "UTC"


def read_stamps(column: Column, zone: Zone = Zone.PARIS) -> NDArray[np.datetime64]:
    """Return the instants of ISO 8601 stamps, ``datetime64[s][n]``, UTC.

    All stamps have the shape of the first one. Without an offset they are in ``zone``; the hour
    that October repeats is then told apart by order. Raises DefectError for another shape, an
    impossible date, a year outside 2000-2098 or an hour that March skips.
    """
    if not len(column):
        raise column.empty()
    shape = _SHAPE.fullmatch(bytes(column.cells[0]))
    if shape is None:
        raise column.defect(Reason.STAMP, 0)
    characters = column.characters()
    if len(characters) != shape.end():
        raise column.defect(Reason.STAMP, _first_of_other_width(characters, shape.end()))
    wall_s = _wall_seconds(column, characters)
    _check_fraction(column, characters, shape)
    if shape["zone"] is None:
        return to_instants(wall_s) if zone is Zone.UTC else _local(column, wall_s)
    return to_instants(wall_s - _offsets_s(column, characters, shape))


def _first_of_other_width(characters: NDArray[np.uint8], width: int) -> int:
    """Return the first row whose cell is longer than ``width`` bytes."""
    return int(np.argmax((characters[width:] != 0).any(axis=0)))


def _wall_seconds(column: Column, characters: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the seconds since 1970 that the first 19 characters say, as if they were UTC."""
    year, month, day, hour, minute, second = (
        _number(characters[first:last])
        for first, last in ((0, 4), (5, 7), (8, 10), (11, 13), (14, 16), (17, 19))
    )
    good = (year >= YEARS[0]) & (year <= YEARS[1]) & (month >= 1) & (month <= 12) & (day >= 1)
    good &= (hour <= 23) & (minute <= 59) & (second <= 59) & _punctuated(characters)
    month = np.where(good, month, 1)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    good &= day <= _MONTH_DAYS[month] - ((month == 2) & ~leap)
    if not good.all():
        raise column.defect(Reason.STAMP, int(np.argmin(good)))
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]").astype(np.int64) + day - 1
    return days * DAY_S + hour * 3600 + minute * 60 + second


def _number(characters: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the number that some columns of digits write; a value beyond all bounds if not."""
    value = np.zeros(characters.shape[1], dtype=np.int64)
    for character in characters:
        digit = character - np.uint8(ord("0"))
        value = value * 10 + np.where(digit <= 9, digit, 100_000)
    return value


def _punctuated(characters: NDArray[np.uint8]) -> NDArray[np.bool_]:
    good: NDArray[np.bool_] = characters[10] == characters[10, 0]
    for position, mark in ((4, "-"), (7, "-"), (13, ":"), (16, ":")):
        good &= characters[position] == ord(mark)
    return good


def _check_fraction(column: Column, characters: NDArray[np.uint8], shape: re.Match[bytes]) -> None:
    for position in range(BASE_WIDTH, shape.end("fraction")):
        same = characters[position] == characters[position, 0]
        if not same.all():
            raise column.defect(Reason.STAMP, int(np.argmin(same)))


def _local(column: Column, wall_s: NDArray[np.int64]) -> NDArray[np.datetime64]:
    instants, impossible = from_wall(to_instants(wall_s))
    if impossible.any():
        raise column.defect(Reason.SKIPPED_HOUR, int(np.argmax(impossible)))
    return instants


def _offsets_s(
    column: Column, characters: NDArray[np.uint8], shape: re.Match[bytes]
) -> NDArray[np.int64]:
    """Return the offsets from UTC in seconds: ``Z``, ``+01:00`` or ``+0100``."""
    sign, *rest = characters[shape.start("zone") :]
    if not rest:
        good, offset = sign == ord("Z"), np.zeros(len(sign), dtype=np.int64)
    else:
        colon = rest.pop(2) if shape["colon"] else np.full(len(sign), ord(":"))
        hour, minute = _number(np.stack(rest[:2])), _number(np.stack(rest[2:]))
        good = ((sign == ord("+")) | (sign == ord("-"))) & (colon == ord(":"))
        good &= (hour <= 14) & (minute <= 59)
        offset = np.where(sign == ord("-"), -1, 1) * (hour * 3600 + minute * 60)
    if not good.all():
        raise column.defect(Reason.STAMP, int(np.argmin(good)))
    return offset
