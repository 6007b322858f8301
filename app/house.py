"""The house that the settings describe, for the server and for commands alike."""

from app.settings import Settings
from services.kernel.house import House
from services.kernel.vault import Vault
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
