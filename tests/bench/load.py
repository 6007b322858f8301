"""Fifty requests a second from five hundred customers, the generator on the same two cores."""

import re
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import Request, urlopen

from app.factory import create_app
from app.settings import Settings
from services.storage.engine import Database
from tests.app.browsing import holder_of
from tests.app.callbacks import Callback
from tests.bench.crowd import Member, write_crowd
from tests.bench.generator import Answer, send_all
from tests.bench.lines import Line
from tests.bench.processes import cpu_s, load_average
from tests.bench.servers import Server, our_server
from tests.bench.sessions import SECRET_KEY, open_sessions, session_cookie
from tests.bench.spread import percentile
from tests.bench.targets import TARGETS
from tests.bench.traffic import MIX, Click, Site, draw_clicks
from tests.bench.visits import find_curve_callback

SECTION = "load"
RATE = 50.0
SECONDS, QUICK_SECONDS, WARM_UP_S = 60.0, 15.0, 5.0
STATIC = re.compile(rb'"(/static/[^"]+\.(?:css|js|svg))"')


def run(quick: bool) -> list[Line]:
    """Return how long pages and charts take under load, and how many answers fail."""
    with TemporaryDirectory(prefix="ael-load-") as name:
        url = f"sqlite:///{name}/crowd.db"
        crowd = write_crowd(url)
        cookies = _sign_in(url, crowd)
        curve = _find_curve(url, cookies[0], Path(name))
        with our_server(url) as server:
            files = _find_files(server, cookies[0])
            site = Site(f"127.0.0.1:{server.port}", curve, files)
            seconds = WARM_UP_S + (QUICK_SECONDS if quick else SECONDS)
            clicks = draw_clicks(site, crowd, cookies, rate=RATE, seconds=seconds)
            before_s = cpu_s(server.pid)
            answers = _send_elsewhere(server.port, clicks)
            spent_s = cpu_s(server.pid) - before_s
    measured = [answer for answer in answers if answer.at_s >= WARM_UP_S]
    return [*_lines(measured), _cost(spent_s, answers, seconds)]


def _sign_in(url: str, crowd: Sequence[Member]) -> list[str]:
    database = Database(url)
    names = [member.username for member in crowd]
    secrets = open_sessions(database, names, now=datetime.now(UTC))
    database.dispose()
    return [session_cookie(secret) for secret in secrets]


def _find_curve(url: str, cookie: str, folder: Path) -> Callback:
    """Return the brush's callback, as the application describes it to a browser."""
    settings = Settings(secret_key=SECRET_KEY, database_url=url, cache_dir=str(folder / "cache"))
    application = create_app(settings)
    curve = find_curve_callback(holder_of(application.server, cookie))
    application.database.dispose()
    return curve


def _find_files(server: Server, cookie: str) -> list[str]:
    """Return the addresses of the static files that a page names."""
    request = Request(f"{server.address}/consommations", headers={"Cookie": f"ael={cookie}"})
    with urlopen(request, timeout=10) as page:
        found = STATIC.findall(page.read())
    return [address.decode() for address in dict.fromkeys(found)]


def _send_elsewhere(port: int, clicks: Sequence[Click]) -> list[Answer]:
    """Send ``clicks`` from a process of their own, and return the answers."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(send_all, port, clicks).result()


def _lines(answers: Sequence[Answer]) -> list[Line]:
    lines = []
    for kind, title in (("page", "pages"), ("chart", "charts")):
        of_kind = [a.latency_s * 1000 for a in answers if MIX[a.action][0] == kind]
        p50, p95, p99 = (percentile(of_kind, share) for share in (0.5, 0.95, 0.99))
        target = TARGETS[f"load.{title}_p95"]
        is_met = target.is_met(ours=p95, ratio=None)
        what = f"{RATE:.0f} requests/s: {title}, p95 (p50 {p50:.0f}, p99 {p99:.0f} ms)"
        lines.append(Line(SECTION, what, f"{p95:.0f} ms", target=target.text, ok=is_met))
    return [*lines, _errors(answers), *(_detail(answers, action) for action in MIX)]


def _errors(answers: Sequence[Answer]) -> Line:
    problems = [f"{a.action}: {a.problem}" for a in answers if a.problem]
    for problem in problems[:10]:
        print(problem)
    target = TARGETS["load.errors"]
    what = f"{RATE:.0f} requests/s: errors among {len(answers)} answers"
    is_met = target.is_met(ours=len(problems), ratio=None)
    return Line(SECTION, what, str(len(problems)), target=target.text, ok=is_met)


def _detail(answers: Sequence[Answer], action: str) -> Line:
    took = [a.latency_s * 1000 for a in answers if a.action == action]
    sizes = [a.size / 1000 for a in answers if a.action == action]
    what = f"{action}: p50 / p95, {percentile(sizes, 0.5):.1f} kB"
    return Line(SECTION, what, f"{percentile(took, 0.5):.0f} / {percentile(took, 0.95):.0f} ms")


def _cost(spent_s: float, answers: Sequence[Answer], seconds: float) -> Line:
    late = percentile([a.lateness_s * 1000 for a in answers], 0.95)
    what = (
        f"server CPU a request ({spent_s / seconds:.0%} of one core; sent late p95 {late:.0f} ms; "
        f"load average {load_average():.1f})"
    )
    return Line(SECTION, what, f"{spent_s / len(answers) * 1000:.1f} ms")
