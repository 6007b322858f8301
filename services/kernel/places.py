"""A limit on how many of something heavy run at once in a process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from services.kernel.errors import TooManyAttemptsError
from services.kernel.wording import text

COME_BACK_S = 30


class Places:
    """``count`` places; who finds none within ``patience_s`` is asked to come back.

    ``busy``: id of the message that says so.
    """

    def __init__(self, count: int, *, patience_s: float, busy: str) -> None:
        self._free = threading.BoundedSemaphore(count)
        self._patience_s = patience_s
        self._busy = busy

    @contextmanager
    def take(self) -> Iterator[None]:
        """Hold a place for the block; raises TooManyAttemptsError when none gets free in time."""
        if not self._free.acquire(timeout=self._patience_s):
            raise TooManyAttemptsError(text(self._busy), retry_after_s=COME_BACK_S)
        try:
            yield
        finally:
            self._free.release()
