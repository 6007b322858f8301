"""The house that the settings describe, for the server and for commands alike."""

from app.payment_settings import build_provider
from app.settings import Settings
from services.kernel.house import House
from services.kernel.vault import Vault
from services.payments.attempts import Bank
from services.storage.engine import Database


def build_house(settings: Settings, database: Database) -> House:
    """Return what use cases need of this deployment."""
    return House(
        database=database,
        vault=Vault(settings.data_keys),
        public_url=settings.base_url,
        mail_from=settings.mail_from,
        is_demo=settings.demo,
    )


def build_bank(settings: Settings) -> Bank | None:
    """Return where people pay by card, None where they cannot."""
    provider = build_provider(settings)
    if provider is None:
        return None
    return Bank(settings.payment_provider, provider, settings.base_url)
