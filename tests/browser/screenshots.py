"""Pictures of every page and state: ``python -m tests.browser.screenshots FOLDER [NAME…]``."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.chromium import Visitors, running_chromium
from tests.browser.large_estate import add_large_estate
from tests.browser.server import running_server
from tests.browser.states import STATES, State
from tests.browser.support import Device, Scheme
from tests.conftest import load_demo_into

DEVICES: tuple[Device, ...] = ("desktop", "mobile")
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


@contextmanager
def demonstration() -> Iterator[str]:
    """Yield the address of a server on a demonstration of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'demo.sqlite'}"
        load_demo_into(url)
        add_large_estate(url)
        with running_server(database_url=url, log=folder / "server.log") as address:
            yield address


def take(visitors: Visitors, state: State, folder: Path) -> None:
    """Save the pictures of one state on every device, light and dark."""
    for device in DEVICES:
        if state.only not in (None, device):
            continue
        with visitors.new_context(device=device, account=state.account) as context:
            page = context.new_page()
            state.reach(page)
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                file = folder / f"{state.name}-{device}-{scheme}.png"
                page.screenshot(path=file, animations="disabled")
                if device == "mobile":
                    tall = file.with_name(f"{file.stem}-entier.png")
                    page.screenshot(path=tall, full_page=True, animations="disabled")


def main(folder: Path, names: list[str]) -> None:
    """Save the pictures of the named states, of all without names."""
    folder.mkdir(parents=True, exist_ok=True)
    with demonstration() as address, running_chromium() as browser:
        if browser is None:
            sys.exit("Chromium is not installed.")
        visitors = Visitors(browser, address)
        for state in STATES:
            if not names or state.name in names:
                take(visitors, state, folder)
                print(state.name, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
