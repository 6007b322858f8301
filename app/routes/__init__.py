"""Plain Flask endpoints: health, downloads, forms of signed-in people."""

from flask import Flask

from app.routes import (
    agency,
    agency_office,
    credentials,
    factors,
    health,
    my_sessions,
    passkeys,
    privacy,
    verification,
)
from app.routes import export as exports
from services.kernel.clock import Clock
from services.kernel.house import House


def register(server: Flask, *, house: House, clock: Clock) -> None:
    """Add the endpoints to ``server``."""
    server.register_blueprint(health.blueprint(house.database))
    server.register_blueprint(exports.blueprint(clock))
    server.register_blueprint(credentials.blueprint(house, clock))
    server.register_blueprint(agency.blueprint(house, clock))
    server.register_blueprint(agency_office.blueprint(house, clock))
    server.register_blueprint(verification.blueprint(house, clock))
    server.register_blueprint(factors.blueprint(house, clock))
    server.register_blueprint(passkeys.blueprint(house, clock))
    server.register_blueprint(my_sessions.blueprint(clock))
    server.register_blueprint(privacy.blueprint(house, clock))
