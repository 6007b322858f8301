"""The processes that hear and ask the bank: started, killed without warning, replaced."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from random import Random

from tests.chaos.shop import ShopOrder

ROOT = Path(__file__).parents[2]


class Crew:
    """Processes that share a listening socket; who dies, by our hand or its own, is replaced."""

    def __init__(
        self,
        roles: list[str],
        make_order: Callable[[str, int, int], ShopOrder],
        listener: socket.socket,
    ) -> None:
        self._make_order = make_order
        self._listener = listener
        self._numbers = count(1)
        self._alive: list[tuple[str, subprocess.Popen[bytes]]] = []
        self.kills = 0
        self.other_ends: list[int] = []
        for role in roles:
            self._start(role)

    def kill_any(self, draw: Random) -> None:
        """Kill one of them with SIGKILL."""
        _, process = draw.choice(self._alive)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)

    def replace_dead(self) -> None:
        """Start another one for each that died."""
        for entry in [one for one in self._alive if one[1].poll() is not None]:
            self._alive.remove(entry)
            if entry[1].returncode == -signal.SIGKILL:
                self.kills += 1
            else:
                self.other_ends.append(entry[1].returncode)
            self._start(entry[0])

    def stop(self) -> None:
        """End all of them, which is no kill of the plan."""
        for _, process in self._alive:
            process.kill()
        for _, process in self._alive:
            process.wait()

    def _start(self, role: str) -> None:
        descriptor = self._listener.fileno()
        order = self._make_order(role, next(self._numbers), descriptor)
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.shop", order.as_text()],
            cwd=ROOT,
            pass_fds=(descriptor,),
            stdout=subprocess.DEVNULL,
        )
        self._alive.append((role, process))
