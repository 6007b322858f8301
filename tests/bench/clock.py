"""Reading the clock that runs inside a page (clock.js)."""

import json
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from tests.bench.measures import Times

SCRIPT = Path(__file__).with_name("clock.js")
TIMEOUT_MS = 60_000
LOAD_SETTLED_MS, CHANGE_SETTLED_MS = 700, 250
"""How long the page's last work may take after its charts are there; what it does then counts."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What both charts have to show: the site, the year, and the curve's highest power."""

    site: int
    year: int
    contract: str
    peak_kw: float


def install(context: BrowserContext, charts_script: str, first: Wanted) -> None:
    """Run the clock in every page of the context, from its navigation on, waiting for ``first``."""
    context.add_init_script(SCRIPT.read_text(encoding="utf-8"))
    context.add_init_script(f"{charts_script}\nbench.watch({_plain(first)});")


def set_for(page: Page, wanted: Wanted, graphs: tuple[str, str]) -> None:
    """Let the clock start at the next event of a person and stop when ``wanted`` is painted."""
    page.evaluate("([wanted, ids]) => bench.set(wanted, ids)", [_values(wanted), list(graphs)])


def wait(page: Page) -> None:
    """Wait until the charts are painted, without a look at the page that would cost it time.

    Raises Playwright's Error, with what the clock saw, when they never are.
    """
    page.evaluate(
        """(limit) => Promise.race([bench.done, new Promise((_, reject) => setTimeout(
          () => reject(new Error(`not drawn: ${JSON.stringify(bench)}`)), limit))])""",
        TIMEOUT_MS,
    )


def read(page: Page, settled_ms: int) -> Times:
    """Return the times of the navigation or change that is over, once it has settled."""
    page.wait_for_timeout(settled_ms)
    times: Times = page.evaluate("() => bench.read()")
    return times


def _values(wanted: Wanted) -> dict[str, object]:
    return {name: getattr(wanted, name) for name in wanted.__slots__}


def _plain(wanted: Wanted) -> str:
    return json.dumps(_values(wanted))
