"""Interleaved rounds: in each one every peer starts once, in an order that turns."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter

from playwright.sync_api import Browser

from tests.bench import replay
from tests.bench.clock import Wanted
from tests.bench.measure import Bench, new_context
from tests.bench.measures import DataRequest, Measured, Rounds
from tests.bench.peers import Ours, Peer, PlainDash
from tests.bench.processes import load_average, pss_mb, wait_until_idle
from tests.bench.report import FOLDER
from tests.bench.servers import Server
from tests.bench.stand import SITES, WARMING_SITES, Stand, stand
from tests.bench.wire import Wire
from tests.browser.chromium import running_chromium


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is done in a run; ``sessions``: open pages in the first round, 0 for none."""

    rounds: int
    site_changes: int
    year_changes: int
    exports: bool = False
    sessions: int = 0
    replay_s: float = 0
    is_phone: bool = False


def measure_rounds(plan: Plan) -> Rounds:
    """Return what every round measured."""
    measured: Rounds = []
    with stand() as databases:
        peers: Sequence[Peer] = (PlainDash(), Ours(databases.estate))
        for number in range(plan.rounds):
            order = islice(cycle(peers), number, number + len(peers))
            is_first = number == 0
            found = {peer.name: _measure(databases, peer, plan, is_first) for peer in order}
            measured.append(found)
    return measured


def _measure(databases: Stand, peer: Peer, plan: Plan, is_first: bool) -> Measured:
    started, load = perf_counter(), load_average()
    with running_chromium() as browser, databases.serve(peer) as server:
        if browser is None:
            raise RuntimeError("Chromium is not installed")
        bench = enter(peer, server, browser, is_phone=plan.is_phone)
        measured = _visit(databases, bench, plan, is_first, load)
    print(f"  {peer.name:<6} {perf_counter() - started:5.0f} s, load {load:.1f}", flush=True)
    return measured


def enter(peer: Peer, server: Server, browser: Browser, *, is_phone: bool) -> Bench:
    """Return the peer with a session, and what its sign-in page weighs."""
    with new_context(browser, server) as context:
        page = context.new_page()
        wire = Wire.of(page)
        page.goto(peer.sign_in_path or "/", wait_until="networkidle")
        weight = wire.take().kilobytes if peer.sign_in_path else None
        peer.sign_in(page)
        return Bench(peer, server, browser, context.cookies(), weight, is_phone)


def _visit(databases: Stand, bench: Bench, plan: Plan, is_first: bool, load: float) -> Measured:
    first = databases.wanted(1, databases.estate.span[-1])
    _warm_up(databases, bench, first)
    with bench.visitor(first) as context:
        page, wire = bench.open(context)
        cold, memory_mb = bench.load(page, wire, first), pss_mb(bench.server.pid)
        warm = bench.load(page, wire, first)
        sites = bench.changes(page, wire, bench.peer.prepare_site, _sites(databases, plan))
        years = bench.changes(page, wire, bench.peer.prepare_year, _years(databases, plan))
        export = bench.export(page, _workbook(bench)) if plan.exports else None
        pages = plan.sessions - 1 if is_first and plan.sessions else 0
        sessions_mb = bench.memory_mb(context, first, pages) if pages else None
    recorded = [change.data_requests for change in sites.each]
    speed, fresh = _speeds(bench, recorded, plan.replay_s)
    return Measured(
        load_average=load,
        cold=cold,
        warm=warm,
        sites=sites,
        years=years,
        memory_mb=memory_mb,
        export=export,
        memory_sessions_mb=sessions_mb,
        interactions_per_s=speed,
        new_interactions_per_s=fresh,
        sign_in_kilobytes=bench.sign_in_kilobytes,
    )


def _speeds(
    bench: Bench, recorded: Sequence[Sequence[DataRequest]], seconds: float
) -> tuple[float | None, float | None]:
    """Return interactions per second: as recorded, and each asked for the first time."""
    if not seconds:
        return None, None
    as_recorded = replay.interactions_per_s(bench, recorded, seconds)
    return as_recorded, replay.interactions_per_s(bench, recorded, seconds, each_anew=True)


def _warm_up(databases: Stand, bench: Bench, first: Wanted) -> None:
    """Let every worker answer a visit and some changes, to sites that nothing else asks for."""
    others = range(SITES + 1, SITES + WARMING_SITES + 1)
    wanted = [databases.wanted(site, first.year) for site in others]
    with bench.visitor(first) as context:
        page, wire = bench.open(context)
        visit = bench.load(page, wire, first)
        changes = bench.changes(page, wire, bench.peer.prepare_site, wanted)
    recorded = [visit.data_requests, *(change.data_requests for change in changes.each)]
    replay.warm_up(bench, bench.peer.address(first), recorded)
    wait_until_idle(bench.server.pid)


def _workbook(bench: Bench) -> Path:
    return FOLDER / f"{bench.peer.name}.xlsx"


def _sites(databases: Stand, plan: Plan) -> list[Wanted]:
    """Return the other sites in turn, in the last year."""
    others = islice(cycle([*range(2, SITES + 1), 1]), plan.site_changes)
    return [databases.wanted(site, databases.estate.span[-1]) for site in others]


def _years(databases: Stand, plan: Plan) -> list[Wanted]:
    """Return the other years in turn, of the site that was chosen last."""
    site = _sites(databases, plan)[-1].site
    span = databases.estate.span
    return [databases.wanted(site, year) for year in islice(cycle(span), plan.year_changes)]
