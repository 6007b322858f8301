"""One month of a load curve as bytes, and back.

Layout: a version byte, then a zstd frame of the power differences (int32, bytes of equal weight
side by side, which compresses better) followed by one status byte per point.
"""

import numpy as np
import zstandard
from numpy.typing import NDArray

VERSION = b"\x01"
LEVEL = 3
MAX_POINTS = 31 * 24 * 60
"""A month of one-minute steps: a frame that claims more is not ours."""


def encode(power_w: NDArray[np.int32], status: NDArray[np.uint8]) -> bytes:
    """Return ``power_w`` (watts, int32[n]) and ``status`` (uint8[n]) as a compressed payload."""
    differences = np.diff(power_w.astype("<i4", copy=False), prepend=np.int32(0)).astype("<i4")
    shuffled = differences.view(np.uint8).reshape(-1, 4).T.tobytes()
    compressor = zstandard.ZstdCompressor(level=LEVEL)
    return VERSION + compressor.compress(shuffled + status.astype(np.uint8).tobytes())


def decode(payload: bytes) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """Return the power (watts, int32[n]) and the status (uint8[n]) of a payload.

    Raises ValueError for a payload of another version.
    """
    if payload[:1] != VERSION:
        raise ValueError(f"load-curve payload of version {payload[:1]!r}")
    raw = zstandard.ZstdDecompressor().decompress(payload[1:], max_output_size=MAX_POINTS * 5)
    points = len(raw) // 5
    shuffled = np.frombuffer(raw, dtype=np.uint8, count=points * 4).reshape(4, points)
    differences = np.ascontiguousarray(shuffled.T).view("<i4").ravel()
    power_w = np.cumsum(differences, dtype=np.int32)
    return power_w, np.frombuffer(raw, dtype=np.uint8, offset=points * 4)
