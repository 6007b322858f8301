"""Lighthouse on the sign-in page, Accueil and Consommations: what it measures and what it misses.

The npm package is installed once under ``var/``, never for the whole machine.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from services.storage.engine import Database
from tests.bench.estate import write_estate
from tests.bench.lines import Line
from tests.bench.report import FOLDER
from tests.bench.servers import our_server
from tests.bench.sessions import open_sessions, session_cookie
from tests.bench.targets import TARGETS

SECTION = "lighthouse"
PACKAGE = "lighthouse@12.8.2"
INSTALLED = Path("var/lighthouse")
REPORTS = FOLDER / "lighthouse"
CHROMIUM = "/usr/bin/chromium"
CHROME_FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"
RUNS = 3
WITHIN_S = 180
TRIES = 3

PAGES = {"sign-in": "/connexion", "Accueil": "/", "Consommations": "/consommations"}
CATEGORIES = {
    "performance": "performance",
    "accessibility": "accessibility",
    "best-practices": "best_practices",
}
"""Lighthouse's categories and the targets' names for them."""

DEVICES: Mapping[str, Sequence[str]] = {"desktop": ("--preset=desktop",), "mobile": ()}
PACE = {
    "first-contentful-paint": "FCP",
    "largest-contentful-paint": "LCP",
    "total-blocking-time": "TBT",
    "cumulative-layout-shift": "CLS",
}


@dataclass(frozen=True, slots=True)
class Report:
    """What one run said of a page: points per category, figures, and the audits that fail."""

    points: Mapping[str, int]
    pace: Mapping[str, str]
    failed: Sequence[str]


def run(quick: bool) -> list[Line]:
    """Return Lighthouse's points for each page, on a desktop and on its mid-range telephone."""
    program = find_program()
    if program is None:
        return [Line(SECTION, f"{PACKAGE} could not be installed (npm, chromium)", "not measured")]
    lines = []
    with TemporaryDirectory(prefix="ael-lighthouse-") as folder:
        url = f"sqlite:///{folder}/estate.db"
        estate = write_estate(url)
        database = Database(url)
        secret = open_sessions(database, [estate.username], now=datetime.now(UTC))[0]
        database.dispose()
        with our_server(url) as server:
            for page, path in PAGES.items():
                cookie = "" if path == "/connexion" else session_cookie(secret)
                for device in DEVICES:
                    visit = Visit(page, f"{server.address}{path}", cookie, device)
                    lines += _lines(visit, _measure(program, visit, 1 if quick else RUNS))
    return lines


@dataclass(frozen=True, slots=True)
class Visit:
    """A page to be looked at, on which device, by whom: the session's cookie or nobody."""

    page: str
    url: str
    cookie: str
    device: str


def find_program() -> Path | None:
    """Return the installed Lighthouse, installing it first; None when that is not possible."""
    program = (INSTALLED / "node_modules" / ".bin" / "lighthouse").absolute()
    if program.exists():
        return program
    npm = shutil.which("npm")
    if npm is None or not Path(CHROMIUM).exists():
        print(f"Lighthouse needs npm and {CHROMIUM}: one of them is missing")
        return None
    INSTALLED.mkdir(parents=True, exist_ok=True)
    command = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(INSTALLED), PACKAGE]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        print(f"{PACKAGE} could not be installed:\n{done.stderr[-2000:]}")
        return None
    return program


def read_report(report: Mapping[str, object]) -> Report:
    """Return what we show of Lighthouse's JSON."""
    categories, audits = report["categories"], report["audits"]
    assert isinstance(categories, dict)
    assert isinstance(audits, dict)
    points = {name: round((categories[name]["score"] or 0) * 100) for name in CATEGORIES}
    pace = {short: str(audits[name]["displayValue"]) for name, short in PACE.items()}
    judged = {
        ref["id"] for name in CATEGORIES for ref in categories[name]["auditRefs"] if ref["weight"]
    }
    failed = [
        f"{name}: {audit['title']} ({audit.get('displayValue') or audit['score']})"
        for name, audit in audits.items()
        if name in judged and audit["score"] is not None and audit["score"] < 0.9
    ]
    return Report(points, pace, failed)


def _measure(program: Path, visit: Visit, runs: int) -> list[Report]:
    REPORTS.mkdir(parents=True, exist_ok=True)
    reports = []
    for number in range(1, runs + 1):
        output = REPORTS / f"{visit.page.lower()}-{visit.device}-{number}.json"
        headers = json.dumps({"Cookie": f"ael={visit.cookie}"} if visit.cookie else {})
        command = [
            str(program),
            visit.url,
            "--quiet",
            "--output=json",
            f"--output-path={output}",
            f"--only-categories={','.join(CATEGORIES)}",
            f"--chrome-flags={CHROME_FLAGS}",
            f"--extra-headers={headers}",
            *DEVICES[visit.device],
        ]
        _run(command)
        reports.append(read_report(json.loads(output.read_text(encoding="utf-8"))))
    return reports


def _run(command: Sequence[str]) -> None:
    """Run Lighthouse, which now and then loses its trace and asks to be run again."""
    environment = os.environ | {"CHROME_PATH": CHROMIUM}
    for _ in range(TRIES - 1):
        if subprocess.run(command, check=False, env=environment, timeout=WITHIN_S).returncode == 0:
            return
        print("Lighthouse failed, once more")
    subprocess.run(command, check=True, env=environment, timeout=WITHIN_S)


def _lines(visit: Visit, reports: Sequence[Report]) -> list[Line]:
    """Return a line for each category; only the desktop's performance has a target."""
    for failure in sorted({failure for report in reports for failure in report.failed}):
        print(f"{visit.page}, {visit.device}: {failure}")
    pace = ", ".join(f"{name} {figure}" for name, figure in reports[0].pace.items())
    lines = []
    for category, key in CATEGORIES.items():
        points = median(report.points[category] for report in reports)
        target = TARGETS[f"lighthouse.{key}"]
        is_judged = visit.device == "desktop" or category != "performance"
        detail = f" ({pace})" if category == "performance" else ""
        lines.append(
            Line(
                SECTION,
                f"{visit.page}, {visit.device}: {category}{detail}",
                f"{points:g}",
                target=target.text if is_judged else "",
                ok=target.is_met(ours=points, ratio=None) if is_judged else None,
            )
        )
    return lines
