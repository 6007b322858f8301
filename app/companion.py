"""A child process that lives exactly as long as this one: the demonstration's background work."""

import os
import subprocess  # nosec B404 - our own program, without a shell
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

RESTARTED_AFTER_S = 1.0
STOPPED_WITHIN_S = 5.0

WORKER = (sys.executable, "-m", "app", "worker", "--until-closed")
PAYMENT_BENCH = (sys.executable, "-m", "app", "payment-bench", "--until-closed")


class Companion:
    """Runs a command beside this process, again when it dies.

    The command reads a pipe that only this process holds open: however this process ends, the
    system closes it, and the command ends by itself. It has a session of its own, so that Ctrl-C in
    a terminal reaches it through us alone.
    """

    def __init__(self, command: tuple[str, ...] = WORKER) -> None:
        self._command = command
        self._owner = os.getpid()
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._read, self._write = os.pipe()

    def start(self) -> None:
        """Start the command, and the thread that starts it again.

        Nobody forks in the middle of that: the fork would hold a pipe that subprocess reads to its
        end, and the thread would wait for as long as the fork lives.
        """
        os.register_at_fork(
            before=self._lock.acquire,
            after_in_parent=self._lock.release,
            after_in_child=self._lock.release,
        )
        threading.Thread(target=self._keep, name="companion", daemon=True).start()

    def let_go(self) -> None:
        """Close a fork's copy of the pipe: it must not hold the command alive."""
        os.close(self._write)
        os.close(self._read)

    def stop(self) -> None:
        """End the command, kindly then firmly; does nothing in a fork."""
        if os.getpid() != self._owner or self._is_over.is_set():
            return
        with self._lock:
            self._is_over.set()
            self.let_go()
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOPPED_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _keep(self) -> None:
        while (process := self._launch()) is not None:
            process.wait()
            self._is_over.wait(RESTARTED_AFTER_S)

    def _launch(self) -> "subprocess.Popen[bytes] | None":
        with self._lock:
            if self._is_over.is_set():
                return None
            self._process = subprocess.Popen(  # noqa: S603 # nosec B603 - our own program
                self._command, stdin=self._read, start_new_session=True
            )
            return self._process


@contextmanager
def accompanied(companions: Iterable[Companion]) -> Iterator[None]:
    """Stop the companions when the block ends."""
    try:
        yield
    finally:
        for companion in companions:
            companion.stop()
