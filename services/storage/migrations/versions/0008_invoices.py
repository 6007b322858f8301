"""invoices in full: lines, taxes, readings, documents, offer prices."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


COMPUTED = "origin = 'computed' AND kind = 'consumption'"
KINDS = "'consumption', 'credit_note', 'adjustment', 'services', 'settlement'"
ADDED = ("kind", "origin", "facts", "collected_on", "total_ht_eur", "vat_eur", "announced_at")


def _describe_customers_and_invoices() -> None:
    texts = (("siren", 9), ("vat_number", 20))
    with op.batch_alter_table("customer", table_kwargs={"sqlite_autoincrement": True}) as customer:
        for name, length in texts:
            column = sa.Column(name, sa.String(length), nullable=False, server_default="")
            customer.add_column(column)
    with op.batch_alter_table("customer", table_kwargs={"sqlite_autoincrement": True}) as customer:
        for name, _ in texts:
            customer.alter_column(name, server_default=None)
    # What was issued before was computed elsewhere.
    filled = (("kind", sa.String(12), "consumption"), ("origin", sa.String(8), "printed"))
    with op.batch_alter_table("invoice") as invoice:
        for name, type_, value in (*filled, ("facts", sa.String(), "{}")):
            invoice.add_column(sa.Column(name, type_, nullable=False, server_default=value))
        invoice.add_column(sa.Column("collected_on", sa.Date(), nullable=True))
        invoice.add_column(sa.Column("total_ht_eur", sa.Numeric(12, 2), nullable=True))
        invoice.add_column(sa.Column("vat_eur", sa.Numeric(12, 2), nullable=True))
        invoice.add_column(sa.Column("corrects_id", sa.Integer(), nullable=True))
        invoice.add_column(sa.Column("announced_at", sa.DateTime(), nullable=True))
        invoice.create_check_constraint(op.f("ck_invoice_kind"), f"kind IN ({KINDS})")
        invoice.create_check_constraint(
            op.f("ck_invoice_origin"), "origin IN ('computed', 'printed')"
        )
        invoice.create_foreign_key(
            op.f("fk_invoice_corrects_id"), "invoice", ["corrects_id"], ["id"]
        )
        invoice.create_index("ix_invoice_corrects_id", ["corrects_id"])
    with op.batch_alter_table("invoice") as invoice:
        for name, _, _ in (*filled, ("facts", None, None)):
            invoice.alter_column(name, server_default=None)
    op.create_index(
        "uq_invoice_computed_period",
        "invoice",
        ["contract_id", "kind", "period_start"],
        unique=True,
        sqlite_where=sa.text(COMPUTED),
        postgresql_where=sa.text(COMPUTED),
    )


def _forget_descriptions() -> None:
    op.drop_index("uq_invoice_computed_period", "invoice")
    with op.batch_alter_table("invoice") as invoice:
        invoice.drop_index("ix_invoice_corrects_id")
        invoice.drop_constraint(op.f("fk_invoice_corrects_id"), type_="foreignkey")
        invoice.drop_constraint(op.f("ck_invoice_kind"), type_="check")
        invoice.drop_constraint(op.f("ck_invoice_origin"), type_="check")
        for name in (*ADDED, "corrects_id"):
            invoice.drop_column(name)
    with op.batch_alter_table("customer", table_kwargs={"sqlite_autoincrement": True}) as customer:
        customer.drop_column("siren")
        customer.drop_column("vat_number")


def upgrade() -> None:
    _describe_customers_and_invoices()
    op.create_table(
        "document",
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_document")),
    )
    op.create_table(
        "invoice_sequence",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_invoice_sequence")),
    )
    op.create_table(
        "offer_price",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("subscription_eur_month", sa.Numeric(precision=10, scale=4), nullable=False),
        sa.Column("hph_ct_kwh", sa.Numeric(precision=10, scale=5), nullable=False),
        sa.Column("hch_ct_kwh", sa.Numeric(precision=10, scale=5), nullable=False),
        sa.Column("hpe_ct_kwh", sa.Numeric(precision=10, scale=5), nullable=False),
        sa.Column("hce_ct_kwh", sa.Numeric(precision=10, scale=5), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"],
            ["contract.id"],
            name=op.f("fk_offer_price_contract_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_price")),
    )
    op.create_index(
        "ix_offer_price_contract_id_start", "offer_price", ["contract_id", "start"], unique=True
    )
    op.create_table(
        "invoice_line",
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("time_class", sa.String(length=3), nullable=True),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=16, scale=6), nullable=True),
        sa.Column("unit", sa.String(length=12), nullable=False),
        sa.Column("unit_price_eur", sa.Numeric(precision=16, scale=8), nullable=True),
        sa.Column("amount_eur", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("vat_rate_pct", sa.Numeric(precision=4, scale=2), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=400), nullable=False),
        sa.Column("is_single_source", sa.Boolean(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.CheckConstraint(
            "part IN ('energy', 'subscription', 'network', 'taxes')",
            name=op.f("ck_invoice_line_part"),
        ),
        sa.CheckConstraint(
            "time_class IN ('HPH', 'HCH', 'HPE', 'HCE')", name=op.f("ck_invoice_line_time_class")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"],
            ["invoice.id"],
            name=op.f("fk_invoice_line_invoice_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("invoice_id", "position", name=op.f("pk_invoice_line")),
    )
    op.create_table(
        "invoice_vat",
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("rate_pct", sa.Numeric(precision=4, scale=2), nullable=False),
        sa.Column("base_eur", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("vat_eur", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"],
            ["invoice.id"],
            name=op.f("fk_invoice_vat_invoice_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("invoice_id", "rate_pct", name=op.f("pk_invoice_vat")),
    )
    op.create_table(
        "invoice_reading",
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("time_class", sa.String(length=3), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=False),
        sa.Column("start_index_kwh", sa.Integer(), nullable=True),
        sa.Column("end_index_kwh", sa.Integer(), nullable=True),
        sa.Column("energy_kwh", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("nature", sa.String(length=10), nullable=False),
        sa.Column("import_label", sa.String(length=250), nullable=False),
        sa.CheckConstraint(
            "nature IN ('real', 'estimated', 'self_read')", name=op.f("ck_invoice_reading_nature")
        ),
        sa.CheckConstraint(
            "time_class IN ('HPH', 'HCH', 'HPE', 'HCE')", name=op.f("ck_invoice_reading_time_class")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"],
            ["invoice.id"],
            name=op.f("fk_invoice_reading_invoice_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("invoice_id", "position", name=op.f("pk_invoice_reading")),
    )
    op.create_table(
        "invoice_dispute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"],
            ["invoice.id"],
            name=op.f("fk_invoice_dispute_invoice_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_dispute")),
    )
    op.create_index(
        "ix_invoice_dispute_invoice_id", "invoice_dispute", ["invoice_id"], unique=False
    )
    op.create_table(
        "invoice_document",
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(), nullable=False),
        sa.Column("leased_until", sa.DateTime(), nullable=True),
        sa.Column("last_error", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "(state = 'ready') = (sha256 IS NOT NULL)", name=op.f("ck_invoice_document_ready")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'ready', 'failed')", name=op.f("ck_invoice_document_state")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"],
            ["invoice.id"],
            name=op.f("fk_invoice_document_invoice_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["document.sha256"], name=op.f("fk_invoice_document_sha256")
        ),
        sa.PrimaryKeyConstraint("invoice_id", name=op.f("pk_invoice_document")),
    )
    op.create_index(
        "ix_invoice_document_state_next_attempt_at",
        "invoice_document",
        ["state", "next_attempt_at"],
        unique=False,
    )
    op.create_index("ix_invoice_document_sha256", "invoice_document", ["sha256"])


def downgrade() -> None:
    op.drop_table("invoice_document")
    op.drop_table("invoice_dispute")
    op.drop_table("invoice_reading")
    op.drop_table("invoice_vat")
    op.drop_table("invoice_line")
    op.drop_table("offer_price")
    op.drop_table("invoice_sequence")
    op.drop_table("document")
    _forget_descriptions()
