"""The home page: the brochure's figures to the letter, and every state of an invoice."""

from datetime import date
from decimal import Decimal

import pytest

from services import home
from services.domain.invoices import InvoiceState
from services.kernel.errors import NotFoundError
from services.storage.engine import Database
from services.storage.models import Contract, Invoice, Payment
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


def test_a_site_without_invoices(demo_database: Database) -> None:
    shown = home.welcome(
        viewer_of(demo_database, "gestionnaire"), contract_number=None, today=TODAY
    )

    assert shown.invoice is None
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
        )
        session.add(invoice)
        session.flush()
        for number, (amount, bounced) in enumerate(payments, start=1):
            session.add(
                Payment(
                    invoice_id=invoice.id,
                    paid_on=date(2026, 1, 10 + number),
                    amount_eur=Decimal(amount),
                    mode="card",
                    has_incident=bounced,
                )
            )


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
