"""Money under fire: people pay, the bank says it badly, everybody is killed, then it is counted."""

import random
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import make_url

from app.payment_bench.serving import PaymentBench, build_bench, serving
from app.payment_bench.shop import bench_shop
from services.kernel.clock import Clock
from services.storage.engine import Database
from tests.browser.server import find_free_port
from tests.chaos.payment_counting import Money, count, find_unsettled
from tests.chaos.payment_crew import Crew
from tests.chaos.payment_payers import Payers, Plan, Scene
from tests.chaos.payment_people import add_debtors
from tests.chaos.sender import fast_clock
from tools.postgres import restart_immediately

POLL_S = 0.05
PATIENCE_S = 900.0
LATE = timedelta(seconds=30)


def run(plan: Plan, database_url: str) -> Money:
    """Let everybody pay while all goes wrong, wait until it is settled, and count."""
    begun_at, started_at = time.monotonic(), time.time()
    database, clock = Database(database_url), fast_clock(plan.speed, started_at)
    debtors = add_debtors(database, plan.payments, now=clock())
    with tempfile.TemporaryDirectory() as folder, _listening() as listener:
        journal = Path(folder) / "journal.jsonl"
        with _bench(journal, listener, clock) as (bench, bench_url):
            scene = Scene(plan, database_url, bench_url, listener, started_at)
            crew = Crew(["shop", "shop", "worker"], scene.order, listener)
            try:
                payers = Payers(plan, database, debtors, scene, clock)
                _make_trouble(plan, crew, payers, database_url)
                settled_after = _settle(crew, bench, database, clock)
            finally:
                crew.stop()
            money = count(database, bench, debtors, payers.answers)
    database.dispose()
    return money.during(
        kills=crew.kills,
        restarts=plan.restarts if _is_postgres(database_url) else 0,
        settled_after_s=round(settled_after.total_seconds(), 1),
        duration_s=round(time.monotonic() - begun_at, 1),
        is_late=settled_after > plan.within,
        other_ends=len(crew.other_ends),
    )


def _make_trouble(plan: Plan, crew: Crew, payers: Payers, database_url: str) -> None:
    """Kill and restart, spread over the payments."""
    draw = random.Random(plan.seed + 1)  # noqa: S311 - to be repeated
    last = max(1, plan.payments * 9 // 10)
    strikes = sorted(draw.choices(range(last), k=plan.kills))
    restarts = sorted(draw.choices(range(last), k=plan.restarts))
    began = time.monotonic()
    while payers.is_busy:
        assert time.monotonic() - began < PATIENCE_S, "payments that never end"
        if strikes and payers.paid >= strikes[0]:
            strikes.pop(0)
            crew.kill_any(draw)
        if restarts and payers.paid >= restarts[0]:
            restarts.pop(0)
            if _is_postgres(database_url):
                restart_immediately(database_url)
        crew.replace_dead()
        time.sleep(POLL_S)


def _settle(crew: Crew, bench: PaymentBench, database: Database, clock: Clock) -> timedelta:
    """Wait until the ledger has what the bank has; return how long that took, by our clock."""
    since, began = clock(), time.monotonic()
    while find_unsettled(database, bench):
        assert time.monotonic() - began < PATIENCE_S, "payments that are never settled"
        crew.replace_dead()
        time.sleep(POLL_S)
    took = clock() - since
    # What the bank still has to say, late and twice, must change nothing.
    while clock() < since + took + 2 * LATE:
        crew.replace_dead()
        time.sleep(POLL_S)
    return took


@contextmanager
def _listening() -> Iterator[socket.socket]:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        yield listener


@contextmanager
def _bench(
    journal: Path, listener: socket.socket, clock: Clock
) -> Iterator[tuple[PaymentBench, str]]:
    """Run a bank whose late messages are half a minute late."""
    port = find_free_port()
    address = f"http://127.0.0.1:{port}"
    shop = f"http://127.0.0.1:{listener.getsockname()[1]}"
    bench = build_bench(
        bench_shop(address),
        journal,
        origins=(shop, "http://localhost:8050"),
        clock=clock,
        pause=LATE,
    )
    is_over = threading.Event()
    teller = threading.Thread(target=_tell_all, args=(bench, is_over))
    with serving(bench, port):
        teller.start()
        try:
            yield bench, address
        finally:
            is_over.set()
            teller.join()


def _tell_all(bench: PaymentBench, is_over: threading.Event) -> None:
    """Send what is due; a shop that was killed makes the bank wait, and nobody else."""
    while not is_over.wait(POLL_S):
        bench.courier.tick()


def _is_postgres(url: str) -> bool:
    return make_url(url).get_backend_name() == "postgresql"
