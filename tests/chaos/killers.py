"""Senders that are started, killed without warning and replaced."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from itertools import count
from pathlib import Path
from random import Random

from tests.chaos.sender import Order

ROOT = Path(__file__).parents[2]

Sender = subprocess.Popen[bytes]


class Senders:
    """Sender processes, each with a name of its own; ``kill`` may be called from any thread."""

    def __init__(self, number: int, make_order: Callable[[str], Order]) -> None:
        self._make_order = make_order
        self._numbers = count(1)
        self._lock = threading.Lock()
        self._alive: dict[str, Sender] = {}
        self._dead: list[Sender] = []
        self.kills = 0
        for _ in range(number):
            self._start()

    def kill(self, name: str) -> None:
        """Kill the sender ``name`` with SIGKILL, unless it is dead already."""
        with self._lock:
            if name in self._alive:
                self._kill(name)
                self.kills += 1

    def kill_any(self, draw: Random) -> None:
        """Kill one of those alive."""
        with self._lock:
            if self._alive:
                self._kill(draw.choice(list(self._alive)))
                self.kills += 1

    def replace_dead(self) -> None:
        """Start a sender for each one that was killed."""
        with self._lock:
            dead, self._dead = self._dead, []
        for process in dead:
            process.wait()
            self._start()

    def stop(self) -> None:
        """End all of them, which is no kill of the plan."""
        with self._lock:
            for name in list(self._alive):
                self._kill(name)
        for process in self._dead:
            process.wait()

    def _kill(self, name: str) -> None:
        process = self._alive.pop(name)
        os.kill(process.pid, signal.SIGKILL)
        self._dead.append(process)

    def _start(self) -> None:
        name = f"sender-{next(self._numbers)}.test"
        command = [sys.executable, "-m", "tests.chaos.sender", self._make_order(name).as_text()]
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT
        )
        with self._lock:
            self._alive[name] = process
