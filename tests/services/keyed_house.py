"""A house for tests: a database, keys, an address."""

from services.kernel.house import House
from services.kernel.vault import Vault
from services.storage.engine import Database

KEY = "a key of the tests, forty characters long"


def house_of(database: Database, *keys: str) -> House:
    """Return the house of ``database``, with ``keys`` or the tests' own."""
    return House(
        database, Vault(keys or (KEY,)), "http://localhost:8050", "Agence <a@terralis.example>"
    )
