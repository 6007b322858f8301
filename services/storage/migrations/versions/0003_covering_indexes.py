"""covering indexes: what a page adds up of a customer lies together, whenever it arrived."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

READING_COLUMNS = [
    "metering_point_id",
    "period_end",
    "period_start",
    "replaced_by_id",
    "time_class",
    "energy_kwh",
    "nature",
    "import_id",
]


def upgrade() -> None:
    op.create_index("ix_energy_reading_covering", "energy_reading", READING_COLUMNS)
    op.drop_index("ix_energy_reading_metering_point_id_period_end", "energy_reading")
    op.create_index("ix_invoice_covering", "invoice", ["contract_id", "issued_on", "amount_eur"])
    op.drop_index("ix_invoice_contract_id_issued_on", "invoice")
    op.create_index("ix_payment_covering", "payment", ["invoice_id", "has_incident", "amount_eur"])
    op.drop_index("ix_payment_invoice_id", "payment")


def downgrade() -> None:
    op.create_index("ix_payment_invoice_id", "payment", ["invoice_id"])
    op.drop_index("ix_payment_covering", "payment")
    op.create_index("ix_invoice_contract_id_issued_on", "invoice", ["contract_id", "issued_on"])
    op.drop_index("ix_invoice_covering", "invoice")
    op.create_index(
        "ix_energy_reading_metering_point_id_period_end",
        "energy_reading",
        ["metering_point_id", "period_end"],
    )
    op.drop_index("ix_energy_reading_covering", "energy_reading")
