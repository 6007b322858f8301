"""Five hundred customers who are signed in at once: some with many sites, most with one."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from services.kernel.passwords import hash_password
from services.storage.engine import Database
from services.storage.models import CustomerAccess, User
from tests.bench import customers
from tests.bench.estate import PASSWORD, USERNAME, Estate, write_estate

MANAGERS, HOUSEHOLDS = 100, 400


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the crowd: a user name, and the contracts that this user may see."""

    username: str
    contracts: tuple[str, ...]


def write_crowd(url: str) -> list[Member]:
    """Write twenty sites of three years, those who manage them, and households with a curve."""
    estate = write_estate(url)
    customers.write_customers(url, count=HOUSEHOLDS, curve_one_in=1)
    names = [f"{USERNAME}-{number:03}" for number in range(MANAGERS)]
    database = Database(url)
    _add_managers(database, estate, names)
    database.dispose()
    managers = [Member(name, tuple(estate.contracts)) for name in names]
    return managers + [
        Member(customers.username(number), (customers.contract_number(number),))
        for number in range(HOUSEHOLDS)
    ]


def _add_managers(database: Database, estate: Estate, names: Iterable[str]) -> None:
    """Add users who see all that the estate's own user sees."""
    password_hash = hash_password(PASSWORD)
    with database.write() as session:
        seen = select(CustomerAccess.customer_id).join(User, User.id == CustomerAccess.user_id)
        customer_id = session.scalars(seen.where(User.username == estate.username)).one()
        users = [
            User(username=name, display_name=name, password_hash=password_hash, role="analyst")
            for name in names
        ]
        session.add_all(users)
        session.flush()
        session.add_all(CustomerAccess(user_id=u.id, customer_id=customer_id) for u in users)
