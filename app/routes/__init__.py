"""Plain Flask endpoints: health, downloads, forms of signed-in people."""

from flask import Flask

from app.routes import (
    account,
    agency,
    agency_office,
    agency_payments,
    credentials,
    factors,
    health,
    invoice_archives,
    invoices,
    my_sessions,
    passkeys,
    payments,
    privacy,
    verification,
)
from app.routes import export as exports
from services.kernel.clock import Clock
from services.kernel.house import House
from services.payments.attempts import Bank


def register(
    server: Flask, *, house: House, clock: Clock, bank: Bank | None = None, bank_origin: str = ""
) -> None:
    """Add the endpoints to ``server``; ``bank``: where people pay, on the site ``bank_origin``."""
    server.register_blueprint(health.blueprint(house.database))
    server.register_blueprint(exports.blueprint(clock))
    server.register_blueprint(invoices.blueprint(clock))
    server.register_blueprint(invoice_archives.blueprint(clock))
    server.register_blueprint(account.blueprint(house, clock))
    server.register_blueprint(credentials.blueprint(house, clock))
    server.register_blueprint(agency.blueprint(house, clock))
    server.register_blueprint(agency_office.blueprint(house, clock))
    server.register_blueprint(agency_payments.blueprint(house, clock))
    server.register_blueprint(verification.blueprint(house, clock))
    server.register_blueprint(factors.blueprint(house, clock))
    server.register_blueprint(passkeys.blueprint(house, clock))
    server.register_blueprint(my_sessions.blueprint(clock))
    server.register_blueprint(privacy.blueprint(house, clock))
    server.register_blueprint(payments.blueprint(house, clock, bank=bank, bank_origin=bank_origin))
