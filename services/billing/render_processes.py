"""Processes that make documents: each one at a time, killed when it takes too long.

A process that crashes or hangs costs the one document that it had, and another takes its place.
When the program that started them is gone, they see their pipe closed and end; one that hangs just
then is ended by its own alarm.
"""

import gc
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from types import TracebackType

from services.domain.invoices import InvoiceDetail
from services.exports.pdf.document import REFUSALS, Pdf

Render = Callable[[InvoiceDetail], Pdf]

TIMEOUT_S = 30.0
STARTING_S = 60.0
"""A new process first has to load the library, and says when it has."""

ENDING_S = 5.0
READY = None

# Spawned, not forked: the parent has threads and open connections.
_SPAWN = get_context("spawn")


@dataclass(frozen=True, slots=True)
class Job:
    """An invoice to render; ``number``: what its result is called by."""

    number: int
    detail: InvoiceDetail


@dataclass(frozen=True, slots=True)
class Outcome:
    """The document of a job, or why there is none."""

    number: int
    pdf: Pdf | None
    error: str = ""


class ProcessesDoNotStartError(OSError):
    """A process ended before it could do anything: no document is to blame."""


class RenderProcesses:
    """``count`` processes that call ``render``, started when they are first needed."""

    def __init__(self, count: int, render: Render, *, timeout_s: float = TIMEOUT_S) -> None:
        self._count = count
        self._render = render
        self._timeout_s = timeout_s
        self._idle: list[_Process] = []
        self._busy: dict[Connection, _Process] = {}

    def __enter__(self) -> "RenderProcesses":
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        for process in (*self._idle, *self._busy.values()):
            process.kill()

    def run(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """Yield the outcome of every job, as they come.

        Raises ProcessesDoNotStartError; the jobs that are left then have no outcome.
        """
        waiting = iter(jobs)
        job = next(waiting, None)
        while job is not None or self._busy:
            while job is not None and len(self._busy) < self._count:
                self._hand_out(job)
                job = next(waiting, None)
            yield from self._collect()

    def _hand_out(self, job: Job) -> None:
        process = self._idle.pop() if self._idle else _Process(self._render, self._timeout_s)
        process.give(job)
        self._busy[process.pipe] = process

    def _collect(self) -> Iterator[Outcome]:
        """Wait until a process answers, ends or is overdue; yield what became of its job."""
        nearest = min(process.until for process in self._busy.values())
        wait_s = max(0.0, nearest - time.monotonic())
        for pipe in connection.wait(list(self._busy), wait_s):
            if isinstance(pipe, Connection):
                yield from self._receive(self._busy[pipe])
        now = time.monotonic()
        for process in [p for p in self._busy.values() if p.until <= now]:
            del self._busy[process.pipe]
            process.kill()
            yield Outcome(process.number, None, f"killed after {self._timeout_s:g} s")

    def _receive(self, process: "_Process") -> Iterator[Outcome]:
        try:
            answer = process.pipe.recv()
        except (EOFError, OSError):
            del self._busy[process.pipe]
            code = process.bury()
            if not process.is_ready:
                raise ProcessesDoNotStartError(f"a new process ended with code {code}") from None
            yield Outcome(process.number, None, f"the process ended with code {code}")
            return
        if answer is READY:
            process.is_ready = True
            process.until = time.monotonic() + self._timeout_s
            return
        self._idle.append(self._busy.pop(process.pipe))
        pdf = answer if isinstance(answer, Pdf) else None
        yield Outcome(process.number, pdf, "" if pdf else str(answer))


class _Process:
    """A process and the job that it has."""

    def __init__(self, render: Render, timeout_s: float) -> None:
        self.pipe, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_serve, args=(theirs, render, timeout_s), daemon=True)
        self._process.start()
        theirs.close()
        self._timeout_s = timeout_s
        self.is_ready = False
        self.number = 0
        self.until = 0.0

    def give(self, job: Job) -> None:
        self.number = job.number
        self.until = time.monotonic() + (self._timeout_s if self.is_ready else STARTING_S)
        try:
            self.pipe.send(job.detail)
        except OSError:
            # It is dead: the answer that will not come says so.
            return

    def kill(self) -> None:
        """End the process."""
        self.pipe.close()
        self._process.kill()
        self._process.join()

    def bury(self) -> int | None:
        """Return the exit code of a process that is ending, negative: the signal that ended it."""
        self._process.join(ENDING_S)
        self.kill()
        return self._process.exitcode


def _serve(pipe: Connection, render: Render, timeout_s: float) -> None:
    """Answer each invoice with its document, or with what went wrong, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    # What the library brought stays, and a document is a hundred thousand objects: looked through
    # as often as usual, they cost an eighth of the time.
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    pipe.send(READY)
    while True:
        try:
            detail = pipe.recv()
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, 2 * timeout_s)
        pipe.send(_try(render, detail))
        signal.setitimer(signal.ITIMER_REAL, 0)


def _try(render: Render, detail: InvoiceDetail) -> Pdf | str:
    """Return the document or the error; what is not foreseen here ends the process."""
    try:
        return render(detail)
    except REFUSALS as error:
        return " ".join(f"{type(error).__name__}: {error}".split())
