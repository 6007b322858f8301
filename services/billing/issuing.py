"""Issuing the invoices of a month: for every contract, from what was read to what is owed.

One transaction for each invoice: a run may be killed at any moment and started again. What is
there is found and left alone; what is not is issued.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from services.billing.drafts import draft_period
from services.billing.recording import issue
from services.billing.refusals import NotBillableError, Reason
from services.domain.billing_inputs import ContractInputs, ReadPeriod, Register
from services.domain.calendar import PARIS, next_month
from services.domain.drafts import Draft
from services.domain.invoice_terms import add_months
from services.kernel.errors import NotFoundError
from services.kernel.house import House
from services.kernel.viewer import TransactionSource
from services.kernel.wording import text
from services.storage import billing_inputs as storage
from services.storage.registers import load_registers
from services.trail.audit import Actor

BATCH = 200
"""How many contracts are read at once."""

HISTORY_MONTHS = 14
"""How far back readings are looked at: the year before, and what may lie unbilled."""

PATIENCE_MS = 60_000
"""An issuer waits for other writers rather than give up half-way."""

ZERO = Decimal("0.00")

Progress = Callable[[int, int], None]
"""Called with the number of contracts looked at so far, and of all."""


@dataclass(frozen=True, slots=True)
class Issued:
    """An invoice that was issued; ``number`` is None in a dry run: it takes none."""

    contract: str
    number: str | None
    start: date
    end: date
    total_ht_eur: Decimal
    vat_eur: Decimal

    @property
    def amount_eur(self) -> Decimal:
        """Return the amount incl. tax."""
        return self.total_ht_eur + self.vat_eur


@dataclass(frozen=True, slots=True)
class Refused:
    """A period (None: a whole month) of a contract that is not billed, and why, in a sentence."""

    contract: str
    start: date | None
    end: date | None
    reason: Reason
    sentence: str


@dataclass(frozen=True, slots=True)
class IssueReport:
    """What a run did, or would do; ``already``: how many invoices were there before."""

    issued: tuple[Issued, ...]
    refused: tuple[Refused, ...]
    already: int

    @property
    def totals_eur(self) -> tuple[Decimal, Decimal, Decimal]:
        """Return what was issued in all: excl. tax, VAT, incl. tax."""
        ht = sum((one.total_ht_eur for one in self.issued), ZERO)
        vat = sum((one.vat_eur for one in self.issued), ZERO)
        return ht, vat, ht + vat

    @property
    def reasons(self) -> Mapping[Reason, int]:
        """Return how often each reason came, the most frequent first."""
        return dict(Counter(one.reason for one in self.refused).most_common())


@dataclass(frozen=True, slots=True)
class Order:
    """What to issue: the periods that end in ``month``, of ``contracts`` by number (None: all)."""

    month: date
    contracts: Collection[str] | None = None
    is_dry_run: bool = False


def issue_month(
    house: House, order: Order, *, actor: Actor, now: datetime, progress: Progress | None = None
) -> IssueReport:
    """Issue the invoices of ``order``, dated today, each in a transaction of its own.

    A period belongs to the month in which its last reading was taken. In a dry run nothing is
    written. Raises NotFoundError for an unknown contract.
    """
    today = now.astimezone(PARIS).date()
    found: list[Issued | Refused | None] = []
    for item in _drafts(house.database, order, today, progress):
        if isinstance(item, Draft) and not order.is_dry_run:
            with house.database.write(patience_ms=PATIENCE_MS) as session:
                row = issue(session, house, item, actor=actor, now=now)
            found.append(None if row is None else _issued(item, row.number))
        else:
            found.append(_issued(item, None) if isinstance(item, Draft) else item)
    return IssueReport(
        tuple(one for one in found if isinstance(one, Issued)),
        tuple(one for one in found if isinstance(one, Refused)),
        found.count(None),
    )


def _issued(draft: Draft, number: str | None) -> Issued:
    return Issued(
        draft.facts.contract_number,
        number,
        draft.start,
        draft.end,
        draft.total_ht_eur,
        draft.vat_eur,
    )


def _drafts(
    database: TransactionSource, order: Order, today: date, progress: Progress | None
) -> Iterator[Draft | Refused | None]:
    """Yield what is to be issued, why not, or None for what is there already."""
    first = order.month.replace(day=1)
    with database.begin() as session:
        contract_ids = _wanted(session, order, first)
    for begin in range(0, len(contract_ids), BATCH):
        batch = contract_ids[begin : begin + BATCH]
        with database.begin() as session:
            contracts = storage.load_inputs(
                session, batch, add_months(first, -HISTORY_MONTHS), next_month(first)
            )
            to_bill = [(contract, _periods(contract, first)) for contract in contracts]
            registers = _registers_of(session, to_bill)
        for done, (contract, periods) in enumerate(to_bill, begin + 1):
            mine = registers.get(contract.point_id, ())
            yield from _of_contract(contract, periods, mine, today)
            if progress is not None:
                progress(done, len(contract_ids))


def _wanted(session: Session, order: Order, first: date) -> Sequence[int]:
    if order.contracts is None:
        return storage.find_contracts(session, first, next_month(first))
    found = storage.find_by_number(session, order.contracts)
    for number in order.contracts:
        if number not in found:
            raise NotFoundError(text("billing.no_contract", number=number))
    return [found[number] for number in sorted(found)]


def _periods(contract: ContractInputs, first: date) -> list[ReadPeriod]:
    """Return what was read of the contract's own time and ends in the month."""
    return [
        period
        for period in contract.readings
        if first <= period.end < next_month(first) and period.end > contract.started_on
    ]


def _registers_of(
    session: Session, to_bill: Sequence[tuple[ContractInputs, Sequence[ReadPeriod]]]
) -> Mapping[int, Sequence[Register]]:
    days = {day for _, periods in to_bill for p in periods for day in (p.start, p.end)}
    return load_registers(session, [contract.point_id for contract, _ in to_bill], days)


def _of_contract(
    contract: ContractInputs,
    periods: Sequence[ReadPeriod],
    registers: Sequence[Register],
    today: date,
) -> Iterator[Draft | Refused | None]:
    if not periods:
        refusal = NotBillableError(Reason.NO_READING)
        yield Refused(contract.number, None, None, refusal.reason, refusal.sentence)
    for period in periods:
        if any(b.is_computed and b.start <= period.start < b.end for b in contract.billed):
            yield None
            continue
        try:
            yield draft_period(contract, period, registers, issued_on=today)
        except NotBillableError as refusal:
            reason, sentence = refusal.reason, refusal.sentence
            yield Refused(contract.number, period.start, period.end, reason, sentence)
