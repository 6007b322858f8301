"""Which site is looked at: the asked one, the remembered one, the first; never another's."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import delete, select

from services import home, sites
from services.kernel.errors import NotFoundError
from services.kernel.viewer import Viewer
from services.sites import SiteChoice
from services.storage.engine import Database
from services.storage.models import Contract, CustomerAccess, PreferredContract
from tests.services.viewers import add_viewer

FIRST, SECOND, THIRD = "C4-11-000001", "C4-11-000002", "C4-11-000003"


@pytest.fixture
def jeanne(database: Database) -> Viewer:
    """Return a viewer with three sites."""
    return add_viewer(database, "jeanne", THIRD, FIRST, SECOND)


def look(viewer: Viewer, number: str | None = None) -> SiteChoice:
    shown = home.welcome(viewer, contract_number=number, today=date(2026, 3, 2)).choice
    if number is not None:
        sites.remember(viewer, number)
    return shown


def current(viewer: Viewer, number: str | None = None) -> str | None:
    site = look(viewer, number).current
    return site.contract_number if site else None


def test_sites_are_in_the_order_of_their_numbers(jeanne: Viewer) -> None:
    assert [site.contract_number for site in look(jeanne).sites] == [FIRST, SECOND, THIRD]


def test_the_first_site_opens_until_another_is_chosen(jeanne: Viewer) -> None:
    assert current(jeanne) == FIRST
    assert current(jeanne, SECOND) == SECOND
    assert current(jeanne) == SECOND
    assert current(jeanne, THIRD) == THIRD
    assert current(jeanne) == THIRD


def test_each_user_has_a_memory_of_their_own(jeanne: Viewer, database: Database) -> None:
    paul = add_viewer(database, "paul", "C4-22-000001", "C4-22-000002")
    look(jeanne, THIRD)
    look(paul, "C4-22-000002")

    assert current(jeanne) == THIRD
    assert current(paul) == "C4-22-000002"


def test_looking_without_asking_writes_nothing(jeanne: Viewer, database: Database) -> None:
    look(jeanne)

    with database.begin() as session:
        assert session.scalars(select(PreferredContract)).all() == []


def test_a_foreign_site_is_not_found_nor_remembered(jeanne: Viewer, database: Database) -> None:
    paul = add_viewer(database, "paul", "C4-22-000001")
    look(jeanne, SECOND)
    for number in ("C4-22-000001", "C4-99-999999", "", "%", SECOND.lower()):
        with pytest.raises(NotFoundError):
            look(jeanne, number)

    assert current(jeanne) == SECOND
    assert current(paul) == "C4-22-000001"


def test_a_right_that_was_taken_away_is_gone_at_once(jeanne: Viewer, database: Database) -> None:
    look(jeanne, SECOND)
    with database.write() as session:
        session.execute(delete(CustomerAccess).where(CustomerAccess.user_id == jeanne.user_id))

    assert look(jeanne) == SiteChoice(None, ())
    with pytest.raises(NotFoundError):
        look(jeanne, SECOND)


def test_an_ended_contract_comes_last(jeanne: Viewer, database: Database) -> None:
    with database.write() as session:
        contract = session.scalars(select(Contract).where(Contract.number == FIRST)).one()
        contract.ended_on = date(2020, 6, 30)

    assert [site.contract_number for site in look(jeanne).sites] == [SECOND, THIRD, FIRST]
    assert current(jeanne) == SECOND


def test_choosing_in_many_tabs_at_once_fails_nowhere(jeanne: Viewer) -> None:
    numbers = [FIRST, SECOND, THIRD] * 8
    with ThreadPoolExecutor(12) as threads:
        shown = list(threads.map(lambda number: current(jeanne, number), numbers))

    assert shown == numbers
    assert current(jeanne) in set(numbers)


def test_a_foreign_site_leaves_no_trace(jeanne: Viewer, database: Database) -> None:
    add_viewer(database, "paul", "C4-22-000001")
    for number in ("C4-22-000001", "C4-99-999999", "\0"):
        sites.remember(jeanne, number)

    with database.begin() as session:
        assert session.scalars(select(PreferredContract)).all() == []
