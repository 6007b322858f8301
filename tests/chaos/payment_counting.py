"""Comparing the bank's own journal with the ledger."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.payment_bench.serving import PaymentBench
from services.storage.engine import Database
from services.storage.ledger import find_unbalanced
from services.storage.models import (
    AttemptInvoice,
    AuditEvent,
    LedgerPosting,
    OutgoingMail,
    Payment,
    PaymentAttempt,
    PaymentIncident,
)
from tests.chaos.payment_people import Debtor

PAID = frozenset({"AUTHORISED", "CAPTURED"})
ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Debit:
    """Money that the bank took: its order, and how much."""

    order: str
    amount_eur: Decimal


@dataclass(frozen=True, slots=True)
class Money:
    """What came of it; everything in ``FAULTS`` must be zero.

    ``debited``: transactions that the bank took money for, ``wrong_amounts`` of them for
    another amount than asked; ``lost``: debited, not booked; ``double``: booked twice;
    ``phantoms``: booked, not debited; ``unnoticed``: another amount, and no incident;
    ``forged_taken``: forged messages that were not refused.
    """

    payments: int = 0
    debited: int = 0
    booked: int = 0
    wrong_amounts: int = 0
    overpayments: int = 0
    notified: int = 0
    unanswered: int = 0
    forged: int = 0
    lost: int = 0
    double: int = 0
    phantoms: int = 0
    unnoticed: int = 0
    forged_taken: int = 0
    unbalanced: int = 0
    card_difference_cents: int = 0
    on_account_difference_cents: int = 0
    open_twice: int = 0
    without_receipt: int = 0
    without_trace: int = 0
    twice_by_one_click: int = 0
    second_tabs_taken: int = 0
    other_ends: int = 0
    late: int = 0
    kills: int = 0
    restarts: int = 0
    settled_after_s: float = 0.0
    duration_s: float = 0.0

    def during(self, *, is_late: bool, **values: float) -> "Money":
        """Return the outcome with what happened meanwhile."""
        return replace(self, late=int(is_late), **values)  # type: ignore[arg-type]  # its own fields

    @property
    def faults(self) -> dict[str, int]:
        """Return what must be zero and is not."""
        return {name: value for name in FAULTS if (value := getattr(self, name))}


FAULTS = (
    "lost",
    "double",
    "phantoms",
    "unnoticed",
    "forged_taken",
    "unbalanced",
    "card_difference_cents",
    "on_account_difference_cents",
    "open_twice",
    "without_receipt",
    "without_trace",
    "twice_by_one_click",
    "second_tabs_taken",
    "other_ends",
    "late",
)


def read_debits(bench: PaymentBench) -> dict[str, Debit]:
    """Return what the bank debited, by its name of the transaction."""
    return {
        str(line["uuid"]): Debit(str(line["order"]), Decimal(line["amount_cents"]) / 100)
        for line in bench.journal.lines()
        if line["kind"] == "transaction" and line["status"] in PAID
    }


def find_unsettled(database: Database, bench: PaymentBench) -> set[str]:
    """Return the debits of the amount asked that are not in the ledger yet."""
    debits = read_debits(bench)
    try:
        with database.begin() as session:
            asked, booked = _read_asked(session), set(_read_booked(session))
    except SQLAlchemyError:
        return set(debits)
    return {u for u, d in debits.items() if asked.get(d.order) == d.amount_eur} - booked


def count(
    database: Database, bench: PaymentBench, debtors: list[Debtor], answers: Counter[str]
) -> Money:
    """Return how the bank's journal and the ledger agree."""
    debits, told = read_debits(bench), _read_answers(bench)
    with database.begin() as session:
        asked, booked = _read_asked(session), _read_booked(session)
        right = {u for u, d in debits.items() if asked.get(d.order) == d.amount_eur}
        wrong = {u for u in debits if u not in right}
        card = -sum((debits[u].amount_eur for u in right), ZERO) + _sum(session, "card")
        return Money(
            payments=sum(len(debtor.numbers) for debtor in debtors),
            debited=len(debits),
            booked=sum(booked.values()),
            wrong_amounts=len(wrong),
            overpayments=_count_incidents(session, "overpayment"),
            notified=sum(told.values()),
            unanswered=sum(n for (_, answer), n in told.items() if answer in {0, 503}),
            forged=sum(n for said, n in answers.items() if said.startswith("forged "))
            + sum(n for (is_forged, _), n in told.items() if is_forged),
            lost=len(right - booked.keys()),
            double=sum(n - 1 for n in booked.values()),
            phantoms=len(booked.keys() - right),
            unnoticed=abs(len(wrong) - _count_incidents(session, "wrong_amount")),
            forged_taken=sum(n for said, n in answers.items() if said == "forged 200")
            + told[True, 200],
            unbalanced=len(find_unbalanced(session)),
            card_difference_cents=int(card * 100),
            on_account_difference_cents=_compare_credit(session),
            open_twice=_count_open_twice(session),
            without_receipt=_count_without_receipt(session),
            without_trace=_count_without_trace(session),
            twice_by_one_click=answers["a second click was another payment"],
            second_tabs_taken=answers["second tab taken"],
        )


def _read_asked(session: Session) -> dict[str, Decimal]:
    query = select(PaymentAttempt.reference, PaymentAttempt.amount_eur)
    return {row.reference: row.amount_eur for row in session.execute(query)}


def _read_booked(session: Session) -> Counter[str]:
    """Return how often money is in the ledger by the bank's name of it."""
    return Counter(session.scalars(select(Payment.reference).where(Payment.mode == "card")))


def _read_answers(bench: PaymentBench) -> Counter[tuple[bool, int]]:
    return Counter(
        (bool(line["forged"]), int(line["answer"]))
        for line in bench.journal.lines()
        if line["kind"] == "notification"
    )


def _sum(session: Session, account: str) -> Decimal:
    query = select(func.sum(LedgerPosting.amount_eur)).where(LedgerPosting.account == account)
    return session.scalar(query) or ZERO


def _count_incidents(session: Session, kind: str) -> int:
    query = select(func.count()).select_from(PaymentIncident).where(PaymentIncident.kind == kind)
    return session.scalars(query).one()


def _compare_credit(session: Session) -> int:
    """Return in cents how what customers have on account differs from what is to be paid back."""
    credit = session.scalar(
        select(func.sum(LedgerPosting.amount_eur)).where(
            LedgerPosting.account == "customer", LedgerPosting.invoice_id.is_(None)
        )
    )
    owed = session.scalar(
        select(func.sum(PaymentIncident.amount_eur)).where(PaymentIncident.kind == "overpayment")
    )
    return int(((credit or ZERO) + (owed or ZERO)) * 100)


def _count_open_twice(session: Session) -> int:
    open_ = Counter(
        session.scalars(select(AttemptInvoice.invoice_id).where(AttemptInvoice.is_open))
    )
    return sum(n - 1 for n in open_.values())


def _count_without_receipt(session: Session) -> int:
    """Return by how much receipts differ from attempts that were paid."""
    paid = select(func.count()).select_from(PaymentAttempt)
    mails = select(func.count()).select_from(OutgoingMail)
    return abs(
        session.scalars(paid.where(PaymentAttempt.payment_id.is_not(None))).one()
        - session.scalars(mails.where(OutgoingMail.kind == "payment_receipt")).one()
    )


def _count_without_trace(session: Session) -> int:
    """Return how many paid attempts have not exactly one event of the audit trail."""
    told: defaultdict[str, int] = defaultdict(int)
    query = select(AuditEvent.details).where(AuditEvent.kind == "payment.accepted")
    for details in session.scalars(query):
        told[details.partition('"reference": "')[2].partition('"')[0]] += 1
    paid = session.scalars(
        select(PaymentAttempt.reference).where(PaymentAttempt.payment_id.is_not(None))
    )
    return sum(told[reference] != 1 for reference in paid)
