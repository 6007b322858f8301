"""The generator, against a server that answers as it is told."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from tests.bench.generator import Answer, Connection, _answer
from tests.bench.traffic import Click

CLOSED = b"(and hangs up)"
PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"
FAILED = b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def exchange(*answers: bytes) -> tuple[list[Answer], int]:
    """Click once for each of ``answers``, in turn; return what came of it, and the connections."""
    left, connections = list(answers), 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        while left and await reader.readline():
            await reader.readuntil(b"\r\n\r\n")
            answer = left.pop(0)
            writer.write(answer.removesuffix(CLOSED))
            if not answer or b"close" in answer or answer.endswith(CLOSED):
                break
        writer.close()

    async def play() -> list[Answer]:
        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            request = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
            click, idle = Click(0, 0, "click", request), list[Connection]()
            came = [await _answer(port, idle, click, 0) for _ in answers]
            for _, writer in idle:
                writer.close()
            return came

    # In a thread of its own: the browser's driver runs a loop in the tests' thread.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(play())).result(), connections


def test_answers_are_read_to_their_end_on_one_connection() -> None:
    answers, connections = exchange(PLAIN, CHUNKED, PLAIN)

    assert [(a.size, a.problem) for a in answers] == [(5, ""), (7, ""), (5, "")]
    assert connections == 1


def test_an_error_is_counted_and_the_next_click_goes_on() -> None:
    answers, connections = exchange(FAILED, PLAIN)

    assert [a.problem for a in answers] == ["status 500", ""]
    assert connections == 2


def test_a_connection_that_was_closed_meanwhile_is_opened_again() -> None:
    answers, connections = exchange(PLAIN + CLOSED, PLAIN)

    assert [a.problem for a in answers] == ["", ""]
    assert connections == 2


def test_a_server_that_hangs_up_is_a_problem() -> None:
    answers, _ = exchange(b"")

    assert answers[0].problem.startswith("IncompleteReadError")
