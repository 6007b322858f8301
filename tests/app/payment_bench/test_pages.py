"""What the bench shows a browser, what it refuses, and what nobody else may ask it."""

import base64
import json
import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from app.payment_bench.serving import build_bench
from app.payment_bench.shop import API_PASSWORD, KEY, SITE_ID, bench_shop
from services.gateways.payment.lyra import Lyra, LyraShop
from services.gateways.payment.signature import is_signed, sign
from tests.gateways.payment_house import RETURN, BenchHouse, Page, order, send


def open_page(house: BenchHouse) -> tuple[str, Page]:
    """Come from the shop with a form; return the page's address and the page."""
    redirect = house.provider.start(order(url=house.door.url))
    led = send(redirect.url, redirect.fields)
    assert led.status == 303
    address = house.address + urlsplit(led.headers["Location"]).path
    return address, send(address)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_the_page_says_what_is_paid_and_that_it_is_a_test(house: BenchHouse) -> None:
    _, page = open_page(house)

    assert page.status == 200
    shown = plain(page.text)
    for expected in ("MODE TEST", "aucun argent", "612,48 €", "R-0001", "Terralis"):
        assert expected in shown
    values = re.findall(r'type="radio" name="bench_outcome" value="(\w+)"', page.text)
    assert values[:3] == ["accepted", "threeds", "refused"]
    assert len(values) == len(set(values)) == 12
    assert 'name="bench_outcome" value="abandoned"' in page.text


def test_a_choice_settles_once(house: BenchHouse) -> None:
    address, _ = open_page(house)

    assert send(address, {"bench_outcome": "accepted"}).headers["Location"] == RETURN
    assert send(address, {"bench_outcome": "accepted"}).status == 400
    assert send(address).status == 400
    assert len(house.heard()) == 1


def test_a_strong_authentication_comes_in_between(house: BenchHouse) -> None:
    address, _ = open_page(house)

    challenge = send(address, {"bench_outcome": "threeds"})
    assert "3-D Secure" in challenge.text
    assert house.heard() == []
    send(address, {"bench_outcome": "threeds_accepted"})
    assert [event.raw_status for event in house.heard()] == ["AUTHORISED"]
    assert b"vads_threeds_status=Y" in house.door.received[0][0]


@pytest.mark.parametrize("choice", ["", "THREEDS", "accepted ", "x" * 5000])
def test_an_unknown_choice_is_refused_and_the_payment_stays_open(
    house: BenchHouse, choice: str
) -> None:
    address, _ = open_page(house)

    assert send(address, {"bench_outcome": choice}).status == 400
    assert send(address).status == 200
    assert house.heard() == []


def signed(key: str = KEY, **changes: str) -> dict[str, str]:
    lyra = Lyra(bench_shop("http://127.0.0.1:1"))
    fields = {**lyra.start(order()).fields, **changes}
    return {**fields, "signature": sign(fields, key)}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (signed(vads_ctx_mode="PRODUCTION"), "mode production"),
        (signed(vads_site_id="87654321"), "boutique"),
        (signed(key="another"), "signature"),
        ({**signed(), "vads_amount": "1"}, "signature"),
        (signed(vads_trans_id="900001"), "champ"),
        (signed(vads_amount="0"), "champ"),
        (signed(vads_amount="-5"), "champ"),
        (signed(vads_currency="840"), "champ"),
        (signed(vads_order_id=""), "champ"),
        (signed(vads_order_id="<b>"), "champ"),
        (signed(vads_url_return="javascript:alert(1)"), "champ"),
        (signed(vads_url_return="http://[x"), "champ"),
        (signed(vads_url_return="http://127.0.0.1:8050;script-src *;/"), "champ"),
        (signed(vads_url_return="http://127.0.0.1:8050@evil.example/"), "champ"),
        (signed(vads_url_return="http://127.0.0.1:9000/"), "champ"),
        (signed(vads_url_check="http://127.0.0.1:9000/admin"), "champ"),
        (signed(vads_url_check="http://portail.exemple.fr/notification"), "champ"),
        (signed(vads_url_cancel="https://evil.example/"), "champ"),
        (signed(vads_trans_date="20261301000000"), "champ"),
        (signed(vads_return_mode="PUT"), "champ"),
        (signed(vads_version="V1"), "champ"),
        ({}, "mode TEST"),
    ],
)
def test_a_form_that_no_shop_signed_is_refused(
    house: BenchHouse, fields: dict[str, str], said: str
) -> None:
    page = send(f"{house.address}/vads-payment/", fields)

    assert page.status == 400
    assert said in plain(page.text)
    assert house.heard() == []


def test_a_number_serves_one_order_a_day(house: BenchHouse) -> None:
    send(f"{house.address}/vads-payment/", signed())

    page = send(f"{house.address}/vads-payment/", signed(vads_order_id="R-0002"))
    assert "numéro de transaction" in page.text
    fields = signed(vads_order_id="R-0002", vads_trans_date="20260303000000")
    assert send(f"{house.address}/vads-payment/", fields).status == 303


def test_what_the_shop_writes_is_shown_as_text(house: BenchHouse) -> None:
    fields = signed(vads_order_info="<script>alert(1)</script>")
    led = send(f"{house.address}/vads-payment/", fields)

    page = send(house.address + urlsplit(led.headers["Location"]).path)
    assert "&lt;script&gt;" in page.text
    assert "<script" not in page.text


def test_the_browser_brings_back_what_the_shop_asked_for(house: BenchHouse) -> None:
    fields = {**signed(vads_return_mode="GET"), "bench_outcome": "threeds_accepted"}
    url = send(f"{house.address}/vads-payment/", fields).headers["Location"]

    assert url.startswith(f"{RETURN}?")
    brought = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    assert is_signed(brought, KEY)
    assert brought["vads_trans_status"] == "AUTHORISED"
    assert "vads_hash" not in brought


def test_the_browser_may_bring_it_back_with_a_form(house: BenchHouse) -> None:
    fields = {**signed(vads_return_mode="POST"), "bench_outcome": "refused"}
    page = send(f"{house.address}/vads-payment/", fields)

    assert f'<form method="post" action="{RETURN}">' in page.text
    assert 'name="vads_trans_status" value="REFUSED"' in page.text
    assert "vads_hash" not in page.text


def test_the_policy_allows_nothing_foreign_but_the_way_back(house: BenchHouse) -> None:
    _, page = open_page(house)

    policy = page.headers["Content-Security-Policy"]
    assert policy == (
        "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none';"
        " form-action 'self' http://127.0.0.1:8050; frame-ancestors 'none'"
    )
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "8050" not in send(house.address + "/").headers["Content-Security-Policy"]


def test_its_own_files(house: BenchHouse) -> None:
    client = house.bench.server.test_client()
    for path in ("/static/bench.css", "/fonts/terralis-espace.woff2"):
        with client.get(path) as answer:
            assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/fonts/fonts.css", "/fonts/..%2f..%2fMANIFEST.json", "/x"])
def test_no_others(house: BenchHouse, path: str) -> None:
    assert send(house.address + path).status == 404


def test_a_foreign_name_for_this_machine_is_not_heard(house: BenchHouse) -> None:
    assert send(f"{house.address}/", headers={"Host": "evil.example"}).status == 403


def basic(password: str) -> dict[str, str]:
    known = base64.b64encode(f"{SITE_ID}:{password}".encode()).decode()
    return {"Authorization": f"Basic {known}"}


def test_the_journal_is_for_who_knows_the_password(house: BenchHouse) -> None:
    house.pay("threeds_accepted")

    for headers in ({}, basic("x"), {"Authorization": "Basic é"}, {"Authorization": "Bearer x"}):
        assert send(f"{house.address}/journal", headers=headers).status == 401
    lines = json.loads(send(f"{house.address}/journal", headers=basic(API_PASSWORD)).text)["lines"]
    assert [line["kind"] for line in lines] == ["transaction", "notification"]
    assert (lines[0]["order"], lines[0]["amount_cents"]) == ("R-0001", 61248)
    assert lines[1]["answer"] == 200


def test_an_order_is_for_who_knows_the_password(house: BenchHouse) -> None:
    url = f"{house.address}/api-payment/V4/Order/Get"

    assert send(url, {}).status == 401
    assert "INT_902" in send(url, {}, basic(API_PASSWORD)).text


def test_production_is_refused_from_the_start(house: BenchHouse) -> None:
    shop = LyraShop("http://127.0.0.1:1/", SITE_ID, KEY, "PRODUCTION")
    with pytest.raises(ValueError, match="production"):
        build_bench(shop, house.journal_path)
