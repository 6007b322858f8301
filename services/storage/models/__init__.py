"""The tables, by subject."""

from services.storage.models.base import Base
from services.storage.models.billing import Invoice, Payment
from services.storage.models.journal import AuditEvent, AuditHead, OutgoingMail
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
    CustomerKey,
    RateWindow,
    User,
    UserSession,
)
from services.storage.models.requests import Consent, DataRequest, RegistrationRequest
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
from services.storage.models.trust import (
    Challenge,
    KnownDevice,
    Passkey,
    RecoveryCode,
    SingleUseToken,
    Totp,
)

__all__ = [
    "AuditEvent",
    "AuditHead",
    "Base",
    "Challenge",
    "Consent",
    "Contract",
    "Customer",
    "CustomerAccess",
    "CustomerKey",
    "DailyEnergy",
    "DailyTemperatureRow",
    "DataRequest",
    "DataRevision",
    "EnergyReadingRow",
    "ImportedFile",
    "IndexReadingRow",
    "Invoice",
    "KnownDevice",
    "LoadCurveChange",
    "LoadCurveMonth",
    "MeteringPoint",
    "MonthlyEnergy",
    "OffPeakCalendar",
    "OffPeakHours",
    "OutgoingMail",
    "Passkey",
    "Payment",
    "PreferredContract",
    "RateWindow",
    "RecoveryCode",
    "RegistrationRequest",
    "SingleUseToken",
    "SubscribedPower",
    "SupplyOption",
    "Totp",
    "User",
    "UserSession",
]
