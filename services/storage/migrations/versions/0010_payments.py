"""card payments, instalments, archives, how invoices are delivered."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "payment_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("click_key", sa.String(length=64), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("trans_date", sa.Date(), nullable=False),
        sa.Column("trans_number", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("left_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("next_check_at", sa.DateTime(), nullable=True),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("provider_transaction", sa.String(length=64), nullable=False),
        sa.Column("card_brand", sa.String(length=20), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("receipt_sha256", sa.LargeBinary(length=32), nullable=True),
        sa.CheckConstraint(
            "state IN ('created', 'pending', 'authorised', 'captured', 'refused', 'abandoned', 'expired')",
            name=op.f("ck_payment_attempt_state"),
        ),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_payment_attempt_amount_cents")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_payment_attempt_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name=op.f("fk_payment_attempt_payment_id")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_sha256"],
            ["document.sha256"],
            name=op.f("fk_payment_attempt_receipt_sha256"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_payment_attempt_user_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_attempt")),
        sa.UniqueConstraint("click_key", name=op.f("uq_payment_attempt_click_key")),
        sa.UniqueConstraint("reference", name=op.f("uq_payment_attempt_reference")),
        sa.UniqueConstraint(
            "trans_date", "trans_number", name=op.f("uq_payment_attempt_trans_date_trans_number")
        ),
    )
    op.create_index(
        "ix_payment_attempt_customer_id", "payment_attempt", ["customer_id"], unique=False
    )
    op.create_index(
        "ix_payment_attempt_next_check_at", "payment_attempt", ["next_check_at"], unique=False
    )
    op.create_table(
        "attempt_invoice",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_attempt_invoice_amount_cents")),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["payment_attempt.id"],
            name=op.f("fk_attempt_invoice_attempt_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("fk_attempt_invoice_invoice_id")
        ),
        sa.PrimaryKeyConstraint("attempt_id", "invoice_id", name=op.f("pk_attempt_invoice")),
    )
    op.create_index(
        "uq_attempt_invoice_open",
        "attempt_invoice",
        ["invoice_id"],
        unique=True,
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )
    op.create_table(
        "payment_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dedupe_key", sa.String(length=200), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("order_reference", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('applied', 'ignored', 'incident')", name=op.f("ck_payment_notice_outcome")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_notice")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_payment_notice_dedupe_key")),
    )
    op.create_index(
        "ix_payment_notice_order_reference", "payment_notice", ["order_reference"], unique=False
    )
    op.create_table(
        "payment_incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=180), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("attempt_id", sa.Integer(), nullable=True),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by", sa.String(length=120), nullable=False),
        sa.Column("refunded_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "kind IN ('overpayment', 'wrong_amount', 'unknown_status', 'unknown_order', 'silent',"
            " 'unreadable')",
            name=op.f("ck_payment_incident_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["payment_attempt.id"], name=op.f("fk_payment_incident_attempt_id")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_payment_incident_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name=op.f("fk_payment_incident_payment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_incident")),
        sa.UniqueConstraint("key", name=op.f("uq_payment_incident_key")),
    )
    op.create_index(
        "ix_payment_incident_closed_at_opened_at",
        "payment_incident",
        ["closed_at", "opened_at"],
        unique=False,
    )
    op.create_index(
        "ix_payment_incident_customer_id", "payment_incident", ["customer_id"], unique=False
    )
    op.create_table(
        "instalment_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"],
            ["contract.id"],
            name=op.f("fk_instalment_plan_contract_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["invoice.id"], name=op.f("fk_instalment_plan_settlement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instalment_plan")),
    )
    op.create_index(
        "ix_instalment_plan_contract_id_starts_on",
        "instalment_plan",
        ["contract_id", "starts_on"],
        unique=True,
    )
    op.create_table(
        "instalment",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name=op.f("fk_instalment_payment_id")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["instalment_plan.id"],
            name=op.f("fk_instalment_plan_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("plan_id", "due_on", name=op.f("pk_instalment")),
    )
    op.create_table(
        "archive",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("rights", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("leased_until", sa.DateTime(), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'ready', 'failed')", name=op.f("ck_archive_state")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"],
            ["contract.id"],
            name=op.f("fk_archive_contract_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_archive_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive")),
        sa.UniqueConstraint("public_id", name=op.f("uq_archive_public_id")),
    )
    op.create_index("ix_archive_state_created_at", "archive", ["state", "created_at"], unique=False)
    op.create_index("ix_archive_user_id", "archive", ["user_id"], unique=False)
    op.create_table(
        "invoice_delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(length=10), nullable=False),
        sa.Column("chosen_at", sa.DateTime(), nullable=False),
        sa.Column("chosen_by", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "choice IN ('electronic', 'paper', 'reminder')", name=op.f("ck_invoice_delivery_choice")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_invoice_delivery_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_delivery")),
    )
    op.create_index(
        "ix_invoice_delivery_customer_id_chosen_at",
        "invoice_delivery",
        ["customer_id", "chosen_at"],
        unique=False,
    )
    op.create_index("ix_archive_contract_id", "archive", ["contract_id"])
    op.create_index("ix_instalment_payment_id", "instalment", ["payment_id"])
    op.create_index("ix_instalment_plan_settlement_id", "instalment_plan", ["settlement_id"])
    op.create_index("ix_payment_attempt_payment_id", "payment_attempt", ["payment_id"], unique=True)
    op.create_index("ix_payment_attempt_user_id", "payment_attempt", ["user_id"])
    op.create_index("ix_payment_attempt_receipt_sha256", "payment_attempt", ["receipt_sha256"])
    op.create_index("ix_payment_incident_attempt_id", "payment_incident", ["attempt_id"])
    op.create_index("ix_payment_incident_payment_id", "payment_incident", ["payment_id"])


def downgrade() -> None:
    op.drop_table("invoice_delivery")
    op.drop_table("archive")
    op.drop_table("instalment")
    op.drop_table("instalment_plan")
    op.drop_table("payment_incident")
    op.drop_table("payment_notice")
    op.drop_table("attempt_invoice")
    op.drop_table("payment_attempt")
