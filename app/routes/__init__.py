"""Plain Flask endpoints: health, downloads."""

from flask import Flask

from app.routes import export as exports
from app.routes import health
from services.kernel.clock import Clock
from services.kernel.viewer import TransactionSource


def register(server: Flask, *, database: TransactionSource, clock: Clock) -> None:
    """Add the endpoints to ``server``."""
    server.register_blueprint(health.blueprint(database))
    server.register_blueprint(exports.blueprint(clock))
