"""What was invoiced and paid before there was a ledger is in it afterwards, and back again."""

from alembic import command
from sqlalchemy import text

from services.storage import migrate
from services.storage.engine import Database
from services.storage.ledger import find_unbalanced
from tests.databases import Databases

PEOPLE = (
    "INSERT INTO customer (id, reference, name, address, telephone, fax, email,"
    " electronic_invoice, is_demo) VALUES (1, 'FE-1', 'Essai', '', '', '', '', {no}, {no})",
    "INSERT INTO metering_point (id, prm, name, address, town, segment, note)"
    " VALUES (1, '30001234567890', 'Siège', '', '', 'C4', '')",
    "INSERT INTO contract (id, number, customer_id, metering_point_id, offer_name, started_on,"
    " direct_debit, monthly_instalments)"
    " VALUES (1, 'C4-1', 1, 1, 'Tarif', '2014-01-01', {no}, {no})",
)
INVOICE = (
    "INSERT INTO invoice (id, contract_id, number, label, issued_on, due_on, period_start,"
    " period_end, amount_eur) VALUES ({id}, 1, 'FR-{id}', 'Facture', '2015-01-01', '2015-02-01',"
    " '2014-12-01', '2015-01-01', {amount})"
)
PAYMENT = (
    "INSERT INTO payment (id, invoice_id, paid_on, amount_eur, mode, has_incident)"
    " VALUES ({id}, {invoice}, '2015-01-20', {amount}, 'cheque', {bounced})"
)
OWED = (
    "SELECT invoice_id, sum(amount_cents) FROM ledger_posting WHERE account = 'customer'"
    " GROUP BY invoice_id ORDER BY invoice_id"
)


def nothing(url: str) -> None:
    command.upgrade(migrate._config(url), "0007")


def fill(database: Database) -> None:
    is_sqlite = database.engine.dialect.name == "sqlite"
    no, yes = ("0", "1") if is_sqlite else ("false", "true")
    statements = [statement.format(no=no) for statement in PEOPLE]
    amounts = {1: "1325.67", 2: "287.15", 3: "194.30"}
    statements += [INVOICE.format(id=number, amount=amount) for number, amount in amounts.items()]
    statements += [
        PAYMENT.format(id=5, invoice=1, amount="1325.67", bounced=no),
        PAYMENT.format(id=6, invoice=2, amount="287.15", bounced=yes),
        PAYMENT.format(id=7, invoice=3, amount="94.30", bounced=no),
    ]
    with database.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_there_and_back(databases: Databases) -> None:
    url = databases.copy("before_the_ledger", nothing)
    database = Database(url)
    fill(database)

    migrate.upgrade(url)

    with database.begin() as session:
        owed = [(number, int(cents)) for number, cents in session.execute(text(OWED))]
        assert owed == [(1, 0), (2, 28715), (3, 10000)]
        assert find_unbalanced(session) == []
        paid = session.execute(text("SELECT id, amount_cents, incident FROM payment ORDER BY id"))
        assert [tuple(row) for row in paid] == [
            (5, 132567, None),
            (6, 28715, "unpaid"),
            (7, 9430, None),
        ]
    database.dispose()

    command.downgrade(migrate._config(url), "0007")

    with database.begin() as session:
        kept = session.execute(text("SELECT id, invoice_id, amount_eur FROM payment ORDER BY id"))
        assert [(number, invoice, float(amount)) for number, invoice, amount in kept] == [
            (5, 1, 1325.67),
            (6, 2, 287.15),
            (7, 3, 94.3),
        ]
    database.dispose()
    databases.drop(url)
