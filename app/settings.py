"""Settings: the one module that reads the environment."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import TypeVar
from urllib.parse import urlsplit

from app import setting_readers as read
from app.payment_settings import BENCH, LYRA, NONE, find_payment_problems

DEMO_SECRET_KEY = "demonstration-only-not-a-secret-0123456789"  # noqa: S105 # nosec B105 - refused elsewhere
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
MIN_SECRET_LENGTH = 32
DEFAULT_ADDRESS = "https://ael.terralis.fr"

T = TypeVar("T")


class SettingsError(Exception):
    """Wrong or missing settings, all of them at once, one a line."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a deployment may choose; defaults suit one machine and nothing secret."""

    demo: bool = False
    database_url: str = "sqlite:///var/terralis.db"
    secret_key: str = ""
    host: str = "localhost"
    port: int = 8050
    public_url: str = ""
    workers: int = 2
    threads: int = 8
    trusted_proxies: int = 0
    import_limit_mb: int = 64
    cache_dir: str = "var/cache"
    data_key: str = ""
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: str = "starttls"
    smtp_user: str = ""
    smtp_password: str = ""
    mail_from: str = "Agence en ligne Terralis <ne-pas-repondre@ael.terralis.fr>"
    payment_provider: str = NONE
    payment_url: str = ""
    payment_api_url: str = ""
    payment_api_password: str = ""
    payment_site_id: str = ""
    payment_key: str = ""
    payment_mode: str = ""
    payment_bench_port: int = 0
    payment_bench_journal: str = "var/payment-bench.jsonl"
    log_level: str = "info"

    @property
    def is_https(self) -> bool:
        """Tell whether people reach the portal over https (through a proxy that ends it)."""
        return self.public_url.startswith("https://")

    @property
    def base_url(self) -> str:
        """Return how the links of e-mails begin."""
        here = f"http://localhost:{self.port}" if self.demo else DEFAULT_ADDRESS
        return self.public_url or here

    @property
    def data_keys(self) -> tuple[str, ...]:
        """Return the keys of what is encrypted at rest, the one that encrypts first."""
        return tuple(self.data_key.split(",")) if self.data_key else (self.secret_key,)

    @property
    def payment_bench_url(self) -> str:
        """Return where the payment bench answers: on this machine, beside the portal's port."""
        beside = self.port + 1 if self.port < 65535 else self.port - 1
        return f"http://127.0.0.1:{self.payment_bench_port or beside}"


DESCRIPTIONS: Mapping[str, str] = {
    "demo": "1 allows demonstration accounts and the default secret; set by `make run`",
    "database_url": "SQLAlchemy address of the database, SQLite or PostgreSQL",
    "secret_key": "signs cookies and forms, 32 characters or more;"  # nosec B105 - a description
    " compulsory outside demo mode",
    "host": "address to listen on; localhost listens on 127.0.0.1 and ::1",
    "port": "port to listen on",
    "public_url": "address that people type, https outside loopback; makes cookies `__Host-`",
    "workers": "server processes",
    "threads": "threads of each process",
    "trusted_proxies": "how many proxies in front may set X-Forwarded-For and -Proto",
    "import_limit_mb": "largest meter-data file accepted, in MiB",
    "cache_dir": "folder of compressed static files; may be emptied at any time",
    "data_key": "encrypts secrets at rest, 32 characters or more (`new,old` to change it);"
    " derived from the secret key by default",
    "smtp_host": "mail server; without one nothing is sent (demo mode has a mailbox page)",
    "smtp_port": "port of the mail server",
    "smtp_security": "starttls, tls or none (on loopback only)",
    "smtp_user": "name at the mail server, if it asks for one",
    "smtp_password": "password at the mail server",  # nosec B105 - a description
    "mail_from": "who e-mails come from",
    "payment_provider": "card payment: none, lyra (PayZen, Systempay, Scellius, Sogecommerce …) or"
    " bench, the demonstration's own bank, chosen by AEL_DEMO=1",
    "payment_url": "payment page of lyra, e.g. `https://secure.payzen.eu/vads-payment/`",
    "payment_api_url": "its web service, e.g. `https://api.payzen.eu`; without it the outcome of a"
    " payment cannot be asked for",
    "payment_api_password": "password of the web service",  # nosec B105 - a description
    "payment_site_id": "number of the shop",
    "payment_key": "key of the form, for test or production as the mode says",
    "payment_mode": "TEST or PRODUCTION; compulsory with lyra",
    "payment_bench_port": "port of the payment bench, on this machine alone; 0 is AEL_PORT + 1",
    "payment_bench_journal": "file in which the payment bench notes what it debited",
    "log_level": "debug, info, warning or error",
}
"""One line for each setting: the README's table is compared with it by a test."""


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of the environment.

    Raises SettingsError with every unknown name and every wrong value at once.
    """
    environ = os.environ if environ is None else environ
    names = {_variable(field.name): field.name for field in fields(Settings)}
    given = {k: v for k, v in environ.items() if k.startswith("AEL_") and "_TEST_" not in k}
    problems = [f"{k}: réglage inconnu" for k in sorted(given) if k not in names]
    values: dict[str, object] = {}
    for variable, name in names.items():
        if variable in given:
            try:
                values[name] = _READERS[name](given[variable].strip())
            except ValueError as error:
                problems.append(f"{variable}: {error}")
    if problems:
        raise SettingsError("\n".join(problems))
    settings = Settings(**values)  # type: ignore[arg-type]  # each reader returns its field's type
    if not settings.demo:
        return settings
    defaults = {"payment_provider": BENCH}
    if not settings.secret_key:
        values["secret_key"] = DEMO_SECRET_KEY
    return Settings(**{**defaults, **values})  # type: ignore[arg-type]


def find_start_problems(settings: Settings, *, has_demo_accounts: bool) -> list[str]:
    """Return why the server must not start with these settings; empty when it may."""
    problems: list[str] = []
    if not settings.demo:
        if settings.secret_key == DEMO_SECRET_KEY:
            problems.append("AEL_SECRET_KEY est la clé publique de démonstration.")
        elif len(settings.secret_key) < MIN_SECRET_LENGTH:
            problems.append(f"AEL_SECRET_KEY doit compter {MIN_SECRET_LENGTH} caractères ou plus.")
        if has_demo_accounts:
            problems.append(
                "La base contient des comptes de démonstration, dont le mot de passe est public."
            )
    problems += _find_secret_problems(settings)
    problems += find_payment_problems(settings)
    if settings.host not in LOOPBACK and not settings.is_https:
        problems.append(
            "AEL_HOST n’est pas une adresse locale : AEL_PUBLIC_URL doit commencer par https://."
        )
    elif settings.public_url and not settings.is_https and not _is_local(settings.public_url):
        problems.append(
            "AEL_PUBLIC_URL n’est pas une adresse locale : elle doit commencer par https://."
        )
    return problems


def _find_secret_problems(settings: Settings) -> list[str]:
    """Return what is wrong with the keys and with the road of the e-mails."""
    problems: list[str] = []
    if settings.data_key and min(map(len, settings.data_keys)) < MIN_SECRET_LENGTH:
        problems.append(
            f"AEL_DATA_KEY doit compter {MIN_SECRET_LENGTH} caractères ou plus, pour chaque clé."
        )
    if settings.smtp_security == "none" and settings.smtp_host not in LOOPBACK | {""}:
        problems.append("AEL_SMTP_SECURITY ne peut être « none » qu’avec un serveur local.")
    return problems


def _is_local(address: str) -> bool:
    return urlsplit(address).hostname in LOOPBACK


def _variable(name: str) -> str:
    return f"AEL_{name.upper()}"


_READERS: Mapping[str, Callable[[str], object]] = {
    "demo": read.flag,
    "database_url": str,
    "secret_key": str,
    "host": str,
    "port": read.whole(1, 65535),
    "public_url": read.address,
    "workers": read.whole(1, 64),
    "threads": read.whole(1, 64),
    "trusted_proxies": read.whole(0, 10),
    "import_limit_mb": read.whole(1, 4096),
    "cache_dir": read.path,
    "data_key": str,
    "smtp_host": str,
    "smtp_port": read.whole(1, 65535),
    "smtp_security": read.one_of("starttls", "tls", "none"),
    "smtp_user": str,
    "smtp_password": str,
    "mail_from": read.sender,
    "payment_provider": read.one_of(NONE, LYRA, BENCH),
    "payment_url": read.exact_address,
    "payment_api_url": read.address,
    "payment_api_password": str,
    "payment_site_id": str,
    "payment_key": str,
    "payment_mode": read.one_of("TEST", "PRODUCTION"),
    "payment_bench_port": read.whole(0, 65535),
    "payment_bench_journal": read.path,
    "log_level": read.one_of("debug", "info", "warning", "error"),
}
