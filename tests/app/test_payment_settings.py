"""Which payment provider the settings choose, and what does not start."""

import socket
from dataclasses import replace

import pytest
from flask import Flask

from app import security, server
from app.payment_bench.shop import API_PASSWORD, KEY
from app.payment_settings import build_provider, find_payment_problems, payment_origin
from app.server import build_companions
from app.settings import Settings, SettingsError, find_start_problems, load_settings
from tests.browser.server import find_free_port

REAL = {
    "AEL_SECRET_KEY": "k" * 32,
    "AEL_PAYMENT_PROVIDER": "lyra",
    "AEL_PAYMENT_URL": "https://secure.payzen.eu/vads-payment/",
    "AEL_PAYMENT_API_URL": "https://api.payzen.eu/",
    "AEL_PAYMENT_API_PASSWORD": "prodpassword",
    "AEL_PAYMENT_SITE_ID": "87654321",
    "AEL_PAYMENT_KEY": "a key of a bank's",
    "AEL_PAYMENT_MODE": "PRODUCTION",
}


def problems(**changes: str) -> list[str]:
    settings = load_settings({**REAL, **{f"AEL_{k.upper()}": v for k, v in changes.items()}})
    return find_start_problems(settings, has_demo_accounts=False)


def test_without_a_choice_there_is_no_card_payment() -> None:
    settings = load_settings({"AEL_SECRET_KEY": "k" * 32})

    assert build_provider(settings) is None
    assert payment_origin(settings) == ""
    assert find_payment_problems(settings) == []


def test_the_demonstration_pays_at_its_bench() -> None:
    settings = load_settings({"AEL_DEMO": "1", "AEL_PORT": "8100"})
    provider = build_provider(settings)

    assert settings.payment_bench_url == "http://127.0.0.1:8101"
    assert payment_origin(settings) == "http://127.0.0.1:8101"
    assert provider is not None
    assert provider.is_test
    assert find_start_problems(settings, has_demo_accounts=True) == []


def test_the_bench_listens_elsewhere_if_asked() -> None:
    assert Settings(port=65535).payment_bench_url == "http://127.0.0.1:65534"
    assert Settings(payment_bench_port=9000).payment_bench_url == "http://127.0.0.1:9000"


def test_the_demonstration_may_do_without_or_try_a_banks_test_shop() -> None:
    assert build_provider(load_settings({"AEL_DEMO": "1", "AEL_PAYMENT_PROVIDER": "none"})) is None
    assert problems(demo="1", payment_mode="TEST") == []


def test_a_real_bank() -> None:
    settings = load_settings(REAL)
    provider = build_provider(settings)

    assert problems() == []
    assert provider is not None
    assert not provider.is_test
    assert payment_origin(settings) == "https://secure.payzen.eu"
    # Without its last slash the page would redirect, and the form would be lost.
    assert settings.payment_url == "https://secure.payzen.eu/vads-payment/"


@pytest.mark.parametrize(
    "name", ["payment_url", "payment_site_id", "payment_key", "payment_api_password"]
)
def test_a_shop_needs_all_of_it(name: str) -> None:
    (problem,) = problems(**{name: ""})

    assert f"AEL_{name.upper()}" in problem


def test_the_mode_is_never_guessed() -> None:
    without = {name: value for name, value in REAL.items() if name != "AEL_PAYMENT_MODE"}
    (problem,) = find_payment_problems(load_settings(without))

    assert "AEL_PAYMENT_MODE" in problem
    with pytest.raises(SettingsError, match="AEL_PAYMENT_MODE"):
        load_settings({**REAL, "AEL_PAYMENT_MODE": "production"})


@pytest.mark.parametrize(
    "changes",
    [
        {"payment_provider": "bench"},
        {"payment_key": KEY},
        {"payment_key": "1122334455667788"},
        {"payment_key": "x" * 15},
        {"payment_api_password": API_PASSWORD},
        {"payment_url": "http://127.0.0.1:8051/vads-payment/"},
        {"payment_url": "https://localhost/vads-payment/"},
        {"payment_api_url": "http://localhost:8051"},
        {"payment_url": "http://secure.payzen.eu/vads-payment/"},
        {"demo": "1"},
    ],
)
def test_the_bench_and_real_money_do_not_meet(changes: dict[str, str]) -> None:
    (problem,) = problems(**changes)

    assert "AEL_PAYMENT_" in problem
    assert KEY not in problem
    assert API_PASSWORD not in problem


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({"payment_mode": "TEST"}, 1),
        ({"payment_mode": "PRODUCTION"}, 0),
        ({"payment_mode": "TEST", "demo": "1"}, 0),
        ({"payment_mode": "TEST", "payment_provider": "none"}, 0),
    ],
)
def test_a_trial_shop_outside_the_demonstration_is_said_at_the_start(
    changes: dict[str, str],
    count: int,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings = load_settings({**REAL, **{f"AEL_{k.upper()}": v for k, v in changes.items()}})

    class StartedError(Exception):
        pass

    def stop(_: Settings) -> None:
        raise StartedError

    monkeypatch.setattr(server, "create_app", stop)
    with pytest.raises(StartedError):
        server.run(settings, on_ready=lambda: None)

    said = [line for line in caplog.messages if "AEL_PAYMENT_MODE=TEST" in line]
    assert len(said) == count
    assert all("aucun argent" in line for line in said)


def test_the_demonstrations_server_takes_the_bench_along_where_its_port_is_free() -> None:
    port = find_free_port()
    demo = Settings(demo=True, payment_provider="bench", payment_bench_port=port)

    assert len(build_companions(demo)) == 2
    assert len(build_companions(replace(demo, payment_provider="none"))) == 1
    assert build_companions(replace(demo, demo=False)) == ()
    with socket.create_server(("127.0.0.1", port)):
        assert len(build_companions(demo)) == 1


def test_one_answer_may_lead_its_forms_to_the_bank() -> None:
    server = Flask("app")
    security.secure_headers(server, is_https=False)

    @server.get("/pay")
    def pay() -> str:
        security.allow_forms_to("https://secure.payzen.eu")
        return ""

    @server.get("/nobank")
    def nobank() -> str:
        security.allow_forms_to("")
        return ""

    client = server.test_client()
    name = "Content-Security-Policy"
    assert "form-action 'self' https://secure.payzen.eu;" in client.get("/pay").headers[name]
    for path in ("/nobank", "/other"):
        assert "form-action 'self';" in client.get(path).headers[name]
