"""A deployment for tests that need no server."""

from services.kernel.house import House
from services.kernel.vault import Vault
from services.storage.engine import Database
from tests.conftest import DATA_KEY


def house_on(
    database: Database, *, public_url: str = "http://localhost:8050", is_demo: bool = False
) -> House:
    """Return a house on ``database`` whose secrets are sealed with the key of the tests."""
    return House(
        database=database,
        vault=Vault([DATA_KEY]),
        public_url=public_url,
        mail_from="Agence <ne-pas-repondre@ael.example>",
        is_demo=is_demo,
    )
