"""Card payments whose outcome comes late, in the wrong order, or not at all."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from services.gateways.payment.interface import (
    Order,
    PaymentStatus,
    ProviderUnavailableError,
    Redirect,
)
from services.kernel.errors import ServiceError
from services.kernel.viewer import Viewer
from services.payments.reconciliation import reconcile
from services.payments.settlement import Outcome, Said, apply
from services.storage.engine import Database
from services.storage.ledger import load_open_invoices
from services.storage.models import (
    OutgoingMail,
    Payment,
    PaymentAttempt,
    PaymentIncident,
    User,
)
from tests.conftest import NOW
from tests.houses import house_on
from tests.services.payment_house import ToldBank, add_debtor, event, pay

AUTHORISED, CAPTURED = PaymentStatus.AUTHORISED, PaymentStatus.CAPTURED
REFUSED, CANCELLED = PaymentStatus.REFUSED, PaymentStatus.CANCELLED


class AbsentBank(ToldBank):
    """A bank that has to be asked for the way to its page, and does not answer."""

    def start(self, order: Order) -> Redirect:
        self.orders.append(order)
        raise ProviderUnavailableError


def owed(database: Database, viewer: Viewer) -> list[Decimal]:
    with database.begin() as session:
        query = select(PaymentAttempt.customer_id).where(PaymentAttempt.user_id == viewer.user_id)
        customer_id = session.scalars(query).first()
        assert customer_id is not None
        return [i.remaining_eur for i in load_open_invoices(session, customer_id)]


def states(database: Database) -> list[str]:
    with database.begin() as session:
        return list(session.scalars(select(PaymentAttempt.state).order_by(PaymentAttempt.id)))


def incidents(database: Database) -> list[str]:
    with database.begin() as session:
        return list(session.scalars(select(PaymentIncident.kind).order_by(PaymentIncident.id)))


def test_another_card_after_a_refusal_is_found_though_nobody_told(database: Database) -> None:
    viewer, bank, house = add_debtor(database, "100.00"), ToldBank(), house_on(database)
    reference = pay(database, viewer, bank, "FR-1")
    refused = event(reference, REFUSED, "100.00")
    apply(house, Said(refused, "told"), now=NOW)
    bank.events = [refused, event(reference, AUTHORISED, "100.00", transaction="uuid-2")]

    assert reconcile(house, bank, "told", now=NOW + timedelta(minutes=2)) == 1

    assert (states(database), owed(database, viewer)) == (["authorised"], [])


def test_a_promise_that_was_taken_back_before_we_heard_of_it_pays_nothing(
    database: Database,
) -> None:
    viewer, bank, house = add_debtor(database, "100.00"), ToldBank(), house_on(database)
    reference = pay(database, viewer, bank, "FR-1")
    said = [event(reference, status, "100.00") for status in (CANCELLED, AUTHORISED)]

    told = [apply(house, Said(one, "told"), now=NOW) for one in said]

    assert told == [Outcome.APPLIED, Outcome.IGNORED]
    assert (states(database), owed(database, viewer)) == (["abandoned"], [Decimal("100.00")])


def test_what_was_taken_back_and_captured_all_the_same_needs_a_person(database: Database) -> None:
    viewer, bank, house = add_debtor(database, "100.00"), ToldBank(), house_on(database)
    reference = pay(database, viewer, bank, "FR-1")
    for status in (AUTHORISED, CANCELLED, CAPTURED):
        apply(house, Said(event(reference, status, "100.00"), "told"), now=NOW)

    assert incidents(database) == ["unknown_status"]
    assert owed(database, viewer) == [Decimal("100.00")]
    with database.begin() as session:
        kinds = list(session.scalars(select(OutgoingMail.kind).order_by(OutgoingMail.id)))
    assert kinds == ["payment_receipt", "payment_taken_back"]


def test_who_never_reached_the_bank_may_try_again_after_an_hour_and_is_still_heard(
    database: Database,
) -> None:
    viewer, bank, house = add_debtor(database, "100.00"), ToldBank(), house_on(database)
    first = pay(database, viewer, bank, "FR-1")
    reconcile(house, bank, "told", now=NOW + timedelta(minutes=59))
    assert states(database) == ["created"]
    reconcile(house, bank, "told", now=NOW + timedelta(minutes=70))
    assert states(database) == ["expired"]
    second = pay(database, viewer, bank, "FR-1", click="click-2", now=NOW + timedelta(minutes=71))

    bank.events = [
        event(first, CAPTURED, "100.00"),
        event(second, CAPTURED, "100.00", transaction="b"),
    ]
    reconcile(house, bank, "told", now=NOW + timedelta(minutes=80))

    assert states(database) == ["captured", "captured"]
    assert incidents(database) == ["overpayment"]


def test_a_bank_that_cannot_be_reached_leaves_the_invoices_free(database: Database) -> None:
    viewer, bank = add_debtor(database, "100.00"), AbsentBank()
    with pytest.raises(ServiceError, match="Aucun montant n’a été débité"):
        pay(database, viewer, bank, "FR-1")

    assert states(database) == ["abandoned"]
    assert pay(database, viewer, ToldBank(), "FR-1", click="click-2")


def test_an_address_that_no_server_takes_does_not_keep_money_out(database: Database) -> None:
    viewer, bank, house = add_debtor(database, "100.00"), ToldBank(), house_on(database)
    reference = pay(database, viewer, bank, "FR-1")
    with database.write() as session:
        session.get_one(User, viewer.user_id).email = "no address"

    apply(house, Said(event(reference, CAPTURED, "100.00"), "told"), now=NOW)

    assert owed(database, viewer) == []


def test_after_a_day_of_silence_a_person_is_told_once(database: Database) -> None:
    viewer, bank, house = add_debtor(database, "100.00"), ToldBank(is_down=True), house_on(database)
    pay(database, viewer, bank, "FR-1")
    for hours in (23, 25, 26, 27):
        reconcile(house, bank, "told", now=NOW + timedelta(hours=hours))

    assert (states(database), incidents(database)) == (["created"], ["silent"])


def test_a_promise_is_asked_about_every_day_until_it_is_kept(database: Database) -> None:
    viewer, bank, house = add_debtor(database, "100.00"), ToldBank(), house_on(database)
    reference = pay(database, viewer, bank, "FR-1")
    bank.events = [event(reference, AUTHORISED, "100.00")]
    assert reconcile(house, bank, "told", now=NOW + timedelta(minutes=1)) == 1
    assert reconcile(house, bank, "told", now=NOW + timedelta(hours=20)) == 0

    bank.events = [event(reference, CAPTURED, "100.00")]
    assert reconcile(house, bank, "told", now=NOW + timedelta(hours=25)) == 1
    assert states(database) == ["captured"]
    assert reconcile(house, bank, "told", now=NOW + timedelta(days=5)) == 0


def test_one_transaction_is_not_booked_for_two_orders(database: Database) -> None:
    viewer, bank, house = add_debtor(database, "100.00", "100.00"), ToldBank(), house_on(database)
    references = [pay(database, viewer, bank, f"FR-{n}", click=f"c{n}") for n in (1, 2)]
    for reference in references:
        apply(house, Said(event(reference, CAPTURED, "100.00"), "told"), now=NOW)

    with database.begin() as session:
        assert len(session.scalars(select(Payment)).all()) == 1
    assert incidents(database) == ["unknown_status"]
