"""Imports and what came out of them: readings, load-curve months, roll-ups, temperatures."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from services.storage.models.base import Base, Instant


class ImportedFile(Base):
    """A file that was read: its name, hash, kind, time and who gave it."""

    __tablename__ = "imported_file"
    __table_args__ = (Index(None, "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    target: Mapped[str] = mapped_column(String(14), default="")
    """The PRM given by the operator for a file that names none; part of what "the same" means."""
    kind: Mapped[str] = mapped_column(String(40))
    size_bytes: Mapped[int]
    imported_at: Mapped[datetime] = mapped_column(Instant)
    imported_by: Mapped[str] = mapped_column(String(64))
    report: Mapped[str] = mapped_column(String(4000), default="")


class EnergyReadingRow(Base):
    """Energy of a class over a period; a replaced one stays, with what replaced it."""

    __tablename__ = "energy_reading"
    __table_args__ = (
        CheckConstraint("period_end > period_start", name="period"),
        CheckConstraint("time_class IN ('HPH', 'HCH', 'HPE', 'HCE')", name="time_class"),
        CheckConstraint("nature IN ('real', 'estimated', 'self_read')", name="nature"),
        # All that pages read: the rows of a point lie far apart, one month's beside other points'.
        Index(
            "ix_energy_reading_covering",
            *("metering_point_id", "period_end", "period_start", "replaced_by_id"),
            *("time_class", "energy_kwh", "nature", "import_id"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    metering_point_id: Mapped[int] = mapped_column(ForeignKey("metering_point.id"))
    time_class: Mapped[str] = mapped_column(String(3))
    period_start: Mapped[date]
    period_end: Mapped[date]
    energy_kwh: Mapped[Decimal] = mapped_column(Numeric(14, 3))
    nature: Mapped[str] = mapped_column(String(10))
    import_id: Mapped[int] = mapped_column(ForeignKey("imported_file.id"))
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("imported_file.id"))


class IndexReadingRow(Base):
    """One register of the meter at one instant; a replaced one stays, with what replaced it."""

    __tablename__ = "index_reading"
    __table_args__ = (Index(None, "metering_point_id", "read_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    metering_point_id: Mapped[int] = mapped_column(ForeignKey("metering_point.id"))
    quantity: Mapped[str] = mapped_column(String(3))
    time_class: Mapped[str] = mapped_column(String(3))
    read_at: Mapped[datetime] = mapped_column(Instant)
    value: Mapped[int] = mapped_column(BigInteger)
    unit: Mapped[str] = mapped_column(String(8))
    nature: Mapped[str] = mapped_column(String(10))
    import_id: Mapped[int] = mapped_column(ForeignKey("imported_file.id"))
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("imported_file.id"))


class LoadCurveMonth(Base):
    """One UTC month of one channel of a metering point, compressed (see storage.load_curves)."""

    __tablename__ = "load_curve_month"

    metering_point_id: Mapped[int] = mapped_column(
        ForeignKey("metering_point.id"), primary_key=True
    )
    channel: Mapped[str] = mapped_column(String(4), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    step_s: Mapped[int]
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    import_id: Mapped[int] = mapped_column(ForeignKey("imported_file.id"))


class LoadCurveChange(Base):
    """What one import wrote into one month: points added and changed, and what stood there."""

    __tablename__ = "load_curve_change"
    __table_args__ = (Index(None, "metering_point_id", "month"),)

    import_id: Mapped[int] = mapped_column(ForeignKey("imported_file.id"), primary_key=True)
    metering_point_id: Mapped[int] = mapped_column(
        ForeignKey("metering_point.id"), primary_key=True
    )
    channel: Mapped[str] = mapped_column(String(4), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    points_added: Mapped[int]
    points_changed: Mapped[int]
    previous_step_s: Mapped[int | None]
    previous_payload: Mapped[bytes | None] = mapped_column(LargeBinary)


class RollupColumns:
    """What a roll-up of a curve says, of a day or of a month."""

    hph_j: Mapped[int] = mapped_column(BigInteger)
    hch_j: Mapped[int] = mapped_column(BigInteger)
    hpe_j: Mapped[int] = mapped_column(BigInteger)
    hce_j: Mapped[int] = mapped_column(BigInteger)
    expected_s: Mapped[int]
    real_s: Mapped[int]
    estimated_s: Mapped[int]
    max_power_w: Mapped[int | None]
    max_at: Mapped[datetime | None] = mapped_column(Instant)


class DailyEnergy(RollupColumns, Base):
    """Roll-up of one local day of the active curve: joules per class, quality, Pmax."""

    __tablename__ = "daily_energy"

    metering_point_id: Mapped[int] = mapped_column(
        ForeignKey("metering_point.id"), primary_key=True
    )
    day: Mapped[date] = mapped_column(primary_key=True)


class MonthlyEnergy(RollupColumns, Base):
    """Roll-up of one local month of the active curve, the sum of its days."""

    __tablename__ = "monthly_energy"

    metering_point_id: Mapped[int] = mapped_column(
        ForeignKey("metering_point.id"), primary_key=True
    )
    month: Mapped[date] = mapped_column(primary_key=True)
    first_day: Mapped[date]
    last_day: Mapped[date]


class DailyTemperatureRow(Base):
    """Daily temperatures of a region or station, in °C."""

    __tablename__ = "daily_temperature"

    region: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    minimum_c: Mapped[float]
    maximum_c: Mapped[float]
    mean_c: Mapped[float]
    import_id: Mapped[int] = mapped_column(ForeignKey("imported_file.id"))
