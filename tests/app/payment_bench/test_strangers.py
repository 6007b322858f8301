"""What other pages and programs may not make of the bench: a messenger, a memory without end."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.payment_bench import bank, courier
from app.payment_bench.courier import Courier, Notification
from app.payment_bench.journal import Journal
from app.payment_settings import portal_origins
from app.settings import Settings
from services.gateways.payment.wire import Answer
from tests.conftest import standing_clock
from tests.gateways.payment_house import BenchHouse, order, send

OUTCOME = {"vads_trans_status": "AUTHORISED"}


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://evil.example", 403),
        ("http://127.0.0.1:9000", 403),
        ("https://127.0.0.1:8050", 403),
        ("http://127.0.0.1:8050", 303),
        # The portal's pages keep to themselves where one comes from: browsers say this then.
        ("null", 303),
    ],
)
def test_a_form_comes_from_the_portal(house: BenchHouse, origin: str, status: int) -> None:
    redirect = house.provider.start(order(url=house.door.url))
    fields = {**redirect.fields, "bench_outcome": "threeds_accepted"}

    assert send(redirect.url, fields, {"Origin": origin}).status == status
    assert len(house.heard()) == (status == 303)


def test_the_bench_s_own_page_may_send_its_choice(house: BenchHouse) -> None:
    redirect = house.provider.start(order(url=house.door.url))
    page = house.address + urlsplit(send(redirect.url, redirect.fields).headers["Location"]).path

    own = send(page, {"bench_outcome": "refused"}, {"Origin": house.address})
    assert own.status == 303


def test_the_portal_is_known_by_its_settings() -> None:
    here = {"http://localhost:8100", "http://127.0.0.1:8100", "http://[::1]:8100"}
    assert portal_origins(Settings(demo=True, port=8100)) == here
    public = Settings(demo=True, port=8100, public_url="https://demo.terralis.example/ael")
    assert portal_origins(public) == here | {"https://demo.terralis.example"}


def test_payments_that_nobody_ends_are_forgotten(
    house: BenchHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bank, "MOST_KEPT", 2)
    pages = []
    for number in range(3):
        made = house.provider.start(order(f"R-{number}", f"00000{number}", url=house.door.url))
        led = send(made.url, made.fields)
        pages.append(house.address + urlsplit(led.headers["Location"]).path)

    assert [send(page).status for page in pages] == [400, 200, 200]


@pytest.fixture
def posts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return where the courier goes, without going there."""
    gone: list[str] = []

    def post(url: str, *_: object) -> Answer:
        gone.append(url)
        return Answer(200, b"")

    monkeypatch.setattr(courier, "post", post)
    return gone


def test_the_courier_itself_stays_on_this_machine(tmp_path: Path, posts: list[str]) -> None:
    book = Journal(tmp_path / "bench.jsonl")
    carrier = Courier(book, standing_clock, pause=timedelta())
    for url in ("https://portail.exemple.fr/", "https://1.2.3.4/", "http://127.0.0.1:8050/n"):
        carrier.send(Notification(url, "R-1", OUTCOME, "key"))

    assert posts == ["http://127.0.0.1:8050/n"]
    assert [line["answer"] for line in book.lines()] == [0, 0, 200]
    book.close()


def test_not_everything_waits(
    tmp_path: Path, posts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "MOST_WAITING", 2)
    book = Journal(tmp_path / "bench.jsonl")
    carrier = Courier(book, standing_clock, pause=timedelta())
    for number in range(5):
        carrier.wait(Notification(f"http://127.0.0.1/{number}", "R-1", OUTCOME, "key"))

    assert carrier.tick() == 2
    assert posts == ["http://127.0.0.1/3", "http://127.0.0.1/4"]
    book.close()
