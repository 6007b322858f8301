"""The home page: the brochure's figures to the letter, and every state of an invoice."""

from datetime import date
from decimal import Decimal

import pytest

from services import home
from services.billing import booking
from services.domain.invoices import InvoiceState
from services.kernel.errors import NotFoundError
from services.storage.engine import Database
from services.storage.models import Contract, Invoice, InvoiceDispute
from tests.conftest import NOW
from tests.services.viewers import add_viewer, viewer_of

TODAY = date(2026, 3, 2)
NUMBER = "C4-11-000001"


def test_the_brochure(demo_database: Database) -> None:
    shown = home.welcome(viewer_of(demo_database, "client"), contract_number=None, today=TODAY)

    assert shown.last is not None
    assert (shown.last.total_kwh, shown.last.end) == (1878, date(2015, 10, 31))
    assert round(shown.last.change_pct or 0, 1) == -6.2  # 1 878 against 2 002 a year before
    assert shown.year is not None
    assert (len(shown.year.periods), shown.year.total_kwh) == (12, 32_973)
    invoice = shown.invoice
    assert invoice is not None
    assert invoice.amount_eur == Decimal("1325.67")
    assert invoice.state is InvoiceState.SETTLED
    assert (invoice.issued_on, invoice.paid_on) == (date(2015, 11, 18), date(2015, 12, 18))
    assert (invoice.paid_eur, invoice.balance_eur) == (Decimal("1325.67"), Decimal(0))
    assert invoice.mode == "direct_debit"


def test_the_neighbour_owes_three_invoices(demo_database: Database) -> None:
    shown = home.welcome(viewer_of(demo_database, "voisin"), contract_number=None, today=TODAY)

    assert shown.invoice is not None
    assert shown.invoice.state is InvoiceState.DUE
    assert shown.invoice.balance_eur == Decimal("612.48") + Decimal("287.15") + Decimal("194.30")
    assert shown.invoice.overdue_eur == Decimal("287.15")


def test_a_site_without_invoices(demo_database: Database) -> None:
    manager = viewer_of(demo_database, "gestionnaire")
    shown = home.welcome(manager, contract_number="C4-90-000201", today=TODAY)

    assert shown.invoice is None


def test_a_site_whose_invoices_the_program_issued(demo_database: Database) -> None:
    manager = viewer_of(demo_database, "gestionnaire")
    shown = home.welcome(manager, contract_number=None, today=TODAY)

    assert shown.invoice is not None
    assert (shown.invoice.number, shown.invoice.amount_eur) == (
        "FR-22-000001",
        Decimal("5791.84"),
    )
    assert shown.last is not None
    assert (shown.last.total_kwh, shown.last.end) == (29_775, date(2022, 1, 9))


def test_somebody_without_contracts(demo_database: Database) -> None:
    shown = home.welcome(viewer_of(demo_database, "agent"), contract_number=None, today=TODAY)

    assert (shown.choice.current, shown.last, shown.year, shown.invoice) == (None,) * 4


def test_a_foreign_contract_is_not_found(demo_database: Database) -> None:
    with pytest.raises(NotFoundError):
        home.welcome(
            viewer_of(demo_database, "voisin"), contract_number="C4-28-004417", today=TODAY
        )


def test_a_new_site_has_neither_reading_nor_invoice(database: Database) -> None:
    shown = home.welcome(add_viewer(database, "jeanne", NUMBER), contract_number=None, today=TODAY)

    assert shown.choice.current is not None
    assert (shown.last, shown.year, shown.invoice) == (None, None, None)


def bill(database: Database, *payments: tuple[str, bool], direct_debit: bool = False) -> None:
    """Add an invoice of 100 €, due on 31 January, and payments (amount, bounced)."""
    with database.write() as session:
        contract = session.query(Contract).one()
        contract.direct_debit = direct_debit
        invoice = Invoice(
            contract_id=contract.id,
            number="FR-1",
            label="Facture",
            issued_on=date(2026, 1, 1),
            due_on=date(2026, 1, 31),
            period_start=date(2025, 12, 1),
            period_end=date(2026, 1, 1),
            amount_eur=Decimal("100.00"),
            vat_eur=Decimal(0),
        )
        session.add(invoice)
        session.flush()
        booking.book_issued(session, invoice, contract.customer_id, now=NOW)
        for number, (amount, bounced) in enumerate(payments, start=1):
            day = date(2026, 1, 10 + number)
            money = booking.Received(contract.customer_id, day, Decimal(amount), "card")
            paid = booking.receive(session, money, now=NOW, numbers=["FR-1"])
            if bounced:
                booking.send_back(session, paid, incident="unpaid", happened_on=day, now=NOW)


JANUARY, FEBRUARY = date(2026, 1, 31), date(2026, 2, 1)
GOOD, BOUNCED = ("100.00", False), ("100.00", True)
DUE, LATE, SETTLED = InvoiceState.DUE, InvoiceState.LATE, InvoiceState.SETTLED


@pytest.mark.parametrize(
    ("payments", "today", "state", "balance"),
    [
        ((), JANUARY, DUE, "100.00"),
        ((), FEBRUARY, LATE, "100.00"),
        ((("40.00", False),), JANUARY, DUE, "60.00"),
        ((("40.00", False), ("60.00", False)), FEBRUARY, SETTLED, "0.00"),
        ((BOUNCED,), JANUARY, DUE, "100.00"),
        ((BOUNCED, GOOD), FEBRUARY, SETTLED, "0.00"),
        ((("120.00", False),), JANUARY, SETTLED, "-20.00"),
    ],
)
def test_the_states_of_an_invoice(
    database: Database,
    payments: tuple[tuple[str, bool], ...],
    today: date,
    state: InvoiceState,
    balance: str,
) -> None:
    viewer = add_viewer(database, "jeanne", NUMBER)
    bill(database, *payments)

    invoice = home.welcome(viewer, contract_number=None, today=today).invoice

    assert invoice is not None
    assert (invoice.state, invoice.balance_eur) == (state, Decimal(balance))


@pytest.mark.parametrize(
    ("today", "state"), [(JANUARY, InvoiceState.DIRECT_DEBIT), (FEBRUARY, LATE)]
)
def test_a_direct_debit_is_announced_until_its_day(
    database: Database, today: date, state: InvoiceState
) -> None:
    viewer = add_viewer(database, "jeanne", NUMBER)
    bill(database, direct_debit=True)

    invoice = home.welcome(viewer, contract_number=None, today=today).invoice

    assert invoice is not None
    assert invoice.state is state


def test_an_invoice_that_is_contested_is_not_late(database: Database) -> None:
    viewer = add_viewer(database, "jeanne", NUMBER)
    bill(database)
    with database.write() as session:
        invoice = session.query(Invoice).one()
        session.add(InvoiceDispute(invoice_id=invoice.id, opened_on=FEBRUARY, reason="Essai"))

    shown = home.welcome(viewer, contract_number=None, today=FEBRUARY).invoice

    assert shown is not None
    assert shown.state is InvoiceState.DISPUTED


def test_a_credit_note_is_in_the_customer_s_favour(database: Database) -> None:
    viewer = add_viewer(database, "jeanne", NUMBER)
    with database.write() as session:
        contract = session.query(Contract).one()
        invoice = Invoice(
            contract_id=contract.id,
            number="AV-1",
            label="Avoir",
            kind="credit_note",
            issued_on=date(2026, 1, 1),
            due_on=date(2026, 1, 31),
            period_start=date(2025, 12, 1),
            period_end=date(2026, 1, 1),
            amount_eur=Decimal("-30.00"),
            vat_eur=Decimal(0),
        )
        session.add(invoice)
        session.flush()
        booking.book_issued(session, invoice, contract.customer_id, now=NOW)

    shown = home.welcome(viewer, contract_number=None, today=FEBRUARY)

    assert shown.invoice is not None
    assert (shown.invoice.state, shown.invoice.balance_eur) == (
        InvoiceState.CREDIT,
        Decimal("-30.00"),
    )
    assert not shown.is_payable


@pytest.mark.parametrize(
    ("payments", "direct_debit", "is_payable"),
    [((), False, True), ((), True, False), ((GOOD,), False, False)],
)
def test_what_is_due_may_be_paid(
    database: Database,
    payments: tuple[tuple[str, bool], ...],
    direct_debit: bool,
    is_payable: bool,
) -> None:
    viewer = add_viewer(database, "jeanne", NUMBER)
    bill(database, *payments, direct_debit=direct_debit)

    shown = home.welcome(viewer, contract_number=None, today=JANUARY)

    assert shown.is_payable is is_payable


def test_a_direct_debit_names_the_day_it_is_collected(database: Database) -> None:
    viewer = add_viewer(database, "jeanne", NUMBER)
    bill(database, direct_debit=True)
    with database.write() as session:
        session.query(Invoice).one().collected_on = date(2026, 1, 28)

    shown = home.welcome(viewer, contract_number=None, today=JANUARY)

    assert shown.invoice is not None
    assert shown.invoice.collected_on == date(2026, 1, 28)


def test_the_home_page_knows_how_the_customer_is_reached(demo_database: Database) -> None:
    shown = home.welcome(viewer_of(demo_database, "client"), contract_number=None, today=TODAY)

    assert shown.customer is not None
    assert (shown.customer.email, shown.customer.telephone) == (
        "e.keller@closeaux.example",
        "0261910417",
    )
    assert not shown.customer.has_electronic_invoice
    assert shown.advice is None
