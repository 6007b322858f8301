"""``python -m tests.bench.profile [plain] [--phone]``: where the browser's time of a change goes.

For a line of the table that misses its target: self times by function, and the browser's own work.
"""

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from typing import TypedDict

from playwright.sync_api import CDPSession

from tests.bench.measure import Bench
from tests.bench.peers import Ours, PlainDash
from tests.bench.rounds import enter
from tests.bench.stand import Stand, stand
from tests.browser.chromium import running_chromium

CHANGES = 6
SHOWN = 40
PARTS = ("TaskDuration", "ScriptDuration", "RecalcStyleDuration", "LayoutDuration")


class CallFrame(TypedDict):
    """A function, as V8 names it; lines count from 0."""

    functionName: str
    url: str
    lineNumber: int
    columnNumber: int


class Node(TypedDict):
    """A place in the tree of calls."""

    id: int
    callFrame: CallFrame


class Profile(TypedDict):
    """Samples: the node on top, and the microseconds since the sample before."""

    nodes: list[Node]
    samples: list[int]
    timeDeltas: list[int]


def main(arguments: Sequence[str]) -> int:
    """Profile a few changes of site and print what a change takes on average."""
    parser = ArgumentParser(prog="python -m tests.bench.profile", description=__doc__)
    parser.add_argument("peer", nargs="?", choices=("ours", "plain"), default="ours")
    parser.add_argument("--phone", action="store_true")
    asked = parser.parse_args(arguments)
    with stand() as databases, running_chromium() as browser:
        if browser is None:
            raise RuntimeError("Chromium is not installed")
        peer = Ours(databases.estate) if asked.peer == "ours" else PlainDash()
        with databases.serve(peer) as server:
            bench = enter(peer, server, browser, is_phone=asked.phone)
            show(*profile_changes(databases, bench))
    return 0


def profile_changes(databases: Stand, bench: Bench) -> tuple[Profile, dict[str, float]]:
    """Return the profile of CHANGES changes of site and the milliseconds of each part of them."""
    year = databases.estate.span[-1]
    first, *others = (databases.wanted(site, year) for site in range(1, CHANGES + 3))
    with bench.visitor(first) as context:
        page, wire = bench.open(context)
        bench.load(page, wire, first)
        bench.change(page, wire, bench.peer.prepare_site, others[0])  # compiles what it needs
        wire.session.send("Profiler.enable")
        wire.session.send("Profiler.setSamplingInterval", {"interval": 200})
        before = _parts(wire.session)
        wire.session.send("Profiler.start")
        for wanted in others[1:]:
            bench.change(page, wire, bench.peer.prepare_site, wanted)
        profile: Profile = wire.session.send("Profiler.stop")["profile"]
        after = _parts(wire.session)
    return profile, {part: after[part] - before[part] for part in PARTS}


def show(profile: Profile, parts: dict[str, float]) -> None:
    """Print the milliseconds of a change: the browser's parts, then functions by self time."""
    for part, milliseconds in parts.items():
        print(f"{milliseconds / CHANGES:8.1f} ms  {part}")
    frames = {node["id"]: node["callFrame"] for node in profile["nodes"]}
    microseconds: Counter[str] = Counter()
    for sample, delta in zip(profile["samples"], profile["timeDeltas"], strict=True):
        microseconds[_name(frames[sample])] += delta
    for name, spent in microseconds.most_common(SHOWN):
        print(f"{spent / 1000 / CHANGES:8.1f} ms  {name}")


def _name(frame: CallFrame) -> str:
    file = frame["url"].rpartition("/")[2].partition("?")[0]
    where = f"  {file}:{frame['lineNumber'] + 1}:{frame['columnNumber'] + 1}" if file else ""
    return f"{frame['functionName'] or '(anonymous)'}{where}"


def _parts(session: CDPSession) -> dict[str, float]:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return {m["name"]: 1000 * float(m["value"]) for m in metrics if m["name"] in PARTS}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
