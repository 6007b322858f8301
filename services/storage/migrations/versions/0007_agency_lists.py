"""abandoned mails that were seen to, demands for erasure that were withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BEFORE = "'waiting', 'ready', 'failed', 'done', 'refused'"


def upgrade() -> None:
    with op.batch_alter_table("outgoing_mail") as mail:
        mail.add_column(sa.Column("filed_at", sa.DateTime(), nullable=True))
    with op.batch_alter_table("data_request") as request:
        request.drop_constraint(op.f("ck_data_request_state"), type_="check")
        request.create_check_constraint(
            op.f("ck_data_request_state"), f"state IN ({BEFORE}, 'withdrawn')"
        )


def downgrade() -> None:
    op.execute("UPDATE data_request SET state = 'refused' WHERE state = 'withdrawn'")
    with op.batch_alter_table("data_request") as request:
        request.drop_constraint(op.f("ck_data_request_state"), type_="check")
        request.create_check_constraint(op.f("ck_data_request_state"), f"state IN ({BEFORE})")
    with op.batch_alter_table("outgoing_mail") as mail:
        mail.drop_column("filed_at")
