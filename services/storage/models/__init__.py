"""The tables, by subject."""

from services.storage.models.base import Base
from services.storage.models.billing import Invoice, Payment
from services.storage.models.metering import (
    DailyEnergy,
    DailyTemperatureRow,
    EnergyReadingRow,
    ImportedFile,
    IndexReadingRow,
    LoadCurveChange,
    LoadCurveMonth,
    MonthlyEnergy,
)
from services.storage.models.people import (
    Customer,
    CustomerAccess,
    RateWindow,
    User,
    UserSession,
)
from services.storage.models.revision import DataRevision
from services.storage.models.supply import (
    Contract,
    MeteringPoint,
    OffPeakCalendar,
    OffPeakHours,
    PreferredContract,
    SubscribedPower,
    SupplyOption,
)

__all__ = [
    "Base",
    "Contract",
    "Customer",
    "CustomerAccess",
    "DailyEnergy",
    "DailyTemperatureRow",
    "DataRevision",
    "EnergyReadingRow",
    "ImportedFile",
    "IndexReadingRow",
    "Invoice",
    "LoadCurveChange",
    "LoadCurveMonth",
    "MeteringPoint",
    "MonthlyEnergy",
    "OffPeakCalendar",
    "OffPeakHours",
    "Payment",
    "PreferredContract",
    "RateWindow",
    "SubscribedPower",
    "SupplyOption",
    "User",
    "UserSession",
]
