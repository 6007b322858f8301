"""« Recherche de client »: references as they are said, and who signs in for a customer."""

import pytest
from sqlalchemy import select, update

from services.enrolment import registration
from services.kernel.house import House
from services.kernel.viewer import Role, Viewer
from services.office import customer_search
from services.privacy import erasure
from services.storage.engine import Database
from services.storage.models import Customer, User
from tests.conftest import NOW
from tests.services.houses import last_link
from tests.services.registering import DEMAND, house_with_customer
from tests.services.viewers import add_viewer


@pytest.fixture
def house(database: Database) -> House:
    made = house_with_customer(database)
    registration.request(made, DEMAND, now=NOW)
    registration.validate(made, last_link(made), address="192.0.2.7", now=NOW)
    return made


@pytest.fixture
def agent(house: House, database: Database) -> Viewer:
    person = add_viewer(database, "agathe")
    return Viewer(person.user_id, Role.AGENT, "Agathe", house.database)


def references(agent: Viewer, typed: str) -> list[tuple[str, bool]]:
    found = customer_search.search(agent, typed=typed, now=NOW).customers
    return [(customer.reference, customer.is_exact) for customer in found]


@pytest.mark.parametrize("typed", ["700001", "fe700001", "FE 700001", "Fe - 700001", "fe-700001"])
def test_a_reference_is_found_as_it_is_said(agent: Viewer, typed: str) -> None:
    assert references(agent, typed) == [("FE-700001", True)]


def test_its_first_figures_are_a_beginning(agent: Viewer) -> None:
    assert references(agent, "7000") == [("FE-700001", False)]


@pytest.mark.parametrize("typed", ["paul.loir", "PAUL.LOIR", "paul@loir.example"])
def test_an_account_is_found_by_its_name_and_address(agent: Viewer, typed: str) -> None:
    assert references(agent, typed) == [("FE-700001", True)]


@pytest.mark.parametrize("typed", ["Loir", "paul loir", "PAUL"])
def test_the_name_of_who_signs_in_finds_the_customer(agent: Viewer, typed: str) -> None:
    assert [reference for reference, _ in references(agent, typed)] == ["FE-700001"]


def test_an_erased_account_finds_nobody(house: House, agent: Viewer) -> None:
    erasure.erase(house, "FE-700001", now=NOW)

    for typed in ("paul.loir", "paul@loir.example", "loir"):
        assert references(agent, typed) == []


def test_a_closed_account_is_no_account(house: House, agent: Viewer) -> None:
    with house.database.write() as session:
        session.execute(update(User).where(User.username == "paul.loir").values(is_active=False))
    (found,) = customer_search.search(agent, typed="FE-700001", now=NOW).customers

    assert not found.has_account


def test_a_word_of_both_names_is_kept_once(house: House, agent: Viewer) -> None:
    with house.database.write() as session:
        customer = session.scalars(select(Customer).where(Customer.reference == "FE-700001")).one()
        words = sorted(key.key for key in customer.search_keys)

    assert words == ["contact@epicerie.example", "epicerie", "loir", "paul"]
