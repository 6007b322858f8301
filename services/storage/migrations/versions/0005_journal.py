"""outgoing mail and the audit trail."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


# Events are added, never changed; only those before the beginning of the chain (``first_number``,
# which a purge moves on, with an event of its own) may be deleted. The head only moves forward.
REFUSALS = {
    "audit_event_changed": ("BEFORE UPDATE ON audit_event", "1 = 1"),
    "audit_event_deleted": (
        "BEFORE DELETE ON audit_event",
        "OLD.number >= (SELECT first_number FROM audit_head)",
    ),
    "audit_event_replaced": (
        "BEFORE INSERT ON audit_event",
        "EXISTS (SELECT 1 FROM audit_event WHERE number = NEW.number)",
    ),
    "audit_head_moved_back": (
        "BEFORE UPDATE ON audit_head",
        "NEW.number < OLD.number OR NEW.first_number < OLD.first_number"
        " OR NEW.first_number > NEW.number + 1",
    ),
    "audit_head_deleted": ("BEFORE DELETE ON audit_head", "1 = 1"),
}
FUNCTION = "audit_is_append_only"


def _refuse_changes() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name, (moment, condition) in REFUSALS.items():
            op.execute(
                f"CREATE TRIGGER {name} {moment} FOR EACH ROW WHEN {condition}"
                " BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
            )
        return
    raise_it = "BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END"
    op.execute(f"CREATE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ {raise_it} $$")
    # A condition with a query is no condition of a trigger there: the function asks.
    for name, (moment, condition) in REFUSALS.items():
        row = "OLD" if "DELETE" in moment else "NEW"
        asked = f"IF {condition} THEN RAISE EXCEPTION 'the audit trail is append-only'; END IF"
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {asked}; RETURN {row}; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} {moment} FOR EACH ROW EXECUTE FUNCTION {name}()")
    for table in ("audit_event", "audit_head"):
        op.execute(
            f"CREATE TRIGGER {table}_emptied BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"
        )


def upgrade() -> None:
    op.create_table(
        "outgoing_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(), nullable=False),
        sa.Column("leased_until", sa.DateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=300), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("abandoned_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outgoing_mail_message_id")),
    )
    op.create_index(
        "ix_outgoing_mail_sent_at_abandoned_at_next_attempt_at",
        "outgoing_mail",
        ["sent_at", "abandoned_at", "next_attempt_at"],
    )

    op.create_table(
        "audit_event",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("actor_role", sa.String(length=20), nullable=False),
        sa.Column("subject_user_id", sa.Integer(), nullable=True),
        sa.Column("subject_customer_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("details", sa.String(length=2000), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("event_hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_event")),
    )
    op.create_index("ix_audit_event_actor_id_number", "audit_event", ["actor_id", "number"])
    op.create_index(
        "ix_audit_event_subject_customer_id_number",
        "audit_event",
        ["subject_customer_id", "number"],
    )
    op.create_index(
        "ix_audit_event_subject_user_id_number", "audit_event", ["subject_user_id", "number"]
    )

    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("event_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("first_number", sa.BigInteger(), nullable=False),
        sa.Column("first_previous_hash", sa.LargeBinary(length=32), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )

    head = sa.table(
        "audit_head",
        sa.column("id", sa.Integer()),
        sa.column("number", sa.BigInteger()),
        sa.column("event_hash", sa.LargeBinary()),
        sa.column("first_number", sa.BigInteger()),
        sa.column("first_previous_hash", sa.LargeBinary()),
    )
    start = {"event_hash": bytes(32), "first_previous_hash": bytes(32)}
    op.bulk_insert(head, [{"id": 1, "number": 0, "first_number": 1, **start}])
    _refuse_changes()


def downgrade() -> None:
    op.drop_table("audit_head")
    op.drop_table("audit_event")
    op.drop_table("outgoing_mail")
    if op.get_bind().dialect.name == "postgresql":
        for name in (*REFUSALS, FUNCTION):
            op.execute(f"DROP FUNCTION {name}()")
