"""The store's measures on any database: ``pytest -m bench`` runs them on PostgreSQL too."""

import pytest

from services.storage.engine import Database
from tests.bench.report import say
from tests.bench.store import measure_import, measure_store

pytestmark = pytest.mark.bench


def test_store(database: Database) -> None:
    say("load-curve-store", [(line.what, line.ours) for line in measure_store(database)])


def test_import_of_the_real_file(database: Database) -> None:
    say("import-hdm", [(line.what, line.ours) for line in measure_import(database)])
