"""The demonstration is loaded once, whole, and can be put back."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update

from services.demonstration import demo, demo_files
from services.demonstration.demo_accounts import DEMO_PASSWORD
from services.demonstration.demo_files import DemoFile, read_files
from services.kernel.vault import Vault
from services.sign_in.authentication import Attempt, sign_in
from services.storage.consumption import find_coverage
from services.storage.engine import Database
from services.storage.ledger import load_open_invoices
from services.storage.models import (
    Contract,
    Customer,
    CustomerAccess,
    Invoice,
    User,
)
from tests.conftest import DATA_KEY, NOW
from tests.houses import house_on
from tests.services.demonstration import CLOSEAUX_PRM, customer_of
from tests.services.metering import billed, dump, give


def test_the_accounts(demo_database: Database) -> None:
    with demo_database.begin() as session:
        users = {u.username: (u.role, u.is_demo) for u in session.scalars(select(User))}
        staff = session.scalar(
            select(func.count())
            .select_from(CustomerAccess)
            .join(User)
            .where(User.role.in_(["agent", "supervisor"]))
        )
    assert users == {
        "client": ("customer", True),
        "gestionnaire": ("analyst", True),
        "voisin": ("customer", True),
        "agent": ("agent", True),
        "superviseur": ("supervisor", True),
    }
    assert staff == 0


def test_everybody_signs_in_with_the_published_password(fresh_demo_database: Database) -> None:
    for name in ("client", "gestionnaire", "voisin", "agent", "superviseur"):
        attempt = Attempt(name, "demo-Terralis-2015", "127.0.0.1", "test")
        assert sign_in(house_on(fresh_demo_database), attempt, now=NOW).secret


def test_the_neighbour_has_three_invoices_due(demo_database: Database) -> None:
    _, (contract,) = customer_of(demo_database, "voisin")
    assert not contract.direct_debit
    with demo_database.begin() as session:
        invoices = session.scalars(select(Invoice).where(Invoice.contract_id == contract.id)).all()
        owed = load_open_invoices(session, contract.customer_id)
        reach = find_coverage(session, contract.metering_point_id)
    assert {i.amount_eur for i in invoices} == {
        Decimal("612.48"),
        Decimal("287.15"),
        Decimal("194.30"),
    }
    assert [i.number for i in owed] == ["FR-15-109-39977", "FR-15-122-40588", "FR-15-123-40601"]
    assert sum(i.remaining_eur for i in owed) == Decimal("1093.93")
    # Loaded on Monday 2 March 2026: issued on a Thursday, a Thursday and a Friday, for three
    # months in a row; one is eight days late, the others are due on a Wednesday and a Thursday.
    assert {i.number: (i.issued_on, i.due_on, i.period_start, i.period_end) for i in invoices} == {
        "FR-15-109-39977": (
            date(2026, 1, 29), date(2026, 2, 22), date(2025, 11, 1), date(2025, 12, 1)
        ),
        "FR-15-122-40588": (
            date(2026, 2, 26), date(2026, 3, 18), date(2025, 12, 1), date(2026, 1, 1)
        ),
        "FR-15-123-40601": (
            date(2026, 2, 27), date(2026, 3, 19), date(2026, 1, 1), date(2026, 2, 1)
        ),
    }  # fmt: skip
    assert (reach.readings_start, reach.readings_end) == (date(2025, 8, 1), date(2026, 2, 1))


def test_somebody_with_an_ended_contract_may_register(demo_database: Database) -> None:
    with demo_database.begin() as session:
        contract = session.scalars(select(Contract).where(Contract.ended_on.is_not(None))).one()
        customer, prm = contract.customer, contract.metering_point.prm
        invoice = session.scalars(select(Invoice).where(Invoice.contract_id == contract.id)).one()
        readers = session.scalars(
            select(CustomerAccess).where(CustomerAccess.customer_id == customer.id)
        ).all()
    assert (customer.reference, prm) == ("FE-098812", "28000304118264")
    assert (invoice.amount_eur, readers) == (Decimal("418.36"), [])


def sizes(database: Database) -> dict[str, int]:
    """Return how many rows each table has, but for those that a sign-in leaves for good."""
    left = {"rate_window", "audit_event", "outgoing_mail"}
    return {name: len(rows) for name, rows in dump(database).items() if name not in left}


def test_loading_again_changes_nothing(fresh_demo_database: Database) -> None:
    before = dump(fresh_demo_database)
    later = NOW + timedelta(days=40)
    assert demo.load_demo(fresh_demo_database, now=later) is False
    assert dump(fresh_demo_database) == before


def test_reset_puts_everything_back(fresh_demo_database: Database) -> None:
    with fresh_demo_database.begin() as session:
        session.add(Customer(reference="FE-900001", name="Un vrai client"))
    before = sizes(fresh_demo_database)
    attempt = Attempt("client", DEMO_PASSWORD, "127.0.0.1", "test")
    sign_in(house_on(fresh_demo_database), attempt, now=NOW)
    sign_in(house_on(fresh_demo_database), attempt, now=NOW + timedelta(hours=1))
    mine = billed(("HPE", "2015-10-31", "2015-11-30", "77"))
    give(fresh_demo_database, mine, prm=CLOSEAUX_PRM)
    with fresh_demo_database.begin() as session:
        session.execute(update(Invoice).values(amount_eur=Decimal(1)))
    demo.reset_demo(fresh_demo_database, now=NOW, vault=Vault([DATA_KEY]))
    assert sizes(fresh_demo_database) == before
    with fresh_demo_database.begin() as session:
        names = session.scalars(select(Customer.name).where(Customer.is_demo.is_(False))).all()
        user = session.scalars(select(User).where(User.username == "client")).one()
        invoiced = session.scalar(select(func.sum(Invoice.amount_eur)))
        assert names == ["Un vrai client"]
        # Ten of the brochure, 612,48 + 287,15 + 194,30 of the neighbour, 418,36 of the ended one,
        # five of the real site.
        printed = Decimal("17849.93") + Decimal("1093.93") + Decimal("418.36")
        assert invoiced == printed + Decimal("14371.58")
        assert (user.last_sign_in_at, user.previous_sign_in_at) == (
            datetime(2015, 12, 14, 12, 15, 46, tzinfo=UTC),
            None,
        )
    # What an operator had imported for a demonstration point is gone, and can be imported again.
    assert give(fresh_demo_database, mine, prm=CLOSEAUX_PRM).is_new


def test_an_interrupted_load_leaves_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump(database)

    def broken(today: date) -> Iterator[DemoFile]:
        yield from list(read_files(today))[:2]
        raise KeyboardInterrupt

    monkeypatch.setattr(demo_files, "read_files", broken)
    with pytest.raises(KeyboardInterrupt):
        demo.load_demo(database, now=NOW)
    assert dump(database) == before
