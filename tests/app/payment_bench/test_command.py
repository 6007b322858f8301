"""``payment-bench`` as a process: when it starts, where it listens, how it ends."""

import signal
import socket
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from app.cli import main
from tests.app.test_worker_command import started, wait_until
from tests.browser.server import find_free_port

WITHIN_S = 30.0
NO_DEMO = {"AEL_DEMO": "0", "AEL_SECRET_KEY": "k" * 32}


def environment(folder: Path, **more: str) -> dict[str, str]:
    return {
        "AEL_DEMO": "1",
        "AEL_PAYMENT_BENCH_PORT": str(find_free_port()),
        "AEL_PAYMENT_BENCH_JOURNAL": str(folder / "bench.jsonl"),
        **more,
    }


def answers(port: str) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/", timeout=5) as page:
            return b"MODE TEST" in page.read()
    except URLError:
        return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, None])
def test_it_serves_until_it_is_asked_to_stop(tmp_path: Path, number: signal.Signals | None) -> None:
    environ = environment(tmp_path)
    port = environ["AEL_PAYMENT_BENCH_PORT"]
    with started("payment-bench", "--until-closed", environ=environ) as process:
        wait_until(lambda: answers(port))
        if number is None:
            assert process.stdin is not None
            process.stdin.close()
            process.stdin = None
        else:
            process.send_signal(number)

        assert process.wait(WITHIN_S) == 0
        assert process.stderr is not None
        assert process.stderr.read() == b""


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"AEL_DEMO": "0", "AEL_SECRET_KEY": "k" * 32}, "AEL_PAYMENT_PROVIDER"),
        (
            {"AEL_DEMO": "0", "AEL_SECRET_KEY": "k" * 32, "AEL_PAYMENT_PROVIDER": "bench"},
            "démonstr",
        ),
        ({"AEL_PAYMENT_PROVIDER": "none"}, "AEL_PAYMENT_PROVIDER"),
    ],
)
def test_it_is_the_demonstrations_alone(
    tmp_path: Path, more: dict[str, str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["payment-bench"], environ=environment(tmp_path, **more)) == 2
    assert said in capsys.readouterr().err


def test_a_port_that_is_taken_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    environ = environment(tmp_path)
    with socket.create_server(("127.0.0.1", int(environ["AEL_PAYMENT_BENCH_PORT"]))):
        assert main(["payment-bench"], environ=environ) == 2
    assert "AEL_PAYMENT_BENCH_PORT" in capsys.readouterr().err
