"""A migration that people have applied stays as it is: a change of mind is a new one."""

import hashlib

import pytest

from services.storage.migrate import SCRIPTS

RELEASED = {
    "0001_first_tables.py": "b99392a531fe369e",
    "0002_data_revision.py": "cc12e73db99dd71f",
    "0003_covering_indexes.py": "2c872fa562c54bb6",
    "0004_accounts.py": "764721649f1ad578",
    "0005_journal.py": "52d2fc75b09f0716",
    "0006_requests.py": "e7d18b534c9779bd",
}
"""The beginning of each file's SHA-256."""


@pytest.mark.parametrize(("name", "digest"), RELEASED.items())
def test_a_released_migration_stays_as_it_is(name: str, digest: str) -> None:
    content = (SCRIPTS / "versions" / name).read_bytes()

    assert hashlib.sha256(content).hexdigest().startswith(digest)
