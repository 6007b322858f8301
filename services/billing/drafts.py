"""Writing the draft of an invoice: everything it will say, or why there is none."""

from collections.abc import Collection, Sequence
from datetime import date

from services.billing.refusals import NotBillableError, Reason
from services.billing.supplies import Charged, charge, high_months_on, option_label, powers_on
from services.domain.billed_periods import (
    find_billed,
    find_gap,
    history_of,
    is_read_twice,
    missing_classes,
    seasonal_classes,
)
from services.domain.billing_inputs import ContractInputs, ReadPeriod, Register
from services.domain.drafts import Draft
from services.domain.invoice_terms import add_months, due_date, earliest_charged, is_protected
from services.domain.invoices import BilledReading, InvoiceFacts, InvoiceKind
from services.domain.readings import Quantity
from services.domain.time_classes import TimeClass
from services.kernel import formats
from services.kernel.wording import text


def draft_period(
    contract: ContractInputs,
    period: ReadPeriod,
    registers: Collection[Register] = (),
    *,
    issued_on: date,
) -> Draft:
    """Return the invoice of one billed period; raise NotBillableError for one that has none."""
    check_period(contract, period, issued_on)
    charged = charge(contract, [period], registers)
    return compose(contract, [period], charged, registers, issued_on=issued_on)


def check_period(contract: ContractInputs, period: ReadPeriod, issued_on: date) -> None:
    """Raise NotBillableError for a period that is not to be billed, or not yet."""
    billed = find_billed(contract.billed, period.start, period.end)
    if billed is not None:
        raise NotBillableError(Reason.BILLED, number=billed.number)
    if contract.is_on_instalments:
        raise NotBillableError(Reason.INSTALMENTS)
    if period.start < contract.started_on or (
        contract.ended_on is not None and contract.ended_on < period.end
    ):
        raise NotBillableError(Reason.NOT_SUPPLIED)
    if issued_on < period.end:
        raise NotBillableError(Reason.NOT_OVER, day=formats.short_date(period.end))
    check_age(contract, period.start)
    check_readings(contract, period)
    gap = find_gap(contract, period)
    if gap is not None:
        first, last = map(formats.short_date, gap)
        raise NotBillableError(Reason.GAP, start=first, end=last)


def check_age(contract: ContractInputs, start: date) -> None:
    """Raise NotBillableError for consumption that the law lets nobody charge any more.

    L. 224-11 C. conso: to small supplies, none that is older than fourteen months before the last
    reading. A period counts as old when its first day is: what is in doubt is not charged.
    """
    if contract.last_reading_on is None:
        return
    limit = earliest_charged(contract.last_reading_on)
    if start < limit and is_protected(contract.segment, powers_on(contract, start).values()):
        raise NotBillableError(Reason.TOO_LATE, day=formats.short_date(limit))


def check_readings(contract: ContractInputs, period: ReadPeriod) -> None:
    """Raise NotBillableError unless every class was read, once."""
    if is_read_twice(period, contract.readings):
        raise NotBillableError(Reason.READ_TWICE)
    missing = missing_classes(period, high_months_on(contract, period.start))
    if missing:
        raise NotBillableError(Reason.INCOMPLETE, classes=", ".join(missing))


def read_periods(contract: ContractInputs, start: date, end: date) -> Sequence[ReadPeriod]:
    """Return what is read of ``start`` to before ``end``, one period after another.

    Raises NotBillableError unless the readings make it up, whole and once.
    """
    periods = [p for p in contract.readings if start <= p.start and p.end <= end]
    bounds = [start, *(period.end for period in periods)]
    if not periods or bounds != [*(period.start for period in periods), end]:
        first, last = map(formats.short_date, (start, end))
        raise NotBillableError(Reason.GAP, start=first, end=last)
    for period in periods:
        check_readings(contract, period)
    return periods


def compose(
    contract: ContractInputs,
    periods: Sequence[ReadPeriod],
    charged: Charged,
    registers: Collection[Register],
    *,
    issued_on: date,
    kind: InvoiceKind = InvoiceKind.CONSUMPTION,
) -> Draft:
    """Return the draft of an invoice over ``periods`` that says what was ``charged``."""
    due_on = due_date(issued_on)
    return Draft(
        contract_id=contract.id,
        customer_id=contract.holder.id,
        kind=kind,
        label=text(f"invoice.label.{kind}"),
        issued_on=issued_on,
        due_on=due_on,
        collected_on=due_on if contract.is_direct_debit else None,
        start=periods[0].start,
        end=periods[-1].end,
        lines=charged.lines,
        vat=charged.vat,
        readings=tuple(r for p in periods for r in _readings(contract, p, registers)),
        facts=_facts(contract, periods[-1], issued_on, kind),
    )


def _readings(
    contract: ContractInputs, period: ReadPeriod, registers: Collection[Register]
) -> list[BilledReading]:
    """Return what was read, but for the zeros of classes that do not run in the period."""
    running = seasonal_classes(period, high_months_on(contract, period.start))
    shown = {(r.day, r.time_class): r.value for r in registers if r.quantity is Quantity.EA}

    def index(day: date, time_class: TimeClass) -> int | None:
        value = shown.get((day, time_class))
        return None if value is None else int(value)

    return [
        BilledReading(
            time_class=energy.time_class,
            start=period.start,
            end=period.end,
            start_index_kwh=index(period.start, energy.time_class),
            end_index_kwh=index(period.end, energy.time_class),
            energy_kwh=energy.energy_kwh,
            nature=energy.nature,
            import_label=energy.file_name,
        )
        for energy in period.energies
        if energy.energy_kwh or energy.time_class in running
    ]


def _facts(
    contract: ContractInputs, period: ReadPeriod, issued_on: date, kind: InvoiceKind
) -> InvoiceFacts:
    holder = contract.holder
    is_over = contract.ended_on is not None and contract.ended_on <= period.end
    # A correction is outside the rhythm of the invoices, and a settlement ends it.
    has_next = kind is InvoiceKind.CONSUMPTION and not is_over
    return InvoiceFacts(
        customer_reference=holder.reference,
        customer_name=holder.name,
        customer_address=holder.address,
        contract_number=contract.number,
        offer_name=contract.offer_name,
        site_name=contract.site_name,
        site_address=contract.site_address,
        prm=contract.prm,
        segment=contract.segment,
        option=option_label(contract, period.start),
        powers_kva=powers_on(contract, period.start),
        is_direct_debit=contract.is_direct_debit,
        siren=holder.siren,
        vat_number=holder.vat_number,
        contract_start=contract.started_on,
        next_invoice_on=add_months(issued_on, 1) if has_next else None,
        history_kwh=history_of(contract.readings, period.end),
    )
