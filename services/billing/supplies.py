"""From a contract's terms and readings to the amounts of a bill."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from services.billing.refusals import NotBillableError, Reason, from_missing_rate
from services.domain.billed_periods import energy_of
from services.domain.billing_inputs import ClassPower, ContractInputs, ReadPeriod, Register
from services.domain.invoices import InvoiceLine, VatTotal
from services.domain.issued_lines import NO_OVERRUN_READING, lines_of, unavailable_overrun, vat_of
from services.domain.readings import Quantity
from services.domain.tariffs.billing import Supply, Tariffs, compute_bill
from services.domain.tariffs.rates import TurpeOption
from services.domain.tariffs.tables import NoRateError, RateKind, RateTable
from services.domain.tariffs.taxes import accise_category, vat_segment
from services.domain.tariffs.turpe import Overrun, PowerOrderError, SubscribedPower
from services.domain.time_classes import HIGH_SEASON_MONTHS, TIME_CLASSES
from services.rates_tables import load_tariffs

PRICED_SEGMENT = "C4"
"""The only segment whose grid tariff is known here: low voltage above 36 kVA."""


@dataclass(frozen=True, slots=True)
class Charged:
    """The lines of a bill and its VAT."""

    lines: tuple[InvoiceLine, ...]
    vat: tuple[VatTotal, ...]


def charge(
    contract: ContractInputs, periods: Sequence[ReadPeriod], registers: Collection[Register]
) -> Charged:
    """Return what the consecutive ``periods`` cost, with the rates of today's tables.

    Raises NotBillableError where the contract or the tables lack something.
    """
    start, end = periods[0].start, periods[-1].end
    try:
        powers = _powers(contract.powers)
        highest = max(power for span in powers.split(start, end) for power in span.rate.power_kva)
        tariffs = _tariffs(contract, start, end, highest)
        overrun = find_overrun(start, end, registers)
        supply = Supply(
            start,
            end,
            powers,
            tuple(energy_of(period) for period in periods),
            overruns=() if overrun is None else (overrun,),
            accise_category=accise_category(highest),
            high_season_months=high_months_on(contract, start),
        )
        bill = compute_bill(supply, tariffs)
    except NoRateError as error:
        raise from_missing_rate(error) from error
    except PowerOrderError as error:
        raise NotBillableError(Reason.POWER_ORDER) from error
    except ValueError as error:  # terms that overlap
        raise NotBillableError(Reason.CONTRADICTION) from error
    lines = lines_of(bill)
    if overrun is None:
        lines += (unavailable_overrun(start, end, NO_OVERRUN_READING),)
    return Charged(lines, vat_of(bill))


def high_months_on(contract: ContractInputs, day: date) -> frozenset[int]:
    """Return the months of the high season in force on ``day``, the usual ones if none is set."""
    seasons = [s for s in contract.seasons if s.start <= day and (s.end is None or day < s.end)]
    return seasons[-1].high_months if seasons else HIGH_SEASON_MONTHS


def powers_on(contract: ContractInputs, day: date) -> dict[str, int]:
    """Return the subscribed power of each class on ``day``, in kVA."""
    return {
        power.time_class.value: power.power_kva
        for power in contract.powers
        if power.start <= day and (power.end is None or day < power.end)
    }


def option_label(contract: ContractInputs, day: date) -> str:
    """Return the name of the network option on ``day``, "" without one."""
    labels = [
        option.label
        for option in contract.options
        if option.start <= day and (option.end is None or day < option.end)
    ]
    return labels[-1] if labels else ""


def find_overrun(start: date, end: date, registers: Collection[Register]) -> Overrun | None:
    """Return the minutes above the subscribed power, from the registers of both dates.

    None when they were not read, or go back: not known, which is not the same as none.
    """
    first = {r.time_class: r.value for r in registers if _counts_overrun(r, start)}
    last = {r.time_class: r.value for r in registers if _counts_overrun(r, end)}
    if not first or first.keys() != last.keys():
        return None
    seconds = [last[name] - first[name] for name in first]
    if min(seconds) < 0:
        return None
    return Overrun(start, end, int(sum(seconds)) // 60)


def _counts_overrun(register: Register, day: date) -> bool:
    return register.quantity is Quantity.DD and register.day == day


def _powers(rows: Sequence[ClassPower]) -> RateTable[SubscribedPower]:
    """Return the powers of all classes together, where all four are known."""
    days = sorted({row.start for row in rows} | {row.end for row in rows if row.end})
    spans = []
    for start, end in zip(days, [*days[1:], None], strict=False):
        kva = {
            row.time_class: row.power_kva
            for row in rows
            if row.start <= start and (row.end is None or start < row.end)
        }
        if len(kva) == len(TIME_CLASSES):
            hph, hch, hpe, hce = (kva[name] for name in TIME_CLASSES)
            spans.append(SubscribedPower(start, end, (hph, hch, hpe, hce)))
    return RateTable(RateKind.SUBSCRIBED_POWER, tuple(spans))


def _tariffs(contract: ContractInputs, start: date, end: date, highest_kva: int) -> Tariffs:
    if contract.segment != PRICED_SEGMENT:
        raise NotBillableError(Reason.SEGMENT, segment=contract.segment)
    found = [o for o in contract.options if o.start < end and (o.end is None or start < o.end)]
    if len(found) > 1:
        raise NotBillableError(Reason.TWO_OPTIONS)
    if not found or found[0].priced is None:
        label = found[0].label if found else "—"
        raise NotBillableError(Reason.NO_OPTION, option=label)
    offer = RateTable(RateKind.OFFER, contract.prices)
    return load_tariffs(TurpeOption(found[0].priced), vat_segment(highest_kva), offer)
