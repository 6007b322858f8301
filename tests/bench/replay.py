"""Scripted interactions: the data requests of recorded changes, sent again by four at a time."""

import http.client
import re
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count, cycle, islice

from tests.bench.measure import Bench
from tests.bench.measures import DataRequest

CLIENTS = 4
_CHOICES = re.compile(rb'\?contrat=[^"]*')
_numbers = count()
WARM_UPS, WARM_UP_S = 8, 0.25
"""A connection stays with the worker that took it: many of them reach both."""
ENCODINGS = "gzip, deflate, br, zstd"
"""What a browser accepts."""


@dataclass(frozen=True, slots=True)
class Script:
    """Interactions to send to a server's port, each one a few requests, with their cookies."""

    port: int
    address: str
    cookie: str
    interactions: Sequence[Sequence[DataRequest]]
    each_anew: bool = False


def warm_up(bench: Bench, path: str, recorded: Sequence[Sequence[DataRequest]]) -> None:
    """Ask for a page and its data on so many connections that every worker has answered."""
    page = DataRequest("GET", f"{bench.server.address}{path}", {"Accept": "text/html"}, None)
    for _ in range(WARM_UPS):
        interactions_per_s(bench, [*recorded, [page]], WARM_UP_S)


def interactions_per_s(
    bench: Bench,
    recorded: Sequence[Sequence[DataRequest]],
    seconds: float,
    *,
    each_anew: bool = False,
) -> float:
    """Return how often a second the server answers one of ``recorded``, to CLIENTS at once.

    ``each_anew``: our server is asked each time for what nobody asked for before; otherwise it may
    answer with a page that it kept. Raises RuntimeError when a request is refused.
    """
    cookie = "; ".join(f"{c.get('name', '')}={c.get('value', '')}" for c in bench.cookies)
    script = Script(bench.server.port, bench.server.address, cookie, recorded, each_anew)
    started = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        runs = [pool.submit(_send_until, script, k, started + seconds) for k in range(CLIENTS)]
        count = sum(run.result() for run in runs)
    return count / (time.perf_counter() - started)


def _send_until(script: Script, first: int, deadline: float) -> int:
    """Send interactions from the ``first`` on, over and over; return how many were answered."""
    connection = http.client.HTTPConnection("127.0.0.1", script.port, timeout=60)
    count = 0
    for interaction in islice(cycle(script.interactions), first, None):
        if time.perf_counter() >= deadline:
            break
        for request in interaction:
            _send(connection, script, request)
        count += 1
    connection.close()
    return count


def _anew(body: bytes | None) -> bytes | None:
    """Return a request for the page of an address with a choice that no page knows."""
    if body is None:
        return None
    return _CHOICES.sub(lambda found: b"%b&essai=%d" % (found[0], next(_numbers)), body)


def _send(connection: http.client.HTTPConnection, script: Script, request: DataRequest) -> None:
    headers = request.headers | {"Accept-Encoding": ENCODINGS}
    body = _anew(request.body) if script.each_anew else request.body
    if script.cookie:
        headers["Cookie"] = script.cookie
    connection.request(request.method, request.url.removeprefix(script.address), body, headers)
    with connection.getresponse() as answer:
        answer.read()
    if answer.status >= 400:
        raise RuntimeError(f"answer {answer.status} to {request.url}")
