"""Starting the two servers of a round on a port of their own, and stopping what was started."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path

from tests.bench.report import FOLDER
from tests.bench.sessions import SECRET_KEY
from tests.browser.server import find_free_port

WORKERS, THREADS = 2, 8
"""Of both servers: our defaults."""

STARTED_WITHIN_S = 60.0
POLL_S = 0.05


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers at ``address``; ``pid`` is the root of its processes."""

    address: str
    port: int
    pid: int


@contextmanager
def our_server(database_url: str) -> Iterator[Server]:
    """Yield our server on ``database_url``, as ``python -m app serve`` starts it."""
    port = find_free_port()
    settings = {
        "AEL_DATABASE_URL": database_url,
        "AEL_SECRET_KEY": SECRET_KEY,
        "AEL_HOST": "127.0.0.1",
        "AEL_PORT": str(port),
        "AEL_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "AEL_WORKERS": str(WORKERS),
        "AEL_THREADS": str(THREADS),
    }
    command = [sys.executable, "-m", "app", "serve"]
    with _running("ours", command, settings, port, "/healthz") as server:
        yield server


@contextmanager
def plain_server(database: Path) -> Iterator[Server]:
    """Yield the plain Dash page on its SQLite file, under gunicorn with our settings."""
    port = find_free_port()
    command = [sys.executable, "-m", "gunicorn", "tests.bench.plain_dash.app:server", "--preload"]
    command += ["--workers", str(WORKERS), "--threads", str(THREADS), "--keep-alive", "5"]
    command += ["--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    settings = {"PLAIN_DASH_DATABASE": str(database)}
    with _running("plain", command, settings, port, "/") as server:
        yield server


@contextmanager
def _running(
    name: str, command: Sequence[str], settings: Mapping[str, str], port: int, path: str
) -> Iterator[Server]:
    FOLDER.mkdir(parents=True, exist_ok=True)
    log = FOLDER / f"server-{name}.log"
    kept = {key: value for key, value in os.environ.items() if not key.startswith("AEL_")}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env={**kept, **settings},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}{path}", process, log)
            _wake_workers(f"{address}{path}")
            yield Server(address, port, process.pid)
        finally:
            _stop(process)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTED_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            _ask(url).close()
            return
        time.sleep(POLL_S)
    raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')[-4000:]}")


def _wake_workers(url: str) -> None:
    """Ask often enough at once that every worker answers: Dash fails to serve scripts before."""
    with ThreadPoolExecutor(WORKERS * THREADS) as pool:
        for answer in pool.map(_ask, [url] * 4 * WORKERS * THREADS):
            answer.close()


def _ask(url: str) -> HTTPResponse:
    response: HTTPResponse = urllib.request.urlopen(url, timeout=10)
    return response


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop gunicorn; it and its workers are a process group of their own."""
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
