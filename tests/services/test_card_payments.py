"""Card payments: what the bank says, in whatever order, and what the ledger says afterwards."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from services.gateways.payment.interface import PaymentEvent, PaymentStatus
from services.kernel.errors import InvalidInputError
from services.payments.reconciliation import reconcile
from services.payments.settlement import Outcome, Said, apply
from services.storage.card_payments import find_attempt
from services.storage.engine import Database
from services.storage.ledger import find_unbalanced, load_customer_balance, load_open_invoices
from services.storage.models import (
    OutgoingMail,
    Payment,
    PaymentAttempt,
    PaymentIncident,
    PaymentNotice,
)
from tests.conftest import NOW
from tests.houses import house_on
from tests.services.payment_house import ToldBank, add_debtor, event, pay

AUTHORISED, CAPTURED = PaymentStatus.AUTHORISED, PaymentStatus.CAPTURED
REFUSED, ABANDONED = PaymentStatus.REFUSED, PaymentStatus.ABANDONED
CANCELLED, PENDING = PaymentStatus.CANCELLED, PaymentStatus.PENDING


def tell(database: Database, *events: PaymentEvent) -> list[Outcome]:
    house = house_on(database)
    return [apply(house, Said(said, "told"), now=NOW) for said in events]


def owed(database: Database) -> dict[str, Decimal]:
    with database.begin() as session:
        customer_id = session.scalars(select(PaymentAttempt.customer_id)).first()
        assert customer_id is not None
        assert find_unbalanced(session) == []
        return {i.number: i.remaining_eur for i in load_open_invoices(session, customer_id)}


def state(database: Database, reference: str) -> str:
    with database.begin() as session:
        attempt = find_attempt(session, reference)
        assert attempt is not None
        return attempt.state


def incidents(database: Database) -> list[tuple[str, Decimal]]:
    with database.begin() as session:
        query = select(PaymentIncident).order_by(PaymentIncident.id)
        return [(row.kind, row.amount_eur) for row in session.scalars(query)]


def counted(database: Database, model: type[Payment | OutgoingMail | PaymentNotice]) -> int:
    with database.begin() as session:
        return session.scalars(select(func.count()).select_from(model)).one()


def test_a_payment_settles_what_was_chosen(database: Database) -> None:
    viewer, bank = add_debtor(database, "612.48", "287.15", "194.30"), ToldBank()
    reference = pay(database, viewer, bank, "FR-1", "FR-2")

    order = bank.orders[0]
    assert (order.amount_eur, order.trans_id) == (Decimal("899.63"), "342000")
    assert order.notify_url == "https://ael.example/paiement/notification"
    assert owed(database) == {
        "FR-1": Decimal("612.48"),
        "FR-2": Decimal("287.15"),
        "FR-3": Decimal("194.30"),
    }

    assert tell(database, event(reference, AUTHORISED, "899.63")) == [Outcome.APPLIED]
    assert owed(database) == {"FR-3": Decimal("194.30")}
    assert tell(database, event(reference, CAPTURED, "899.63")) == [Outcome.APPLIED]
    assert (state(database, reference), incidents(database)) == ("captured", [])
    assert (counted(database, Payment), counted(database, OutgoingMail)) == (1, 1)


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ((AUTHORISED, AUTHORISED), "authorised"),
        ((CAPTURED, AUTHORISED), "captured"),
        ((REFUSED, AUTHORISED, CAPTURED), "captured"),
        ((AUTHORISED, REFUSED), "authorised"),
        ((PENDING, AUTHORISED, PENDING, CAPTURED, ABANDONED), "captured"),
    ],
)
def test_whatever_the_order_the_money_is_booked_once(
    database: Database, said: tuple[PaymentStatus, ...], ends: str
) -> None:
    viewer, bank = add_debtor(database, "100.00"), ToldBank()
    reference = pay(database, viewer, bank, "FR-1")

    tell(database, *(event(reference, status, "100.00") for status in said))

    assert (owed(database), state(database, reference)) == ({}, ends)
    assert (counted(database, Payment), counted(database, OutgoingMail)) == (1, 1)
    assert incidents(database) == []


@pytest.mark.parametrize(
    ("status", "ends"),
    [(REFUSED, "refused"), (ABANDONED, "abandoned"), (PaymentStatus.EXPIRED, "expired")],
)
def test_what_came_to_nothing_can_be_tried_again(
    database: Database, status: PaymentStatus, ends: str
) -> None:
    viewer, bank = add_debtor(database, "100.00"), ToldBank()
    first = pay(database, viewer, bank, "FR-1")
    with pytest.raises(InvalidInputError, match="en cours de confirmation"):
        pay(database, viewer, bank, "FR-1", click="click-2")

    tell(database, event(first, status, "100.00"))

    assert (state(database, first), owed(database)) == (ends, {"FR-1": Decimal("100.00")})
    second = pay(database, viewer, bank, "FR-1", click="click-2")
    assert (second != first, bank.orders[-1].trans_id) == (True, "342001")


def test_a_click_that_is_sent_twice_is_one_attempt(database: Database) -> None:
    viewer, bank = add_debtor(database, "100.00"), ToldBank()

    assert pay(database, viewer, bank, "FR-1") == pay(database, viewer, bank, "FR-1")


def test_the_same_form_with_another_choice_is_another_attempt(database: Database) -> None:
    viewer, bank = add_debtor(database, "612.48", "194.30"), ToldBank()

    first, second = pay(database, viewer, bank, "FR-1"), pay(database, viewer, bank, "FR-2")

    assert first != second
    assert [order.amount_eur for order in bank.orders] == [Decimal("612.48"), Decimal("194.30")]


def test_two_attempts_that_are_both_paid_leave_something_to_pay_back(database: Database) -> None:
    viewer, bank = add_debtor(database, "100.00"), ToldBank()
    first = pay(database, viewer, bank, "FR-1")
    tell(database, event(first, REFUSED, "100.00"))
    second = pay(database, viewer, bank, "FR-1", click="click-2")

    tell(database, event(second, AUTHORISED, "100.00", transaction="uuid-2"))
    tell(database, event(first, AUTHORISED, "100.00", transaction="uuid-3"))

    assert owed(database) == {}
    assert incidents(database) == [("overpayment", Decimal("100.00"))]
    with database.begin() as session:
        assert load_customer_balance(session, 1) == Decimal("-100.00")


def test_an_order_that_was_paid_twice_leaves_the_second_to_pay_back(database: Database) -> None:
    viewer, bank = add_debtor(database, "100.00"), ToldBank()
    reference = pay(database, viewer, bank, "FR-1")
    said = [event(reference, CAPTURED, "100.00", transaction=f"uuid-{n}") for n in (1, 2)]

    assert tell(database, *said, *said) == [
        Outcome.APPLIED,
        Outcome.INCIDENT,
        Outcome.KNOWN,
        Outcome.KNOWN,
    ]
    assert incidents(database) == [("overpayment", Decimal("100.00"))]
    assert counted(database, Payment) == 2


def test_another_amount_is_never_a_payment(database: Database) -> None:
    viewer, bank = add_debtor(database, "100.00"), ToldBank()
    reference = pay(database, viewer, bank, "FR-1")

    assert tell(database, event(reference, CAPTURED, "1.00")) == [Outcome.INCIDENT]
    assert owed(database) == {"FR-1": Decimal("100.00")}
    assert incidents(database) == [("wrong_amount", Decimal("1.00"))]


def test_what_nobody_understands_waits_for_a_person(database: Database) -> None:
    viewer, bank = add_debtor(database, "100.00"), ToldBank()
    reference = pay(database, viewer, bank, "FR-1")

    said = [
        event(reference, PENDING, "100.00", is_unknown=True),
        event("AEL-ELSEWHERE", CAPTURED, "7.00", transaction="uuid-9"),
    ]

    assert tell(database, *said) == [Outcome.INCIDENT, Outcome.INCIDENT]
    assert [kind for kind, _ in incidents(database)] == ["unknown_status", "unknown_order"]
    assert counted(database, Payment) == 0


def test_money_that_was_promised_and_cancelled_is_owed_again(database: Database) -> None:
    viewer, bank = add_debtor(database, "100.00"), ToldBank()
    reference = pay(database, viewer, bank, "FR-1")
    tell(database, event(reference, AUTHORISED, "100.00"))

    assert tell(database, event(reference, CANCELLED, "100.00")) == [Outcome.APPLIED]
    assert owed(database) == {"FR-1": Decimal("100.00")}


@pytest.mark.parametrize("amount", ["0.00", "-5.00", "100.01", "10.005"])
def test_an_amount_beyond_what_is_due_is_refused(database: Database, amount: str) -> None:
    viewer, bank = add_debtor(database, "100.00"), ToldBank()

    with pytest.raises(InvalidInputError):
        pay(database, viewer, bank, "FR-1", amount=amount)
    assert bank.orders == []


def test_a_part_of_what_is_due_settles_the_oldest(database: Database) -> None:
    viewer, bank = add_debtor(database, "60.00", "60.00"), ToldBank()
    reference = pay(database, viewer, bank, "FR-1", "FR-2", amount="80.00")

    tell(database, event(reference, CAPTURED, "80.00"))

    assert owed(database) == {"FR-2": Decimal("40.00")}


def test_somebody_elses_invoice_is_no_invoice(database: Database) -> None:
    add_debtor(database, "100.00", username="autre")
    viewer, bank = add_debtor(database, "50.00"), ToldBank()

    with pytest.raises(InvalidInputError, match="plus à régler"):
        pay(database, viewer, bank, "FR-autre-1")


def test_the_bank_is_asked_about_what_nobody_told(database: Database) -> None:
    viewer, bank = add_debtor(database, "100.00"), ToldBank()
    reference = pay(database, viewer, bank, "FR-1")
    bank.events = [event(reference, CAPTURED, "100.00")]
    house = house_on(database)

    assert reconcile(house, bank, "told", now=NOW + timedelta(seconds=59)) == 0
    assert reconcile(house, bank, "told", now=NOW + timedelta(minutes=1)) == 1
    assert (owed(database), state(database, reference)) == ({}, "captured")
    assert reconcile(house, bank, "told", now=NOW + timedelta(days=2)) == 0


def test_a_bank_that_does_not_answer_is_asked_every_minute(database: Database) -> None:
    viewer, bank = add_debtor(database, "100.00"), ToldBank(is_down=True)
    reference = pay(database, viewer, bank, "FR-1")
    house = house_on(database)
    for minute in range(2, 30):
        assert reconcile(house, bank, "told", now=NOW + timedelta(minutes=minute)) == 1

    bank.is_down, bank.events = False, [event(reference, CAPTURED, "100.00")]

    assert reconcile(house, bank, "told", now=NOW + timedelta(minutes=30)) == 1
    assert owed(database) == {}


def test_a_payment_of_which_the_bank_knows_nothing_ends_after_a_day(database: Database) -> None:
    viewer, bank = add_debtor(database, "100.00"), ToldBank()
    reference = pay(database, viewer, bank, "FR-1")

    reconcile(house_on(database), bank, "told", now=NOW + timedelta(hours=25))

    assert state(database, reference) == "expired"
    assert pay(database, viewer, bank, "FR-1", click="click-2") != reference
