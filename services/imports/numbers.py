"""Decimal numbers of a column, exactly, without a Python loop over cells."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.imports.columns import Column
from services.imports.defects import Reason

MAX_DIGITS = 12
MAX_DECIMALS = 6
MAX_POWER_W = 100_000_000
"""A hundred megawatts: far above any site in low or medium voltage, so a sign of a wrong unit."""


@dataclass(frozen=True, slots=True, eq=False)
class Decimals:
    """Numbers ``mantissa / 10**decimals``; ``blank`` where the cell holds nothing."""

    mantissa: NDArray[np.int64]
    decimals: NDArray[np.int64]
    blank: NDArray[np.bool_]


def read_power(column: Column, factor: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return mean powers in whole watts, ``int64[n]``, and which cells are blank.

    ``factor``: watts per unit of the column. Raises DefectError for a cell that is no number, for
    a negative power and for one above 100 MW.
    """
    read = read_decimals(column)
    scale = 10**read.decimals
    power_w = (read.mantissa * factor * 2 + scale) // (2 * scale)
    if (power_w > MAX_POWER_W).any():
        raise column.defect(Reason.TOO_HIGH, int(np.argmax(power_w > MAX_POWER_W)))
    return power_w, read.blank


def read_decimals(column: Column) -> Decimals:
    """Return the numbers of a column: digits with at most one point or comma.

    Raises DefectError for anything else: a sign, an exponent, "NaN", more than 12 digits.
    """
    characters = column.characters()
    mantissa = np.zeros(len(column), dtype=np.int64)
    digits, points, decimals = (np.zeros(len(column), dtype=np.int64) for _ in range(3))
    good = np.ones(len(column), dtype=bool)
    for character in characters:
        digit = character - np.uint8(ord("0"))
        is_digit = digit <= 9
        is_point = (character == ord(".")) | (character == ord(","))
        good &= is_digit | is_point | (character == 0)
        mantissa = np.where(is_digit & (digits < MAX_DIGITS), mantissa * 10 + digit, mantissa)
        digits += is_digit
        decimals += is_digit & (points > 0)
        points += is_point
    blank = characters[0] == 0
    good &= (digits >= 1) & (digits <= MAX_DIGITS) & (points <= 1) & (decimals <= MAX_DECIMALS)
    _refuse_bad(column, characters, good | blank)
    return Decimals(mantissa, decimals, blank)


def _refuse_bad(column: Column, characters: NDArray[np.uint8], good: NDArray[np.bool_]) -> None:
    if not good.all():
        row = int(np.argmin(good))
        negative = characters[0, row] == ord("-") and bytes(column.cells[row])[1:2].isdigit()
        raise column.defect(Reason.NEGATIVE if negative else Reason.NUMBER, row)
