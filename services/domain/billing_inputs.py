"""What an invoice is computed from: a contract with its terms, and what was read of its meter."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.domain.readings import Quantity, ReadingNature
from services.domain.tariffs.energy_price import OfferPrice
from services.domain.time_classes import TimeClass


@dataclass(frozen=True, slots=True)
class ReadEnergy:
    """The energy of a class over a billed period, and the file that it was read from."""

    time_class: TimeClass
    energy_kwh: Decimal
    nature: ReadingNature
    file_name: str


@dataclass(frozen=True, slots=True)
class ReadPeriod:
    """What was read from ``start`` to before ``end``, in the order of the classes."""

    start: date
    end: date
    energies: tuple[ReadEnergy, ...]


@dataclass(frozen=True, slots=True)
class ClassPower:
    """The subscribed power of one class, in kVA."""

    start: date
    end: date | None
    time_class: TimeClass
    power_kva: int


@dataclass(frozen=True, slots=True)
class OptionSpan:
    """The network option; ``priced``: CU or LU, None for one without prices."""

    start: date
    end: date | None
    label: str
    priced: str | None


@dataclass(frozen=True, slots=True)
class Season:
    """The months of the high season of a metering point."""

    start: date
    end: date | None
    high_months: frozenset[int]


@dataclass(frozen=True, slots=True)
class Billed:
    """An invoice of consumption that is there already."""

    number: str
    start: date
    end: date
    is_computed: bool


@dataclass(frozen=True, slots=True)
class Holder:
    """Who is billed."""

    id: int
    reference: str
    name: str
    address: str
    email: str
    siren: str
    vat_number: str
    has_electronic_invoice: bool


@dataclass(frozen=True, slots=True)
class ContractInputs:
    """A contract with all that its invoices are computed from.

    ``last_reading_on``: up to when anything was read of its meter, even beyond ``readings``.
    """

    id: int
    number: str
    offer_name: str
    started_on: date
    ended_on: date | None
    is_direct_debit: bool
    is_on_instalments: bool
    holder: Holder
    point_id: int
    prm: str
    site_name: str
    site_address: str
    segment: str
    options: tuple[OptionSpan, ...]
    powers: tuple[ClassPower, ...]
    prices: tuple[OfferPrice, ...]
    seasons: tuple[Season, ...]
    readings: tuple[ReadPeriod, ...]
    billed: tuple[Billed, ...]
    last_reading_on: date | None


@dataclass(frozen=True, slots=True)
class Register:
    """A register of the meter on a reading date: energy in kWh (EA), overrun in seconds (DD)."""

    day: date
    quantity: Quantity
    time_class: TimeClass
    value: Decimal
