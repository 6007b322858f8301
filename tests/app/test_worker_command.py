"""``python -m app worker``: what it sends with, how it ends, and its life beside the server."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.cli import main
from app.commands.working import StopRequest, build_carrier
from app.companion import Companion
from app.settings import Settings
from services.gateways.mail import Mailbox, SmtpCarrier
from services.kernel.clock import system_clock
from services.storage.engine import Database
from tests.browser.server import find_free_port
from tests.conftest import standing_clock
from tests.gateways.post_office import PostOffice, open_office
from tests.services.mail_house import KEY, add, build_house, row

ROOT = Path(__file__).parents[2]
JEANNE = "jeanne@exemple.fr"
WITHIN_S = 60.0


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for a process: they are real here, and so is the time that they take."""
    deadline = time.monotonic() + WITHIN_S
    while not is_so():
        assert time.monotonic() < deadline, "this never came true"
        time.sleep(0.01)


def is_running(pid: int) -> bool:
    """Tell whether a process lives; a dead one that nobody buried does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def environment(url: str, **more: str) -> dict[str, str]:
    return {"AEL_DATABASE_URL": url, "AEL_SECRET_KEY": KEY, **more}


@contextmanager
def started(*arguments: str, environ: dict[str, str]) -> "Iterator[subprocess.Popen[bytes]]":
    """Run ``python -m app`` with its standard input open."""
    process = subprocess.Popen(
        [sys.executable, "-m", "app", *arguments],
        env={k: v for k, v in os.environ.items() if not k.startswith("AEL_")} | environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_once_sends_what_is_due(database: Database, database_url: str) -> None:
    house = build_house(database)
    add(house, JEANNE)
    office = PostOffice()
    with open_office(office) as port:
        environ = environment(
            database_url,
            AEL_SMTP_HOST="127.0.0.1",
            AEL_SMTP_PORT=str(port),
            AEL_SMTP_SECURITY="none",
        )
        assert main(["worker", "--once"], environ=environ, clock=standing_clock) == 0

    assert [mail.recipient for mail in office.received] == [JEANNE]
    assert office.received[0].sender == "ne-pas-repondre@ael.terralis.fr"
    assert row(house, JEANNE).sent_at is not None


def test_without_a_server_mails_wait_and_the_worker_says_so(
    database: Database, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    house = build_house(database)
    add(house, JEANNE)
    environ = environment(database_url)

    assert main(["worker", "--once"], environ=environ, clock=standing_clock) == 0

    assert "AEL_SMTP_HOST" in capsys.readouterr().err
    assert row(house, JEANNE).attempts == 0


def test_without_its_key_the_worker_does_not_start(
    database: Database, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    add(build_house(database), JEANNE)

    assert main(["worker"], environ={"AEL_DATABASE_URL": database_url}) == 2
    assert "AEL_SECRET_KEY" in capsys.readouterr().err


def test_once_without_a_database_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["worker", "--once"], environ=environment(f"sqlite:///{tmp_path}/empty.db")) == 1
    assert "migrate" in capsys.readouterr().err


def test_what_takes_the_mails() -> None:
    plain = Settings(secret_key=KEY)
    with_server = Settings(secret_key=KEY, demo=True, smtp_host="localhost")

    assert build_carrier(plain) is None
    assert isinstance(build_carrier(Settings(secret_key=KEY, demo=True)), Mailbox)
    assert isinstance(build_carrier(with_server), SmtpCarrier)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_request_to_stop_ends_the_pause(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with StopRequest() as request:
        assert request.comes_within(0) is False
        os.kill(os.getpid(), number)
        assert request.comes_within(60) is True
        assert request.comes_within(0) is True
    assert signal.getsignal(number) is before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_sends_until_it_is_asked_to_stop(
    database: Database, database_url: str, number: signal.Signals
) -> None:
    house = build_house(database)
    add(house, JEANNE, now=system_clock())
    environ = environment(database_url, AEL_DEMO="1")
    with started("worker", environ=environ) as process:
        wait_until(lambda: row(house, JEANNE).sent_at is not None)
        process.send_signal(number)

        assert process.wait(WITHIN_S) == 0
        assert process.stderr is not None
        assert process.stderr.read() == b""


def test_the_worker_ends_when_its_pipe_closes(database: Database, database_url: str) -> None:
    house = build_house(database)
    add(house, JEANNE, now=system_clock())
    environ = environment(database_url, AEL_DEMO="1")
    with started("worker", "--until-closed", environ=environ) as process:
        wait_until(lambda: row(house, JEANNE).sent_at is not None)
        assert process.poll() is None
        assert process.stdin is not None
        process.stdin.close()
        process.stdin = None

        assert process.wait(WITHIN_S) == 0


READER = "import os,sys; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); sys.stdin.read()"


def pids(file: Path) -> list[int]:
    return [int(line) for line in file.read_text().splitlines()] if file.exists() else []


def test_a_companion_is_started_again_and_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.companion.RESTARTED_AFTER_S", 0.01)
    file = tmp_path / "pids"
    companion = Companion((sys.executable, "-c", READER, str(file)))
    companion.start()
    wait_until(lambda: len(pids(file)) == 1)
    os.kill(pids(file)[0], signal.SIGKILL)
    wait_until(lambda: len(pids(file)) == 2)

    companion.stop()
    companion.stop()

    assert not any(is_running(pid) for pid in pids(file))


def test_a_companion_dies_with_a_killed_parent(tmp_path: Path) -> None:
    file = tmp_path / "pids"
    program = (
        "import sys, time; from app.companion import Companion;"
        f"Companion((sys.executable, '-c', {READER!r}, {str(file)!r})).start(); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT)
    wait_until(lambda: len(pids(file)) == 1)
    parent.kill()
    parent.wait()

    wait_until(lambda: not is_running(pids(file)[0]))


FORKING = """
import os, sys, time
from app.companion import Companion
companion = Companion((sys.executable, "-c", {reader!r}, {file!r}))
companion.start()
for _ in range(40):
    if os.fork() == 0:
        companion.let_go()
        time.sleep(20)
        os._exit(0)
    time.sleep(0.001)
sys.stdin.read()
"""


def test_forks_do_not_hold_a_companion_up(tmp_path: Path) -> None:
    file = tmp_path / "pids"
    program = FORKING.format(reader=READER, file=str(file))
    parent = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, start_new_session=True
    )
    try:
        for number in (1, 2):
            wait_until(lambda at_least=number: len(pids(file)) >= at_least)  # type: ignore[misc]
            os.kill(pids(file)[-1], signal.SIGKILL)
        wait_until(lambda: len(pids(file)) == 3)
    finally:
        os.killpg(parent.pid, signal.SIGKILL)
        parent.communicate()


def children_of(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[1]) == pid:
            found.append(int(stat.parent.name))
    return found


def runs(pid: int, command: bytes) -> bool:
    try:
        return command in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_the_demonstrations_server_takes_its_worker_and_its_bank_along(
    database_url: str, cache_dir: Path, tmp_path: Path, number: signal.Signals
) -> None:
    environ = environment(
        database_url,
        AEL_DEMO="1",
        AEL_HOST="127.0.0.1",
        AEL_PORT=str(find_free_port()),
        AEL_WORKERS="1",
        AEL_CACHE_DIR=str(cache_dir),
        AEL_PAYMENT_BENCH_PORT=str(find_free_port()),
        AEL_PAYMENT_BENCH_JOURNAL=str(tmp_path / "bench.jsonl"),
    )
    with started("serve", environ=environ) as server:
        for command in (b"worker", b"payment-bench"):
            wait_until(lambda: any(runs(pid, command) for pid in children_of(server.pid)))  # noqa: B023
        wait_until(lambda: len(children_of(server.pid)) == 3)
        family = children_of(server.pid)
        server.send_signal(number)
        server.wait(WITHIN_S)

        wait_until(lambda: not any(is_running(pid) for pid in family))
