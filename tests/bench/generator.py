"""Sending clicks at their own times, in a process of its own, and noting how long answers took.

Latency counts from the moment at which somebody meant to click: a server that falls behind is not
waited for, and what it makes people wait is not left out.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from tests.bench.traffic import Click

TIMEOUT_S = 30.0
GOOD = frozenset({200, 304})

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a click: seconds from when it was meant, how late it was sent, and the size.

    ``problem`` is empty for a good answer.
    """

    action: str
    at_s: float
    latency_s: float
    lateness_s: float
    size: int
    problem: str = ""


def send_all(port: int, clicks: Sequence[Click]) -> list[Answer]:
    """Send ``clicks`` to a server of this machine and return the answers."""
    return asyncio.run(_send_all(port, clicks))


async def _send_all(port: int, clicks: Sequence[Click]) -> list[Answer]:
    browsers: dict[int, list[Connection]] = defaultdict(list)
    start = perf_counter()
    async with asyncio.TaskGroup() as group:
        tasks = []
        for click in clicks:
            await asyncio.sleep(max(start + click.at_s - perf_counter(), 0))
            idle = browsers[click.person]
            tasks.append(group.create_task(_answer(port, idle, click, start)))
    for idle in browsers.values():
        for _, writer in idle:
            writer.close()
    return [task.result() for task in tasks]


async def _answer(port: int, idle: list[Connection], click: Click, start: float) -> Answer:
    lateness_s = perf_counter() - start - click.at_s
    size, problem = 0, ""
    try:
        async with asyncio.timeout(TIMEOUT_S):
            status, size = await _exchange(port, idle, click.request)
        if status not in GOOD:
            problem = f"status {status}"
    except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError) as error:
        problem = repr(error)
    latency_s = perf_counter() - start - click.at_s
    return Answer(click.action, click.at_s, latency_s, lateness_s, size, problem)


async def _exchange(port: int, idle: list[Connection], request: bytes) -> tuple[int, int]:
    """Send a request, on a connection that is open already if it still stands, as browsers do."""
    while idle:
        connection = idle.pop()
        if connection[0].at_eof():
            connection[1].close()
            continue
        try:
            return await _ask(connection, idle, request)
        except ConnectionError:
            continue  # closed by the server while nothing was asked
        except asyncio.IncompleteReadError as error:
            if error.partial:
                raise
    return await _ask(await asyncio.open_connection("127.0.0.1", port), idle, request)


async def _ask(connection: Connection, idle: list[Connection], request: bytes) -> tuple[int, int]:
    """Send a request and read its answer; the connection becomes idle if it may be used again."""
    reader, writer = connection
    is_kept = False
    try:
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        size = await _read_body(reader, head)
        is_kept = "\r\nconnection: close" not in head
    finally:
        if is_kept:
            idle.append(connection)
        else:
            writer.close()
    return int(head.split(" ", 2)[1]), size


async def _read_body(reader: asyncio.StreamReader, head: str) -> int:
    """Read the body that ``head`` announces and return its size in bytes."""
    headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
    if "content-length" in headers:
        size = int(headers["content-length"])
        await reader.readexactly(size)
        return size
    if headers.get("transfer-encoding") != "chunked":
        return 0
    total = 0
    while size := int(await reader.readline(), 16):
        await reader.readexactly(size + 2)
        total += size
    await reader.readline()
    return total
