"""A slice of the enumeration: status and size are one, and times are not told apart."""

from pathlib import Path

import pytest
from argon2 import PasswordHasher

from app.factory import Application, create_app
from app.settings import Settings
from services.kernel import passwords
from services.storage.engine import Database
from tests.chaos import enumeration
from tests.conftest import standing_clock

COUNT = 60
FURTHEST = 0.2
"""Four standard deviations of the area under the curve of sixty answers against sixty."""


@pytest.fixture
def agency(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Application:
    """Return an agency with customers, where passwords are hashed fast: nothing drowns there."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", cheap)
    monkeypatch.setattr(passwords, "_NOBODYS_HASH", cheap.hash("nobody"))
    enumeration.add_people(database, COUNT)
    settings = Settings(
        secret_key="a key of the tests, forty characters long", cache_dir=str(tmp_path)
    )
    return create_app(settings, database=database, clock=standing_clock)


@pytest.mark.parametrize("form", sorted(enumeration.FORMS))
def test_answers_tell_nothing(agency: Application, form: str) -> None:
    found = enumeration.compare(agency, form, count=COUNT)

    print(form, found.shapes, {k: round(area, 2) for k, area in found.areas.items()})
    assert len(found.shapes) == 1, found.shapes
    assert found.worst <= FURTHEST, found.areas


def test_the_statistic_finds_what_is_slower() -> None:
    assert enumeration.area_under_curve([3, 4, 5], [0, 1, 2]) == 1
    assert enumeration.area_under_curve([1, 2], [1, 2]) == 0.5
    assert enumeration.area_under_curve([0, 3], [1, 2]) == 0.5
