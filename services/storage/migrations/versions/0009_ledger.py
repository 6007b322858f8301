"""the ledger of what customers owe; payments are of a customer, not of one invoice."""

# ruff: noqa: S608 - the statements are put together from the literals of this file alone

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


MODES = "'direct_debit', 'card', 'transfer', 'cheque', 'cash', 'energy_voucher'"

# Rows are added, never changed; only a demonstration is taken down whole.
DEMO = "EXISTS (SELECT 1 FROM customer WHERE customer.id = OLD.customer_id AND customer.is_demo)"
REFUSALS = {
    "ledger_entry_changed": ("BEFORE UPDATE ON ledger_entry", "1 = 1"),
    "ledger_entry_deleted": ("BEFORE DELETE ON ledger_entry", f"NOT {DEMO}"),
    "ledger_posting_changed": ("BEFORE UPDATE ON ledger_posting", "1 = 1"),
    # Gone with its entry, whose own trigger has looked: not alone.
    "ledger_posting_deleted": (
        "BEFORE DELETE ON ledger_posting",
        "EXISTS (SELECT 1 FROM ledger_entry JOIN customer ON customer.id ="
        " ledger_entry.customer_id WHERE ledger_entry.id = OLD.entry_id AND NOT customer.is_demo)",
    ),
}
# A row that replaces another leaves no deletion behind there.
REFUSED_BY_SQLITE = {
    "ledger_entry_replaced": (
        "BEFORE INSERT ON ledger_entry",
        "EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.id OR key = NEW.key)",
    ),
    "ledger_posting_replaced": (
        "BEFORE INSERT ON ledger_posting",
        "EXISTS (SELECT 1 FROM ledger_posting WHERE entry_id = NEW.entry_id"
        " AND position = NEW.position)",
    ),
}
TABLES = ("ledger_entry", "ledger_posting")
FUNCTION = "ledger_is_append_only"
MESSAGE = "the ledger is append-only"


def _refuse_changes() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name, (moment, condition) in {**REFUSALS, **REFUSED_BY_SQLITE}.items():
            op.execute(
                f"CREATE TRIGGER {name} {moment} FOR EACH ROW WHEN {condition}"
                f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            )
        return
    raise_it = f"BEGIN RAISE EXCEPTION '{MESSAGE}'; END"
    op.execute(f"CREATE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ {raise_it} $$")
    for name, (moment, condition) in REFUSALS.items():
        row = "OLD" if "DELETE" in moment else "NEW"
        asked = f"IF {condition} THEN RAISE EXCEPTION '{MESSAGE}'; END IF"
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {asked}; RETURN {row}; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} {moment} FOR EACH ROW EXECUTE FUNCTION {name}()")
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_emptied BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"
        )


def _set_payments_aside() -> None:
    op.drop_index("ix_payment_covering", "payment")
    op.rename_table("payment", "payment_before")
    if op.get_bind().dialect.name == "postgresql":
        for name in ("pk_payment", "ck_payment_mode"):
            op.execute(f"ALTER TABLE payment_before RENAME CONSTRAINT {name} TO {name}_before")
        op.execute("ALTER SEQUENCE payment_id_seq RENAME TO payment_before_id_seq")


def _give_payments_to_customers() -> None:
    """Keep payments by customer: one may settle several invoices, or a part of one."""
    op.create_table(
        "payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=True),
        sa.Column("incident", sa.String(length=10), nullable=True),
        sa.Column("incident_on", sa.Date(), nullable=True),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_payment_amount_cents")),
        sa.CheckConstraint(f"mode IN ({MODES})", name=op.f("ck_payment_mode")),
        sa.CheckConstraint("incident IN ('rejected', 'unpaid')", name=op.f("ck_payment_incident")),
        sa.CheckConstraint(
            "(incident IS NULL) = (incident_on IS NULL)", name=op.f("ck_payment_incident_date")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_payment_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("reference", name=op.f("uq_payment_reference")),
    )
    op.create_index("ix_payment_customer_id_paid_on", "payment", ["customer_id", "paid_on"])
    op.execute(
        "INSERT INTO payment (id, customer_id, paid_on, amount_cents, mode, incident, incident_on)"
        " SELECT b.id, c.customer_id, b.paid_on, CAST(round(b.amount_eur * 100) AS BIGINT), b.mode,"
        " CASE WHEN b.has_incident THEN 'unpaid' END, CASE WHEN b.has_incident THEN b.paid_on END"
        " FROM payment_before b JOIN invoice i ON i.id = b.invoice_id"
        " JOIN contract c ON c.id = i.contract_id"
    )
    _count_on("payment_id_seq", "payment")


def _count_on(sequence: str, table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        highest = f"SELECT coalesce(max(id), 1), count(*) > 0 FROM {table}"  # nosec B608
        counted = f"({highest}) AS t(top, used)"
        op.execute(f"SELECT setval('{sequence}', t.top, t.used) FROM {counted}")  # nosec B608


PAID = "payment_before b JOIN invoice i ON i.id = b.invoice_id"
BOOKED = (
    # kind, date, payment, condition, rows, amount, sign on the customer's account, other account
    ("invoice", "i.issued_on", "NULL", "1 = 1", "invoice i", "i.amount_eur", 1, "sales"),
    ("payment", "b.paid_on", "b.id", "1 = 1", PAID, "b.amount_eur", -1, "bank"),
    ("reversal", "b.paid_on", "b.id", "b.has_incident", PAID, "b.amount_eur", 1, "bank"),
)


def _book_what_happened() -> None:
    """Write the ledger of the invoices and payments of before."""
    for kind, day, payment, where, source, amount, sign, other in BOOKED:
        key = f"'{kind}:' || " + ("i.id" if payment == "NULL" else "b.id")
        joined = f"{source} JOIN contract c ON c.id = i.contract_id"
        op.execute(
            "INSERT INTO ledger_entry"  # nosec B608
            " (customer_id, kind, key, happened_on, booked_at, invoice_id, payment_id)"
            f" SELECT c.customer_id, '{kind}', {key}, {day}, CURRENT_TIMESTAMP, i.id, {payment}"
            f" FROM {joined} WHERE {where}"
        )
        cents = f"CAST(round({amount} * 100) AS BIGINT)"
        sides = ((1, "customer", sign, "i.contract_id", "i.id"), (2, other, -sign, "NULL", "NULL"))
        for position, account, side, contract, invoice in sides:
            op.execute(
                "INSERT INTO ledger_posting"  # nosec B608
                " (entry_id, position, account, amount_cents, contract_id, invoice_id)"
                f" SELECT e.id, {position}, '{account}', {side} * {cents}, {contract}, {invoice}"
                f" FROM {joined} JOIN ledger_entry e ON e.key = {key}"
                f" WHERE {where} AND {amount} <> 0"
            )


def upgrade() -> None:
    _set_payments_aside()
    _give_payments_to_customers()
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("booked_at", sa.DateTime(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=True),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('invoice', 'credit_note', 'payment', 'reversal', 'refund', 'allocation', 'write_off')",
            name=op.f("ck_ledger_entry_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_ledger_entry_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("fk_ledger_entry_invoice_id")
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name=op.f("fk_ledger_entry_payment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("key", name=op.f("uq_ledger_entry_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_ledger_entry_customer_id_happened_on",
        "ledger_entry",
        ["customer_id", "happened_on"],
        unique=False,
    )
    op.create_index("ix_ledger_entry_invoice_id", "ledger_entry", ["invoice_id"], unique=False)
    op.create_index("ix_ledger_entry_payment_id", "ledger_entry", ["payment_id"], unique=False)
    op.create_table(
        "ledger_posting",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=10), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("invoice_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "account IN ('customer', 'sales', 'vat', 'bank', 'card', 'loss')",
            name=op.f("ck_ledger_posting_account"),
        ),
        sa.CheckConstraint("amount_cents <> 0", name=op.f("ck_ledger_posting_amount_cents")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_ledger_posting_contract_id")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["ledger_entry.id"],
            name=op.f("fk_ledger_posting_entry_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("fk_ledger_posting_invoice_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", "position", name=op.f("pk_ledger_posting")),
    )
    op.create_index(
        "ix_ledger_posting_contract",
        "ledger_posting",
        ["contract_id", "account", "amount_cents"],
        unique=False,
    )
    op.create_index(
        "ix_ledger_posting_invoice",
        "ledger_posting",
        ["invoice_id", "account", "amount_cents"],
        unique=False,
    )
    _book_what_happened()
    op.drop_table("payment_before")
    _refuse_changes()


PAYMENT_OF_BEFORE = (
    ("id", sa.Integer()), ("invoice_id", sa.Integer()), ("paid_on", sa.Date()),
    ("amount_eur", sa.Numeric(12, 2)), ("mode", sa.String(20)), ("has_incident", sa.Boolean()),
)  # fmt: skip


def _build_payments_of_before(table: str, *constraints: sa.Constraint) -> None:
    columns = [sa.Column(name, type_, nullable=False) for name, type_ in PAYMENT_OF_BEFORE]
    op.create_table(table, *columns, *constraints)


def _give_payments_to_invoices() -> None:
    """Go back to one invoice per payment: the first one that it settled."""
    _build_payments_of_before("payment_after")
    op.execute(
        "INSERT INTO payment_after SELECT p.id, min(l.invoice_id), p.paid_on,"
        " p.amount_cents / 100.0, p.mode, p.incident IS NOT NULL FROM payment p"
        " JOIN ledger_entry e ON e.payment_id = p.id AND e.kind = 'payment'"
        " JOIN ledger_posting l ON l.entry_id = e.id AND l.invoice_id IS NOT NULL"
        " GROUP BY p.id, p.paid_on, p.amount_cents, p.mode, p.incident"
    )


def downgrade() -> None:
    _give_payments_to_invoices()
    op.drop_table("ledger_posting")
    op.drop_table("ledger_entry")
    if op.get_bind().dialect.name == "postgresql":
        for name in (*REFUSALS, FUNCTION):
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_table("payment")
    _build_payments_of_before(
        "payment",
        sa.CheckConstraint(f"mode IN ({MODES})", name=op.f("ck_payment_mode")),
        sa.CheckConstraint("amount_eur > 0", name=op.f("ck_payment_amount_eur")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_payment_invoice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
    )
    op.execute("INSERT INTO payment SELECT * FROM payment_after")
    op.drop_table("payment_after")
    op.create_index("ix_payment_covering", "payment", ["invoice_id", "has_incident", "amount_eur"])
    _count_on("payment_id_seq", "payment")
