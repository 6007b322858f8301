"""CPU time and memory of a server's process tree, from /proc: gunicorn's workers included."""

import os
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
PARENT, USER, SYSTEM = 1, 11, 12
"""Positions in /proc/<pid>/stat, counted after the name, which may hold blanks."""


def tree(pid: int) -> list[int]:
    """Return ``pid`` and its descendants."""
    children = defaultdict(list)
    for child, stat in _every_stat():
        children[int(stat[PARENT])].append(child)
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += children[found[-1]]
    return found


def cpu_s(pid: int) -> float:
    """Return the CPU seconds that the tree of ``pid`` has used, to the kernel's tick (10 ms)."""
    wanted = set(tree(pid))
    ticks = sum(
        int(stat[USER]) + int(stat[SYSTEM]) for each, stat in _every_stat() if each in wanted
    )
    return ticks / TICKS_A_SECOND


def wait_until_idle(pid: int) -> None:
    """Wait until the tree has nothing left to do in the background, half a minute at most."""
    for _ in range(60):
        before_s = cpu_s(pid)
        time.sleep(0.5)
        if cpu_s(pid) == before_s:
            return


def pss_mb(pid: int) -> float:
    """Return the tree's proportional memory in MB: a shared page counts once among all."""
    total_kb = 0
    for each in tree(pid):
        with suppress(OSError):  # it has just ended
            rollup = Path(f"/proc/{each}/smaps_rollup").read_text(encoding="ascii")
            total_kb += next(int(ln.split()[1]) for ln in rollup.splitlines() if ln[:4] == "Pss:")
    return total_kb * 1024 / 1e6


def load_average() -> float:
    """Return how many processes wanted a core in the last minute."""
    return os.getloadavg()[0]


def _every_stat() -> Iterator[tuple[int, list[str]]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with suppress(OSError):
                text = (entry / "stat").read_text(encoding="utf-8", errors="replace")
                yield int(entry.name), text[text.rindex(")") + 2 :].split()
