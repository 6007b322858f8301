"""validated accounts, sessions of two steps, second factors, links of e-mails."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


ROLES = "'customer', 'analyst', 'agent', 'supervisor'"


NEVER_AGAIN = {"sqlite_autoincrement": True}


def _never_use_an_id_again(table: str) -> None:
    # The audit trail names people by their id for longer than they are there.
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table(table, recreate="always", table_kwargs=NEVER_AGAIN):
            pass


def upgrade() -> None:
    _never_use_an_id_again("customer")
    with op.batch_alter_table("user", table_kwargs=NEVER_AGAIN) as user:
        user.add_column(sa.Column("created_at", sa.DateTime(), nullable=True))
        user.add_column(sa.Column("validated_at", sa.DateTime(), nullable=True))
        user.drop_constraint(op.f("ck_user_role"), type_="check")
        user.create_check_constraint(op.f("ck_user_role"), f"role IN ({ROLES}, 'administrator')")
        user.create_index("ix_user_email", ["email"])
    op.execute('UPDATE "user" SET email = lower(email)')
    # Who could sign in before may do so still.
    op.execute('UPDATE "user" SET validated_at = CURRENT_TIMESTAMP')
    # Sessions last for hours: everybody signs in anew.
    op.execute("DELETE FROM user_session")
    with op.batch_alter_table("user_session") as opened:
        opened.add_column(sa.Column("ends_at", sa.DateTime(), nullable=False))
        opened.add_column(sa.Column("public_id", sa.String(16), nullable=False))
        opened.add_column(sa.Column("is_full", sa.Boolean(), nullable=False))
        opened.add_column(sa.Column("is_remembered", sa.Boolean(), nullable=False))
        opened.add_column(sa.Column("elevated_at", sa.DateTime(), nullable=True))
        opened.add_column(sa.Column("acting_customer_id", sa.Integer(), nullable=True))
        opened.add_column(sa.Column("acting_reason", sa.String(200), nullable=False))
        opened.add_column(sa.Column("acting_until", sa.DateTime(), nullable=True))
        opened.create_unique_constraint(op.f("uq_user_session_public_id"), ["public_id"])
        opened.create_foreign_key(
            op.f("fk_user_session_acting_customer_id"),
            "customer",
            ["acting_customer_id"],
            ["id"],
            ondelete="CASCADE",
        )
        opened.create_index("ix_user_session_acting_customer_id", ["acting_customer_id"])
    op.create_table(
        "single_use_token",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=30), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_single_use_token_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_single_use_token")),
    )
    op.create_index("ix_single_use_token_expires_at", "single_use_token", ["expires_at"])
    op.create_index("ix_single_use_token_user_id", "single_use_token", ["user_id"])

    op.create_table(
        "totp",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_totp_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_totp")),
    )

    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_recovery_code_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index(
        "ix_recovery_code_user_id_code_hash", "recovery_code", ["user_id", "code_hash"], unique=True
    )

    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1023), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("transports", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_passkey_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index("ix_passkey_user_id", "passkey", ["user_id"])

    op.create_table(
        "challenge",
        sa.Column("challenge_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=30), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_challenge_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("challenge_hash", name=op.f("pk_challenge")),
    )
    op.create_index("ix_challenge_expires_at", "challenge", ["expires_at"])
    op.create_index("ix_challenge_user_id", "challenge", ["user_id"])

    op.create_table(
        "known_device",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("device_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_known_device_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "device_hash", name=op.f("pk_known_device")),
    )


def downgrade() -> None:
    op.execute("DELETE FROM user_session")
    with op.batch_alter_table("user_session") as opened:
        opened.drop_index("ix_user_session_acting_customer_id")
        opened.drop_constraint(op.f("fk_user_session_acting_customer_id"), type_="foreignkey")
        opened.drop_constraint(op.f("uq_user_session_public_id"), type_="unique")
        for name in ("acting_until", "acting_reason", "acting_customer_id", "elevated_at"):
            opened.drop_column(name)
        for name in ("is_remembered", "is_full", "public_id", "ends_at"):
            opened.drop_column(name)
    op.execute("UPDATE \"user\" SET role = 'supervisor' WHERE role = 'administrator'")
    with op.batch_alter_table("user") as user:
        user.drop_index("ix_user_email")
        user.drop_constraint(op.f("ck_user_role"), type_="check")
        user.create_check_constraint(op.f("ck_user_role"), f"role IN ({ROLES})")
        user.drop_column("validated_at")
        user.drop_column("created_at")
    op.drop_table("known_device")
    op.drop_table("challenge")
    op.drop_table("passkey")
    op.drop_table("recovery_code")
    op.drop_table("totp")
    op.drop_table("single_use_token")
