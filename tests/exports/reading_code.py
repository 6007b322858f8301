"""Reading a QR code back from its modules: bytes mode, error correction level M, no repair.

ISO/IEC 18004: modules are read in pairs of columns from the right, upwards and downwards in turn,
the mask is taken off, the interleaved blocks are put one after the other.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

import segno
from segno import consts

MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda i, j: (i + j) % 2 == 0,
    lambda i, j: i % 2 == 0,
    lambda i, j: j % 3 == 0,
    lambda i, j: (i + j) % 3 == 0,
    lambda i, j: (i // 2 + j // 3) % 2 == 0,
    lambda i, j: (i * j) % 2 + (i * j) % 3 == 0,
    lambda i, j: ((i * j) % 2 + (i * j) % 3) % 2 == 0,
    lambda i, j: ((i + j) % 2 + (i * j) % 3) % 2 == 0,
)
TIMING = 6
BYTES_MODE, UTF_8, ECI_MODE = 0b0100, 26, 0b0111


def read_code(code: segno.QRCode) -> str:
    """Return the text of a code of version 2 to 6 that holds one run of bytes."""
    assert 2 <= int(code.version) <= 6
    modules = [list(row) for row in code.matrix]
    mask = MASKS[code.mask]
    bits = [int(bool(modules[i][j])) ^ int(mask(i, j)) for i, j in _places(len(modules))]
    codewords = [int("".join(map(str, bits[n : n + 8])), 2) for n in range(0, len(bits) - 7, 8)]
    data = "".join(f"{word:08b}" for word in _put_in_order(codewords, code))
    if int(data[:4], 2) == ECI_MODE:
        assert int(data[4:12], 2) == UTF_8
        data = data[12:]
    assert int(data[:4], 2) == BYTES_MODE
    length = int(data[4:12], 2)
    text = data[12 : 12 + 8 * length]
    return bytes(int(text[n : n + 8], 2) for n in range(0, len(text), 8)).decode("utf-8")


def _places(size: int) -> Iterator[tuple[int, int]]:
    rows: Sequence[int] = range(size - 1, -1, -1)
    for right in [*range(size - 1, TIMING, -2), 5, 3, 1]:
        for row in rows:
            for column in (right, right - 1):
                if not _is_pattern(row, column, size):
                    yield row, column
        rows = rows[::-1]


def _is_pattern(row: int, column: int, size: int) -> bool:
    """Tell whether the module belongs to the finders, the timing, the format or the alignment."""
    in_corner = (row <= 8 and (column <= 8 or column >= size - 8)) or (
        row >= size - 8 and column <= 8
    )
    in_alignment = abs(row - (size - 7)) <= 2 and abs(column - (size - 7)) <= 2
    return in_corner or in_alignment or TIMING in (row, column)


def _put_in_order(codewords: Sequence[int], code: segno.QRCode) -> list[int]:
    """Undo the interleaving of the blocks of data; what corrects errors comes after them."""
    lengths = [
        info.num_data
        for info in consts.ECC[int(code.version)][consts.ERROR_LEVEL_M]  # type: ignore[index]
        for _ in range(info.num_blocks)
    ]
    blocks: list[list[int]] = [[] for _ in lengths]
    rounds = zip_longest(*(range(length) for length in lengths))
    turn = iter(codewords)
    for numbers in rounds:
        for block, number in zip(blocks, numbers, strict=True):
            if number is not None:
                block.append(next(turn))
    return [word for block in blocks for word in block]
