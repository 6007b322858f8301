"""Settings are read from one place, and a dangerous combination does not start."""

import pytest

from app.settings import (
    DEMO_SECRET_KEY,
    Settings,
    SettingsError,
    find_start_problems,
    load_settings,
)

LONG_KEY = "k" * 32


def test_without_any_variable_the_defaults_hold() -> None:
    settings = load_settings({"PATH": "/bin", "HOME": "/root"})

    assert settings == Settings()
    assert (settings.demo, settings.host, settings.port) == (False, "localhost", 8050)


def test_every_setting_is_read() -> None:
    given = {
        "AEL_DEMO": "1",
        "AEL_DATABASE_URL": "postgresql+psycopg://ael@db/ael",
        "AEL_SECRET_KEY": LONG_KEY,
        "AEL_HOST": "0.0.0.0",  # noqa: S104 - a value to read
        "AEL_PORT": "443",
        "AEL_PUBLIC_URL": "https://agence.example/",
        "AEL_WORKERS": "3",
        "AEL_THREADS": " 8 ",
        "AEL_TRUSTED_PROXIES": "1",
        "AEL_IMPORT_LIMIT_MB": "10",
        "AEL_CACHE_DIR": "elsewhere/cache",
        "AEL_PAYMENT_PROVIDER": "lyra",
        "AEL_PAYMENT_URL": "https://bank.example/vads-payment/",
        "AEL_PAYMENT_API_URL": "https://api.bank.example/",
        "AEL_PAYMENT_MODE": "TEST",
        "AEL_PAYMENT_BENCH_PORT": "9000",
        "AEL_LOG_LEVEL": "debug",
    }

    settings = load_settings(given)

    assert settings == Settings(
        demo=True,
        database_url="postgresql+psycopg://ael@db/ael",
        secret_key=LONG_KEY,
        host="0.0.0.0",  # noqa: S104
        port=443,
        public_url="https://agence.example",
        workers=3,
        threads=8,
        trusted_proxies=1,
        import_limit_mb=10,
        cache_dir="elsewhere/cache",
        payment_provider="lyra",
        payment_url="https://bank.example/vads-payment/",
        payment_api_url="https://api.bank.example",
        payment_mode="TEST",
        payment_bench_port=9000,
        log_level="debug",
    )
    assert settings.is_https


def test_everything_wrong_is_said_at_once() -> None:
    given = {
        "AEL_DEMO": "yes",
        "AEL_PORT": "0",
        "AEL_WORKERS": "-1",
        "AEL_THREADS": "many",
        "AEL_TRUSTED_PROXIES": "1.5",
        "AEL_IMPORT_LIMIT_MB": "",
        "AEL_PUBLIC_URL": "agence.example",
        "AEL_CACHE_DIR": "",
        "AEL_LOG_LEVEL": "loud",
        "AEL_PROT": "8050",
        "AEL_": "1",
    }

    with pytest.raises(SettingsError) as error:
        load_settings(given)

    lines = str(error.value).splitlines()
    assert {line.split(":")[0] for line in lines} == set(given)
    assert len(lines) == len(given)


def test_a_wrong_value_is_not_repeated_in_the_message() -> None:
    with pytest.raises(SettingsError) as error:
        load_settings({"AEL_PORT": "hunter2-secret"})

    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize("name", ["AEL_PAYMENT_URL", "AEL_PAYMENT_API_URL", "AEL_PUBLIC_URL"])
@pytest.mark.parametrize(
    "address",
    [
        "https://[",
        "https://[::1",
        "https://[::g]/",
        "https://",
        "https://a.b; script-src *",
        "https://a.b/x y",
        "https://a.b:99999/",
        "https://a.b:0",
        "https://a.b:x",
        "https://u:p@a.b/",
        'https://a.b/"',
        "https://a.b,c",
        "https://é.fr",
        "ftp://a.b",
    ],
)
def test_an_odd_address_is_refused_by_its_name(name: str, address: str) -> None:
    with pytest.raises(SettingsError, match=f"{name}: adresse"):
        load_settings({name: address})


@pytest.mark.parametrize(
    "address", ["http://[::1]:8050", "https://a.b:65535/c/d", "https://secure.payzen.eu/x?y=z", ""]
)
def test_an_ordinary_address_is_read(address: str) -> None:
    assert load_settings({"AEL_PAYMENT_URL": address}).payment_url == address


@pytest.mark.parametrize("port", ["65536", "99999999999", "80a", "٨٠" + "x", "0x50", "8 0"])
def test_a_port_is_a_number_in_range(port: str) -> None:
    with pytest.raises(SettingsError, match="AEL_PORT"):
        load_settings({"AEL_PORT": port})


def test_the_variables_of_the_tests_are_let_be() -> None:
    assert load_settings({"AEL_TEST_DATABASE_URL": "sqlite://"}) == Settings()


def test_a_demonstration_without_a_key_takes_the_public_one() -> None:
    assert load_settings({"AEL_DEMO": "1"}).secret_key == DEMO_SECRET_KEY
    assert load_settings({"AEL_DEMO": "0"}).secret_key == ""
    own = load_settings({"AEL_DEMO": "1", "AEL_SECRET_KEY": LONG_KEY})
    assert own.secret_key == LONG_KEY


def problems(has_demo_accounts: bool = False, **values: object) -> list[str]:
    settings = Settings(**{"secret_key": LONG_KEY} | values)  # type: ignore[arg-type]
    return find_start_problems(settings, has_demo_accounts=has_demo_accounts)


def test_a_sound_configuration_starts() -> None:
    assert problems() == []
    assert problems(demo=True, secret_key=DEMO_SECRET_KEY, has_demo_accounts=True) == []


def test_outside_demo_mode_demo_accounts_are_refused() -> None:
    (problem,) = problems(has_demo_accounts=True)

    assert "démonstration" in problem


@pytest.mark.parametrize("key", [DEMO_SECRET_KEY, "", "k" * 31])
def test_outside_demo_mode_a_known_or_short_key_is_refused(key: str) -> None:
    (problem,) = problems(secret_key=key)

    assert "AEL_SECRET_KEY" in problem
    assert key == "" or key not in problem


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "agence.example", ""])  # noqa: S104
@pytest.mark.parametrize("demo", [True, False])
def test_plain_http_is_for_this_machine_alone(host: str, demo: bool) -> None:
    (problem,) = problems(host=host, demo=demo)

    assert "https://" in problem
    assert problems(host=host, demo=demo, public_url="https://agence.example") == []


@pytest.mark.parametrize("address", ["http://agence.example", "http://192.0.2.1:8050"])
def test_people_elsewhere_are_not_served_over_plain_http(address: str) -> None:
    (problem,) = problems(public_url=address)

    assert "https://" in problem


@pytest.mark.parametrize(
    "address", ["http://localhost:8050", "http://127.0.0.1", "http://[::1]:8050"]
)
def test_this_machine_is(address: str) -> None:
    assert problems(public_url=address) == []


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_loopback_needs_no_https(host: str) -> None:
    assert problems(host=host) == []


def test_all_problems_are_told_at_once() -> None:
    told = problems(has_demo_accounts=True, secret_key="", host="0.0.0.0")  # noqa: S104

    assert len(told) == 3
