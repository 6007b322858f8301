"""The bytes of a file within the limits, unpacked if they are gzip."""

import zlib

from services.imports.defects import DefectError, Reason
from services.imports.files import MIB, Limits

GZIP_MAGIC = b"\x1f\x8b"
GZIP_WINDOW = zlib.MAX_WBITS | 16
MOST_MEMBERS = 100


def unpack(data: bytes, limits: Limits) -> bytes:
    """Return the content of a file as delivered; gzip is undone, never beyond the limit.

    Raises DefectError for a file that is empty, too large (packed or not) or a broken archive.
    """
    if len(data) > limits.packed_bytes:
        raise DefectError(Reason.TOO_LARGE, limit=limits.packed_bytes // MIB)
    content = _gunzip(data, limits.unpacked_bytes) if data.startswith(GZIP_MAGIC) else data
    if not content.strip(b"\xef\xbb\xbf \t\r\n"):
        raise DefectError(Reason.EMPTY)
    return content


def peek(head: bytes, size: int) -> bytes:
    """Return the first bytes of the content whose file starts with ``head``."""
    if not head.startswith(GZIP_MAGIC):
        return head[:size]
    try:
        return zlib.decompressobj(GZIP_WINDOW).decompress(head, size)
    except zlib.error as error:
        raise DefectError(Reason.BROKEN_ARCHIVE) from error


def _gunzip(data: bytes, limit: int) -> bytes:
    """Return all members of a gzip file, one byte past ``limit`` at most in memory.

    Each member copies what follows it: a file of very many would cost quadratic time.
    """
    parts: list[bytes] = []
    room = limit
    for _ in range(MOST_MEMBERS):
        if not data:
            return b"".join(parts)
        member = zlib.decompressobj(GZIP_WINDOW)
        try:
            part = member.decompress(data, room + 1)
        except zlib.error as error:
            raise DefectError(Reason.BROKEN_ARCHIVE) from error
        room -= len(part)
        if room < 0:
            raise DefectError(Reason.UNPACKED_TOO_LARGE, limit=limit // MIB)
        if not member.eof:
            raise DefectError(Reason.BROKEN_ARCHIVE)
        parts.append(part)
        # Padding with zeros after the last member is allowed by the format.
        data = member.unused_data.lstrip(b"\0")
    raise DefectError(Reason.BROKEN_ARCHIVE)
