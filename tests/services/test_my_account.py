"""Mon Compte: the brochure's figures to the letter, incidents, ended contracts, separation."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from services.account import my_account
from services.account.my_account import MyAccount, MyPayments
from services.billing import booking
from services.domain.account import SettledInvoice
from services.domain.calendar import PARIS
from services.domain.readings import ReadingNature
from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.viewer import Viewer
from services.sites import SiteChoice
from services.storage.engine import Database
from services.storage.models import (
    Contract,
    Customer,
    CustomerAccess,
    Instalment,
    InstalmentPlan,
    User,
)
from tests.conftest import NOW
from tests.services.payment_house import add_debtor
from tests.services.viewers import add_readings, add_viewer, viewer_of

TODAY = date(2026, 3, 2)


def look(viewer: Viewer, number: str | None = None, today: date = TODAY) -> MyAccount:
    shown = my_account.overview(viewer, contract_number=number, today=today)
    assert isinstance(shown, MyAccount)
    return shown


def all_payments(viewer: Viewer, page: str | None = None) -> MyPayments:
    shown = my_account.list_payments(viewer, contract_number=None, page=page)
    assert isinstance(shown, MyPayments)
    return shown


def test_the_brochure(fresh_demo_database: Database) -> None:
    viewer = viewer_of(fresh_demo_database, "client")
    previous = datetime(2015, 12, 14, 13, 15, 46, tzinfo=PARIS)
    with fresh_demo_database.write() as session:
        session.get_one(User, viewer.user_id).previous_sign_in_at = previous

    shown = look(viewer)

    customer = shown.customer
    assert (customer.reference, customer.name) == ("FE-104286", "Coopérative des Closeaux")
    assert customer.address.lines == ("1 chemin des Closeaux", "28630 Le Coudray")
    assert (customer.telephone, customer.fax) == ("0261910417", "0261910418")
    assert customer.email == "e.keller@closeaux.example"
    assert shown.last_sign_in == previous
    assert shown.balance_eur == Decimal(0)
    assert not shown.delivery.is_electronic
    assert not shown.is_payable
    assert [(p.paid_on.isoformat(), str(p.amount_eur), p.mode) for p in shown.payments] == [
        ("2015-12-18", "1325.67", "direct_debit"),
        ("2015-11-16", "2118.50", "direct_debit"),
        ("2015-10-15", "827.54", "direct_debit"),
        ("2015-09-16", "1665.29", "direct_debit"),
        ("2015-08-17", "1620.80", "direct_debit"),
    ]
    assert {p.incident for p in shown.payments} == {None}


def test_the_contract_of_the_brochure(demo_database: Database) -> None:
    contract = look(viewer_of(demo_database, "client")).contract

    assert contract is not None
    assert contract.offer_name == "Tarif Alt’Expert C4 MU"
    assert contract.number == "C4-28-004417"
    assert contract.supply_address == "1 chemin des Closeaux, 28630 Le Coudray"
    assert (contract.is_direct_debit, contract.is_monthly, contract.ended_on) == (True, False, None)
    assert contract.last_reading is not None
    assert contract.last_reading.read_on == date(2015, 10, 31)
    assert contract.last_reading.nature is ReadingNature.REAL
    assert contract.last_invoice is not None
    assert contract.last_invoice.issued_on == date(2015, 11, 18)
    assert contract.last_invoice.amount_eur == Decimal("1325.67")


def test_the_neighbour_owes_and_may_pay(demo_database: Database) -> None:
    shown = look(viewer_of(demo_database, "voisin"))

    assert shown.balance_eur == Decimal("1093.93")
    assert shown.is_payable
    assert shown.payments == ()


def test_somebody_elses_contract_is_not_found(demo_database: Database) -> None:
    with pytest.raises(NotFoundError):
        look(viewer_of(demo_database, "voisin"), "C4-28-004417")


def test_the_agency_without_a_file_has_no_account(demo_database: Database) -> None:
    agent = viewer_of(demo_database, "agent")

    shown = my_account.overview(agent, contract_number=None, today=TODAY)

    assert isinstance(shown, SiteChoice)


def test_the_agency_on_a_file_sees_that_customer(demo_database: Database) -> None:
    reader = viewer_of(demo_database, "client")
    customer_id = look(reader).customer.id
    agent = replace(viewer_of(demo_database, "agent"), acting_for=customer_id)

    assert look(agent).customer.reference == "FE-104286"
    with pytest.raises(NotFoundError):
        look(agent, "C4-28-005120")


def test_a_customer_without_a_contract_has_an_account(database: Database) -> None:
    shown = look(add_viewer(database, "jeanne"))

    assert shown.customer.name == "Ferme de jeanne"
    assert (shown.contract, shown.payments, shown.balance_eur) == (None, (), Decimal(0))


def test_the_contract_decides_whose_account_it_is(database: Database) -> None:
    viewer = add_viewer(database, "jeanne", "C4-11-000001")
    add_viewer(database, "paul", "C4-22-000002")
    with database.write() as session:
        other = session.scalars(select(Customer).where(Customer.reference == "FE-paul")).one()
        session.add(CustomerAccess(user_id=viewer.user_id, customer_id=other.id))

    assert look(viewer, "C4-11-000001").customer.reference == "FE-jeanne"
    assert look(viewer, "C4-22-000002").customer.reference == "FE-paul"


@pytest.mark.parametrize(("today", "ended"), [(date(2020, 6, 29), None), (TODAY, "2020-06-30")])
def test_a_contract_that_ended_says_so(database: Database, today: date, ended: str | None) -> None:
    viewer = add_viewer(database, "jeanne", "C4-11-000001")
    add_readings(database, "C4-11-000001", [("HPH", "2020-05-01", "2020-06-01", "10")])
    later = [("HPH", "2020-07-01", "2020-08-01", "10")]
    add_readings(database, "C4-11-000001", later, ReadingNature.ESTIMATED)
    with database.write() as session:
        session.scalars(select(Contract)).one().ended_on = date(2020, 6, 30)

    contract = look(viewer, today=today).contract

    assert contract is not None
    assert contract.ended_on == (date.fromisoformat(ended) if ended else None)
    # What was measured after its end is the next holder's.
    assert contract.last_reading is not None
    assert contract.last_reading.read_on == date(2020, 6, 1)


def test_the_schedule_of_monthly_payments(database: Database) -> None:
    viewer = add_viewer(database, "jeanne", "C4-11-000001")
    with database.write() as session:
        contract = session.scalars(select(Contract)).one()
        contract.monthly_instalments = True
        money = booking.Received(
            contract.customer_id, date(2026, 1, 5), Decimal("80.00"), "direct_debit"
        )
        paid = booking.receive(session, money, now=NOW)
        plan = InstalmentPlan(
            contract_id=contract.id, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31)
        )
        session.add(plan)
        session.flush()
        for month, payment_id in ((1, paid.id), (2, None)):
            session.add(
                Instalment(
                    plan_id=plan.id,
                    due_on=date(2026, month, 5),
                    amount_eur=Decimal("80.00"),
                    payment_id=payment_id,
                )
            )

    contract_card = look(viewer).contract

    assert contract_card is not None
    assert [(i.due_on.month, i.paid_on) for i in contract_card.instalments] == [
        (1, date(2026, 1, 5)),
        (2, None),
    ]


def test_an_incident_is_told_with_what_it_had_settled(database: Database) -> None:
    viewer = add_debtor(database, "100.00", "50.00")
    with database.write() as session:
        customer_id = session.scalars(select(Customer.id)).one()
        money = booking.Received(customer_id, date(2026, 2, 1), Decimal("120.00"), "direct_debit")
        paid = booking.receive(session, money, now=NOW)
        booking.send_back(session, paid, incident="rejected", happened_on=date(2026, 2, 4), now=NOW)

    (row,) = all_payments(viewer).payments.rows

    assert (row.incident, row.incident_on) == ("rejected", date(2026, 2, 4))
    assert row.settled == (
        SettledInvoice("FR-1", Decimal("100.00")),
        SettledInvoice("FR-2", Decimal("20.00")),
    )
    assert look(viewer).balance_eur == Decimal("150.00")


def test_payments_come_by_pages(database: Database) -> None:
    viewer = add_viewer(database, "jeanne", "C4-11-000001")
    with database.write() as session:
        customer_id = session.scalars(select(Customer.id)).one()
        for number in range(30):
            day = date(2026, 1, 1 + number)
            money = booking.Received(customer_id, day, Decimal(number + 1), "card")
            booking.receive(session, money, now=NOW)

    first, last = all_payments(viewer), all_payments(viewer, "2")

    assert (first.payments.count, first.payments.pages, len(first.payments.rows)) == (30, 2, 25)
    assert [p.amount_eur for p in last.payments.rows] == [5, 4, 3, 2, 1]
    assert last.payments.rows[0].settled == (SettledInvoice(None, Decimal("5.00")),)
    assert all_payments(viewer, "99").payments.page == 2


@pytest.mark.parametrize("page", ["0", "-1", "deux", "٢", "9999999"])
def test_a_page_that_cannot_be_read_is_refused(demo_database: Database, page: str) -> None:
    with pytest.raises(InvalidInputError):
        all_payments(viewer_of(demo_database, "client"), page)
