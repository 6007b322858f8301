"""The real server, as ``python -m app serve`` starts it, for as long as the browser tests run."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import DATA_KEY

STARTED_WITHIN_S = 60.0
POLL_S = 0.1


@contextmanager
def running_server(*, database_url: str, log: Path, name: str = "127.0.0.1") -> Iterator[str]:
    """Yield the address of a server on ``database_url``; its output goes to ``log``.

    ``name``: what its address says; passkeys want ``localhost``, a name.
    """
    port = find_free_port()
    address = f"http://{name}:{port}"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AEL_")},
        "AEL_DEMO": "1",
        "AEL_DATABASE_URL": database_url,
        "AEL_SECRET_KEY": "only-for-browser-tests-" + "0123456789abcdef" * 2,
        "AEL_DATA_KEY": DATA_KEY,
        "AEL_HOST": "127.0.0.1",
        "AEL_PORT": str(port),
        "AEL_PUBLIC_URL": address,
        "AEL_PAYMENT_BENCH_PORT": str(find_free_port()),
        "AEL_PAYMENT_BENCH_JOURNAL": str(log.with_suffix(".payments.jsonl")),
    }
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "app", "serve"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_until_healthy(f"{address}/healthz", server, log)
            yield address
        finally:
            _stop(server)


def find_free_port() -> int:
    """Return a port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTED_WITHIN_S
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        if _answers(url):
            return
        time.sleep(POLL_S)
    raise RuntimeError(f"the server did not start; its last words:\n{log.read_text()[-4000:]}")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Stop gunicorn and its workers: they are a process group of their own.

    At once: asked kindly, it would wait for connections that the browser keeps open.
    """
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
