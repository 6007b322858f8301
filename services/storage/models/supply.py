"""Contracts, metering points and their dated attributes."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.storage.models.base import Base, bytewise
from services.storage.models.people import Customer


class MeteringPoint(Base):
    """A PRM (or PDL): the place where energy is metered."""

    __tablename__ = "metering_point"
    __table_args__ = (CheckConstraint("length(prm) = 14", name="prm_length"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    prm: Mapped[str] = mapped_column(String(14), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(250), default="")
    town: Mapped[str] = mapped_column(String(80), default="")
    segment: Mapped[str] = mapped_column(String(4))
    source_label: Mapped[str | None] = mapped_column(String(40), unique=True)
    """How files without a PRM name this point (a column of a collection, for instance)."""
    note: Mapped[str] = mapped_column(String(300), default="")


class Contract(Base):
    """The supply of one metering point to one customer, from ``started_on``."""

    __tablename__ = "contract"
    __table_args__ = (CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="dates"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(bytewise(20), unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    metering_point_id: Mapped[int] = mapped_column(ForeignKey("metering_point.id"), index=True)
    offer_name: Mapped[str] = mapped_column(String(120))
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    direct_debit: Mapped[bool] = mapped_column(default=False)
    monthly_instalments: Mapped[bool] = mapped_column(default=False)

    customer: Mapped[Customer] = relationship()
    metering_point: Mapped[MeteringPoint] = relationship()


class PreferredContract(Base):
    """The contract that a user looked at last: the one that pages open on."""

    __tablename__ = "preferred_contract"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    contract_id: Mapped[int] = mapped_column(
        ForeignKey("contract.id", ondelete="CASCADE"), index=True
    )


class SupplyOption(Base):
    """The network option of a contract, free text, with the priced option (CU, LU) if any."""

    __tablename__ = "supply_option"
    __table_args__ = (
        CheckConstraint("priced_option IN ('CU', 'LU')", name="priced_option"),
        Index(None, "contract_id", "start", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id", ondelete="CASCADE"))
    start: Mapped[date]
    end: Mapped[date | None]
    label: Mapped[str] = mapped_column(String(40))
    priced_option: Mapped[str | None] = mapped_column(String(2))


class SubscribedPower(Base):
    """The subscribed power of one time class of a contract, in kVA, over ``start`` to ``end``."""

    __tablename__ = "subscribed_power"
    __table_args__ = (
        CheckConstraint("power_kva > 0", name="power_kva"),
        CheckConstraint("time_class IN ('HPH', 'HCH', 'HPE', 'HCE')", name="time_class"),
        Index(None, "contract_id", "time_class", "start", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id", ondelete="CASCADE"))
    time_class: Mapped[str] = mapped_column(String(3))
    start: Mapped[date]
    end: Mapped[date | None]
    power_kva: Mapped[int]


class OffPeakCalendar(Base):
    """Seasons of a metering point over ``start`` to ``end``; months as "11,12,1,2,3"."""

    __tablename__ = "off_peak_calendar"
    __table_args__ = (Index(None, "metering_point_id", "start", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    metering_point_id: Mapped[int] = mapped_column(
        ForeignKey("metering_point.id", ondelete="CASCADE")
    )
    start: Mapped[date]
    end: Mapped[date | None]
    high_season_months: Mapped[str] = mapped_column(String(40), default="11,12,1,2,3")

    windows: Mapped[list["OffPeakHours"]] = relationship(
        order_by="OffPeakHours.start_minute", cascade="all, delete-orphan"
    )


class OffPeakHours(Base):
    """One off-peak window of a calendar, in local minutes after midnight."""

    __tablename__ = "off_peak_hours"
    __table_args__ = (
        CheckConstraint("season IN ('high', 'low')", name="season"),
        CheckConstraint("start_minute BETWEEN 0 AND 1439", name="start_minute"),
        CheckConstraint("end_minute BETWEEN 0 AND 1440", name="end_minute"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_id: Mapped[int] = mapped_column(
        ForeignKey("off_peak_calendar.id", ondelete="CASCADE"), index=True
    )
    season: Mapped[str] = mapped_column(String(4))
    start_minute: Mapped[int]
    end_minute: Mapped[int]
