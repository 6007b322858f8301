"""The bank behind the page: orders, transactions, and what the shop hears of them."""

import threading
from collections.abc import Collection
from datetime import datetime
from secrets import token_hex
from typing import TypeVar
from uuid import uuid4

from app.payment_bench.courier import Courier, Notification
from app.payment_bench.journal import Journal, Line
from app.payment_bench.messages import FORGERS_KEY, Transaction, write_outcome
from app.payment_bench.outcomes import ABANDONED, PAID, RANK, STEPS, Outcome, Step, When
from app.payment_bench.payment_forms import PaymentForm, RefusedFormError, read_payment_form
from services.gateways.payment.lyra import LyraShop
from services.kernel.clock import Clock

T = TypeVar("T")

MOST_KEPT = 1_000
"""Payments that are open at once, and numbers that are remembered before they are paid with."""


class Bank:
    """Takes payment forms, lets somebody choose what becomes of them, and keeps the book."""

    def __init__(
        self,
        shop: LyraShop,
        journal: Journal,
        courier: Courier,
        clock: Clock,
        *,
        origins: Collection[str],
    ) -> None:
        self._shop = shop
        self._origins = frozenset(origins)
        self._journal = journal
        self._courier = courier
        self._clock = clock
        self._lock = threading.Lock()
        self._open: dict[str, PaymentForm] = {}
        self._numbers: dict[str, str] = {}
        lines = journal.lines()
        self._transactions = _read_transactions(lines)
        self._paid = {(line["number"], line["order"]) for line in lines if _is_of_a_payment(line)}

    def receive(self, fields: dict[str, str]) -> str:
        """Take a form and return the secret name of the payment that it opens.

        Raises RefusedFormError; among others for a number that another order had the same day, or
        that was paid with. The same order with another number is taken: banks do that, too.
        """
        form = read_payment_form(fields, self._shop, self._origins)
        with self._lock:
            if self._numbers.setdefault(form.number, form.reference) != form.reference:
                raise RefusedFormError("bench.refused.number")
            if (form.number, form.reference) in self._paid:
                raise RefusedFormError("bench.refused.paid")
            name = token_hex(16)
            self._open[name] = form
            _forget_oldest(self._open)
            _forget_oldest(self._numbers)
        return name

    def find(self, name: str) -> PaymentForm | None:
        """Return the payment of that name while it is open."""
        with self._lock:
            return self._open.get(name)

    def settle(self, name: str, outcome: Outcome) -> tuple[PaymentForm, Transaction] | None:
        """Let a payment end as chosen; None if it is not open any more (a second click).

        The shop is told before the browser goes back, unless the outcome says otherwise.
        """
        steps = STEPS[outcome]
        form = self._close(name, is_paid=any(map(_pays, steps)))
        if form is None:
            return None
        names = [uuid4().hex for _ in steps]
        told = Transaction("", ABANDONED, form.amount_cents, self._clock())
        for number, step in enumerate(steps):
            transaction = self._happen(form, step, names[step.attempt], _threeds(outcome))
            self._tell(form, step, transaction, number)
            if not step.is_forged and not told.is_paid:
                told = transaction
        return form, told

    def _close(self, name: str, *, is_paid: bool) -> PaymentForm | None:
        """Take a payment out of those that are open; nobody pays twice with the same number."""
        with self._lock:
            form = self._open.pop(name, None)
            if form is None or (form.number, form.reference) in self._paid:
                return None
            if is_paid:
                self._paid.add((form.number, form.reference))
            return form

    def transactions(self, reference: str) -> tuple[Transaction, ...]:
        """Return the transactions of an order, as they stand."""
        with self._lock:
            return tuple(self._transactions.get(reference, {}).values())

    def _happen(self, form: PaymentForm, step: Step, uuid: str, threeds: str) -> Transaction:
        """Return the transaction after ``step``, in the book unless it only seems to be one."""
        amount = form.amount_cents // 2 or 1 if step.is_partial else form.amount_cents
        name = "" if step.status == ABANDONED else uuid
        transaction = Transaction(name, step.status, amount, self._clock(), threeds)
        if step.is_forged or not name:
            return transaction
        self._journal.write(_write_line(form, transaction))
        with self._lock:
            _keep(self._transactions.setdefault(form.reference, {}), transaction)
        return transaction

    def _tell(self, form: PaymentForm, step: Step, transaction: Transaction, number: int) -> None:
        for copy in range(step.copies):
            notification = Notification(
                form.notify_url,
                form.reference,
                write_outcome(form, transaction),
                FORGERS_KEY if step.is_forged else self._shop.key,
                number=10 * number + copy,
                is_forged=step.is_forged,
            )
            if step.when is When.NOW:
                self._courier.send(notification)
            elif step.when is When.LATER:
                self._courier.wait(notification)


def _forget_oldest(kept: dict[str, T]) -> None:
    """Let what nobody ends go: who opens payments without end fills no memory."""
    while len(kept) > MOST_KEPT:
        del kept[next(iter(kept))]


def _pays(step: Step) -> bool:
    return step.status in PAID and not step.is_forged


def _is_of_a_payment(line: Line) -> bool:
    return line["kind"] == "transaction" and line["status"] in PAID


def _threeds(outcome: Outcome) -> str:
    return {Outcome.THREEDS_ACCEPTED: "Y", Outcome.THREEDS_FAILED: "N"}.get(outcome, "")


def _keep(kept: dict[str, Transaction], transaction: Transaction) -> None:
    """Keep what stands further on its way: a status does not go back."""
    before = kept.get(transaction.uuid)
    if before is None or RANK[transaction.status] >= RANK[before.status]:
        kept[transaction.uuid] = transaction


def _write_line(form: PaymentForm, transaction: Transaction) -> Line:
    return {
        "kind": "transaction",
        "at": transaction.at.isoformat(),
        "order": form.reference,
        "number": form.number,
        "uuid": transaction.uuid,
        "status": transaction.status,
        "amount_cents": transaction.amount_cents,
    }


def _read_transactions(lines: tuple[Line, ...]) -> dict[str, dict[str, Transaction]]:
    """Return the transactions of a journal: order -> uuid -> transaction."""
    found: dict[str, dict[str, Transaction]] = {}
    for line in lines:
        if line["kind"] == "transaction":
            transaction = Transaction(
                str(line["uuid"]),
                str(line["status"]),
                int(line["amount_cents"]),
                datetime.fromisoformat(str(line["at"])),
            )
            _keep(found.setdefault(str(line["order"]), {}), transaction)
    return found
