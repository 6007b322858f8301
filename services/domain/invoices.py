"""What an invoice is to its reader."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from services.domain.readings import ReadingNature
from services.domain.time_classes import TimeClass


class InvoiceKind(StrEnum):
    """What an invoice is for. An adjustment corrects others: a régularisation."""

    CONSUMPTION = "consumption"
    CREDIT_NOTE = "credit_note"
    ADJUSTMENT = "adjustment"
    SERVICES = "services"
    SETTLEMENT = "settlement"


class InvoiceState(StrEnum):
    """Where an invoice stands."""

    SETTLED = "settled"
    DIRECT_DEBIT = "direct_debit"
    DUE = "due"
    LATE = "late"
    CREDIT = "credit"
    DISPUTED = "disputed"


class Part(StrEnum):
    """The parts of an invoice's breakdown, in their order; the lines are of the first four."""

    ENERGY = "energy"
    SUBSCRIPTION = "subscription"
    NETWORK = "network"
    TAXES = "taxes"
    VAT = "vat"


@dataclass(frozen=True, slots=True)
class InvoiceSummary:
    """The last invoice: amounts in euros, dates, and how it was or will be paid.

    ``balance_eur`` is of the whole contract, ``overdue_eur`` what of it is late.
    ``period_end`` is the last day of the period that it charges for, exclusive.
    """

    number: str
    issued_on: date
    due_on: date
    period_start: date
    period_end: date
    amount_eur: Decimal
    state: InvoiceState
    paid_on: date | None
    paid_eur: Decimal
    mode: str | None
    balance_eur: Decimal
    kind: InvoiceKind = InvoiceKind.CONSUMPTION
    collected_on: date | None = None
    overdue_eur: Decimal = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides the state of an invoice; ``remaining_eur`` is still owed, from the ledger."""

    kind: InvoiceKind
    remaining_eur: Decimal
    due_on: date
    is_direct_debit: bool
    is_disputed: bool = False

    def on(self, today: date) -> InvoiceState:
        """Return the state on that day."""
        if self.kind is InvoiceKind.CREDIT_NOTE:
            return InvoiceState.CREDIT
        if self.remaining_eur <= 0:
            return InvoiceState.SETTLED
        if self.is_disputed:
            return InvoiceState.DISPUTED
        if today > self.due_on:
            return InvoiceState.LATE
        return InvoiceState.DIRECT_DEBIT if self.is_direct_debit else InvoiceState.DUE


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """A line of the list of invoices. ``settled_on``: the day of the payment that settled it."""

    number: str
    contract_number: str
    site_name: str
    kind: InvoiceKind
    label: str
    issued_on: date
    due_on: date
    collected_on: date | None
    period_start: date
    period_end: date
    amount_eur: Decimal
    remaining_eur: Decimal
    state: InvoiceState
    settled_on: date | None
    document_state: str | None
    """waiting, ready or failed; None: this invoice has no document."""
    document_size: int | None
    document_pages: int | None


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """A line of an invoice, excluding VAT.

    ``reference``, ``source``: the legal text of a regulated rate, and where its figure was found;
    ``is_single_source``: in one place only. ``basis``: what the amount was computed from, by name.
    """

    part: Part
    code: str
    time_class: TimeClass | None
    start: date
    end: date
    quantity: Decimal | None
    unit: str
    unit_price_eur: Decimal | None
    amount_eur: Decimal
    vat_rate_pct: Decimal
    reference: str = ""
    source: str = ""
    is_single_source: bool = False
    basis: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VatTotal:
    """The VAT at one rate: ``vat_eur`` on ``base_eur``."""

    rate_pct: Decimal
    base_eur: Decimal
    vat_eur: Decimal


@dataclass(frozen=True, slots=True)
class BilledReading:
    """The energy of a time class that an invoice charges for, and the file it was read from."""

    time_class: TimeClass
    start: date
    end: date
    start_index_kwh: int | None
    end_index_kwh: int | None
    energy_kwh: Decimal
    nature: ReadingNature
    import_label: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """Who, where and what was supplied, as known when the invoice was issued."""

    customer_reference: str
    customer_name: str
    customer_address: str
    contract_number: str
    offer_name: str
    site_name: str
    site_address: str
    prm: str
    segment: str
    option: str
    powers_kva: Mapping[str, int]
    is_direct_debit: bool
    siren: str = ""
    vat_number: str = ""
    contract_start: date | None = None
    next_invoice_on: date | None = None
    history_kwh: tuple[tuple[str, int], ...] = ()
    """The year before, one pair (``2021-10``, kWh) per month, oldest first."""
    prepaid_eur: Decimal = Decimal("0.00")
    """What was paid before the invoice was issued: the instalments of a settlement."""
    credited_eur: Decimal = Decimal("0.00")
    """What earlier credit notes take off."""

    @property
    def deducted_eur(self) -> Decimal:
        """Return what the invoice was settled with when it was issued."""
        return self.prepaid_eur + self.credited_eur


@dataclass(frozen=True, slots=True)
class InvoiceDetail:
    """An invoice in full. ``is_computed``: by the program; otherwise its lines are shown as given.

    The lines and the VAT add up to the amount.
    """

    row: InvoiceRow
    is_computed: bool
    corrects: str | None
    lines: tuple[InvoiceLine, ...]
    vat: tuple[VatTotal, ...]
    readings: tuple[BilledReading, ...]
    facts: InvoiceFacts | None

    @property
    def to_pay_eur(self) -> Decimal:
        """Return what was to be paid when the invoice was issued; negative: to be given back."""
        deducted = self.facts.deducted_eur if self.facts is not None else Decimal("0.00")
        return self.row.amount_eur - deducted

    def parts(self) -> dict[Part, Decimal]:
        """Return the breakdown in euros; what is zero is left out; empty without lines."""
        sums = {part: Decimal("0.00") for part in Part}
        for line in self.lines:
            sums[line.part] += line.amount_eur
        for total in self.vat:
            sums[Part.VAT] += total.vat_eur
        return {part: amount for part, amount in sums.items() if amount}
