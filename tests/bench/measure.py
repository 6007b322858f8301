"""What is done with a page and measured: loads, changes, the Excel file, many open pages."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import Browser, BrowserContext, Cookie, Locator, Page

from tests.bench import clock
from tests.bench.clock import Wanted
from tests.bench.measures import Change, Changes, Export, Load
from tests.bench.peers import Peer
from tests.bench.processes import cpu_s, pss_mb
from tests.bench.servers import Server
from tests.bench.wire import Wire

TIMEOUT_MS = 90_000
BEFORE_A_CHANGE_MS = 150
POINTS_OF_A_YEAR = 365 * 144
Choose = Callable[[Page, Wanted], Locator]


@dataclass(frozen=True, slots=True)
class Bench:
    """A peer on its running server, a browser, and the cookies of its session."""

    peer: Peer
    server: Server
    browser: Browser
    cookies: Sequence[Cookie]
    sign_in_kilobytes: float | None = None
    is_phone: bool = False

    @contextmanager
    def visitor(self, first: Wanted) -> Iterator[BrowserContext]:
        """Yield a fresh profile whose pages wait for ``first`` to be painted."""
        with new_context(self.browser, self.server, is_phone=self.is_phone) as context:
            for cookie in self.cookies:
                name, value = cookie.get("name", ""), cookie.get("value", "")
                context.add_cookies([{"name": name, "value": value, "url": self.server.address}])
            clock.install(context, self.peer.charts_script, first)
            yield context

    def open(self, context: BrowserContext) -> tuple[Page, Wire]:
        """Return a new page of the profile and its wire."""
        page = context.new_page()
        wire = Wire.of(page)
        if self.is_phone:
            wire.throttle()
        return page, wire

    def load(self, page: Page, wire: Wire, wanted: Wanted) -> Load:
        """Visit the page's address and wait for its charts."""
        wire.take()
        page.goto(self.peer.address(wanted), wait_until="commit")
        clock.wait(page)
        times = clock.read(page, clock.LOAD_SETTLED_MS)
        taken = wire.take()
        return Load(times, taken.kilobytes, taken.requests, taken.data_requests)

    def change(self, page: Page, wire: Wire, choose: Choose, wanted: Wanted) -> Change:
        """Choose something else; opening the choice is not measured, clicking it is."""
        target = choose(page, wanted)
        page.wait_for_timeout(BEFORE_A_CHANGE_MS)
        wire.take()
        clock.set_for(page, wanted, self.peer.graphs)
        busy_ms = wire.busy_ms()
        target.click()
        clock.wait(page)
        times = clock.read(page, clock.CHANGE_SETTLED_MS)
        taken = wire.take()
        return Change(times, taken.kilobytes, wire.busy_ms() - busy_ms, taken.data_requests)

    def changes(self, page: Page, wire: Wire, choose: Choose, several: Sequence[Wanted]) -> Changes:
        """Choose one after another."""
        before_s = cpu_s(self.server.pid)
        each = [self.change(page, wire, choose, wanted) for wanted in several]
        used_s = cpu_s(self.server.pid) - before_s
        return Changes(each, 1000 * used_s / len(each))

    def export(self, page: Page, keep: Path) -> Export:
        """Click for the Excel file and keep it.

        Raises RuntimeError for a file without the year's points.
        """
        before_s, started = cpu_s(self.server.pid), time.perf_counter()
        with page.expect_download(timeout=TIMEOUT_MS) as download:
            self.peer.export_button(page).click()
        path = download.value.path()
        seconds = time.perf_counter() - started
        used_s = cpu_s(self.server.pid) - before_s
        download.value.save_as(keep)
        if (rows := count_rows(keep)) < POINTS_OF_A_YEAR:
            raise RuntimeError(f"{keep} has {rows} rows only")
        return Export(seconds, used_s, path.stat().st_size / 1000)

    def memory_mb(self, context: BrowserContext, wanted: Wanted, pages: int) -> float:
        """Return the server's memory while ``pages`` more pages are open."""
        opened = []
        for _ in range(pages):
            page, wire = self.open(context)
            self.load(page, wire, wanted)
            opened.append(page)
        memory = pss_mb(self.server.pid)
        for page in opened:
            page.close()
        return memory


def new_context(browser: Browser, server: Server, *, is_phone: bool = False) -> BrowserContext:
    """Return a fresh profile on a desktop or a phone, in French."""
    context = browser.new_context(
        base_url=server.address,
        viewport={"width": 390, "height": 844} if is_phone else {"width": 1280, "height": 1000},
        device_scale_factor=2 if is_phone else 1,
        has_touch=is_phone,
        is_mobile=is_phone,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        accept_downloads=True,
    )
    context.set_default_timeout(TIMEOUT_MS)
    return context


def count_rows(workbook: Path) -> int:
    """Return the rows of the longest sheet, its heading included."""
    with ZipFile(workbook) as file:
        sheets = [name for name in file.namelist() if name.startswith("xl/worksheets/sheet")]
        return max(file.read(name).count(b"<row ") for name in sheets)
