"""The ledger's rows: booked once, added up exactly, never changed."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.domain.ledger import Account, Entry, EntryKind, Posting
from services.storage import ledger
from services.storage.engine import Database
from services.storage.models import Customer, LedgerEntry, LedgerPosting
from tests.conftest import NOW

DAY = date(2015, 12, 18)


def customer(database: Database, *, is_demo: bool = False) -> int:
    with database.write() as session:
        row = Customer(reference="FE-1", name="Essai", is_demo=is_demo)
        session.add(row)
        session.flush()
        return row.id


def entry(key: str, amount: str) -> Entry:
    euros = Decimal(amount)
    postings = (Posting(Account.CUSTOMER, euros), Posting(Account.SALES, -euros))
    return Entry(EntryKind.INVOICE, key, DAY, postings)


def test_an_entry_is_booked_once(database: Database) -> None:
    holder = customer(database)
    with database.write() as session:
        ledger.lock_account(session, holder)
        booked = [ledger.book(session, holder, entry("invoice:1", "10.00"), now=NOW) for _ in "ab"]

    assert booked == [True, False]
    with database.begin() as session:
        assert ledger.load_customer_balance(session, holder) == Decimal("10.00")
        assert ledger.find_entry(session, "invoice:1") == entry("invoice:1", "10.00")
        assert ledger.find_entry(session, "invoice:2") is None


def test_a_thousand_tenths_are_exactly_a_hundred(database: Database) -> None:
    holder = customer(database)
    with database.write() as session:
        for number in range(1_000):
            ledger.book(session, holder, entry(f"invoice:{number}", "0.10"), now=NOW)

    with database.begin() as session:
        assert str(ledger.load_customer_balance(session, holder)) == "100.00"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET happened_on = '2020-01-01'",
        "UPDATE ledger_posting SET amount_cents = 1",
        "DELETE FROM ledger_posting",
        "DELETE FROM ledger_entry",
    ],
)
def test_what_is_booked_stays(database: Database, statement: str) -> None:
    holder = customer(database)
    with database.write() as session:
        ledger.book(session, holder, entry("invoice:1", "10.00"), now=NOW)

    with pytest.raises(DBAPIError, match="append-only"), database.write() as session:
        session.execute(text(statement))


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_posting"])
def test_a_row_is_not_replaced(database: Database, table: str) -> None:
    if database.engine.dialect.name != "sqlite":
        pytest.skip("REPLACE is of SQLite")
    holder = customer(database)
    with database.write() as session:
        ledger.book(session, holder, entry("invoice:1", "10.00"), now=NOW)

    with pytest.raises(DBAPIError, match="append-only"), database.write() as session:
        session.execute(text(f"REPLACE INTO {table} SELECT * FROM {table}"))  # noqa: S608 - ours


def test_a_demonstration_is_taken_down_whole(database: Database) -> None:
    holder = customer(database, is_demo=True)
    with database.write() as session:
        ledger.book(session, holder, entry("invoice:1", "10.00"), now=NOW)
        session.execute(text("DELETE FROM ledger_entry"))

    with database.begin() as session:
        assert session.query(LedgerPosting).count() == 0


def test_an_entry_that_does_not_balance_is_found(database: Database) -> None:
    holder = customer(database)
    with database.write() as session:
        ledger.book(session, holder, entry("invoice:1", "10.00"), now=NOW)
        row = LedgerEntry(
            customer_id=holder, kind="refund", key="refund:1", happened_on=DAY, booked_at=NOW
        )
        session.add(row)
        session.flush()
        posting = LedgerPosting(
            entry_id=row.id, position=1, account="bank", amount_eur=Decimal("0.01")
        )
        session.add(posting)
        session.flush()

        assert ledger.find_unbalanced(session) == [row.id]
