"""registrations, consents, requests about personal data; what customers are found by."""

import sqlalchemy as sa
from alembic import op

from services.domain.search_keys import keys_of

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


CODES = {("customer", "reference"): 20, ("contract", "number"): 20, ("invoice", "number"): 24}
"""What is found by its beginning: compared byte by byte, as SQLite always does."""


def _compare_bytewise(collation: str | None) -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for (table, column), length in CODES.items():
        op.alter_column(table, column, type_=sa.String(length, collation=collation))


def _add_keys() -> None:
    """Add what customers are found by, and fill it in for those who are there."""
    keys = op.create_table(
        "customer_key",
        sa.Column(
            "key",
            sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_customer_key_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", "customer_id", name=op.f("pk_customer_key")),
    )
    op.create_index("ix_customer_key_customer_id", "customer_key", ["customer_id"])
    customer = sa.table("customer", sa.column("id"), sa.column("name"), sa.column("email"))
    found = op.get_bind().execute(sa.select(customer.c.id, customer.c.name, customer.c.email))
    rows = [
        {"key": key, "customer_id": row.id} for row in found for key in keys_of(row.name, row.email)
    ]
    op.bulk_insert(keys, rows)


def upgrade() -> None:
    _compare_bytewise("C")
    _add_keys()
    op.create_table(
        "registration_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("mailed_at", sa.DateTime(), nullable=True),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("prm", sa.String(length=14), nullable=False),
        sa.Column("contract_number", sa.String(length=20), nullable=False),
        sa.Column("display_name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("telephone", sa.String(length=20), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "state IN ('sent', 'unmatched', 'existing', 'to_examine', 'accepted', 'refused')",
            name=op.f("ck_registration_request_state"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_registration_request_customer_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_registration_request_user_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_request")),
    )
    op.create_index("ix_registration_request_created_at", "registration_request", ["created_at"])
    op.create_index("ix_registration_request_customer_id", "registration_request", ["customer_id"])
    op.create_index(
        "ix_registration_request_state_created_at", "registration_request", ["state", "created_at"]
    )
    op.create_index(
        "ix_registration_request_reference_created_at",
        "registration_request",
        ["reference", "created_at"],
    )
    op.create_index("ix_registration_request_user_id", "registration_request", ["user_id"])

    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=30), nullable=False),
        sa.Column("is_granted", sa.Boolean(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("given_by", sa.String(length=64), nullable=False),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_consent_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(
        "ix_consent_customer_id_purpose_given_at", "consent", ["customer_id", "purpose", "given_at"]
    )

    op.create_table(
        "data_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.CheckConstraint("kind IN ('export', 'erasure')", name=op.f("ck_data_request_kind")),
        sa.CheckConstraint(
            "state IN ('waiting', 'ready', 'failed', 'done', 'refused')",
            name=op.f("ck_data_request_state"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_data_request_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_data_request_public_id")),
    )
    op.create_index("ix_data_request_state_created_at", "data_request", ["state", "created_at"])
    op.create_index("ix_data_request_user_id", "data_request", ["user_id"])


def downgrade() -> None:
    op.drop_table("data_request")
    op.drop_table("consent")
    op.drop_table("registration_request")
    op.drop_table("customer_key")
    _compare_bytewise(None)
