"""The production server: gunicorn, the application loaded once before its workers fork."""

import gc
import logging
import socket
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from gunicorn.app.base import BaseApplication

from app.companion import PAYMENT_BENCH, Companion, accompanied
from app.factory import Application, create_app
from app.payment_settings import BENCH, find_payment_warnings
from app.settings import Settings
from app.worker import DeadlineWorker

log = logging.getLogger(__name__)


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn with our settings and our application, without a configuration file."""

    def __init__(
        self,
        application: Application,
        settings: Settings,
        on_ready: Callable[[], None],
        companions: Sequence[Companion] = (),
    ) -> None:
        self._application = application
        self._settings = settings
        self._on_ready = on_ready
        self._companions = companions
        super().__init__()

    def load_config(self) -> None:
        """Give gunicorn its settings."""
        settings = self._settings
        options: dict[str, Any] = {
            "bind": addresses(settings),
            "workers": settings.workers,
            "threads": settings.threads,
            "worker_class": DeadlineWorker,
            "preload_app": True,
            "timeout": 60,
            "keepalive": 5,
            "graceful_timeout": 10,
            "limit_request_line": 8190,
            "loglevel": "warning" if settings.log_level == "info" else settings.log_level,
            "proc_name": "terralis",
            "worker_tmp_dir": None,
            "post_fork": self._after_fork,
            "when_ready": self._when_ready,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the WSGI application."""
        return self._application.server

    def _after_fork(self, _arbiter: object, _worker: object) -> None:
        """Drop connections that were opened before the fork: they are not to be shared."""
        self._application.database.engine.dispose(close=False)
        for companion in self._companions:
            companion.let_go()

    def _when_ready(self, _arbiter: object) -> None:
        for companion in self._companions:
            companion.start()
        self._on_ready()


def run(settings: Settings, *, on_ready: Callable[[], None]) -> None:
    """Serve until stopped; ``on_ready`` is called once when requests are answered."""
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    for warning in find_payment_warnings(settings):
        log.warning(warning)
    application = create_app(settings)
    application.database.dispose()
    _settle_memory()
    companions = build_companions(settings)
    with accompanied(companions):
        Server(application, settings, on_ready, companions).run()


def build_companions(settings: Settings) -> tuple[Companion, ...]:
    """Return what the demonstration's server takes along.

    Elsewhere the operator runs the worker, beside one server or several, and a bank is a bank.
    """
    if not settings.demo:
        return ()
    has_bench = settings.payment_provider == BENCH and is_bench_port_free(settings)
    return (Companion(), Companion(PAYMENT_BENCH)) if has_bench else (Companion(),)


def _settle_memory() -> None:
    """Put what the start has made out of the reach of Python's collector of garbage.

    The workers go on sharing that memory, and a collection walks through what requests make alone.
    """
    gc.collect()
    gc.freeze()


def addresses(settings: Settings) -> list[str]:
    """Return what to listen on; « localhost » is both 127.0.0.1 and, where it exists, ::1."""
    if settings.host != "localhost":
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        return [f"{host}:{settings.port}"]
    found = [f"127.0.0.1:{settings.port}"]
    return [*found, f"[::1]:{settings.port}"] if _has_ipv6() else found


def is_port_free(settings: Settings) -> bool:
    """Tell whether nobody else listens on the port."""
    host = "127.0.0.1" if settings.host == "localhost" else settings.host
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return _can_bind(family, host, settings.port)


def is_bench_port_free(settings: Settings) -> bool:
    """Tell whether nobody else listens where the payment bench is to answer."""
    port = urlsplit(settings.payment_bench_url).port or 0
    return _can_bind(socket.AF_INET, "127.0.0.1", port)


def _has_ipv6() -> bool:
    """Tell whether this machine has an IPv6 loopback."""
    return socket.has_ipv6 and _can_bind(socket.AF_INET6, "::1", 0)


def _can_bind(family: socket.AddressFamily, host: str, port: int) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
