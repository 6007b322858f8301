"""Corrections: an issued invoice stays as it is, another one makes up the difference."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from services.billing.booking import Received, receive
from services.billing.correcting import Correction, correct, plan_correction
from services.billing.issuing import Order, issue_month
from services.domain.invoices import InvoiceKind
from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.house import House
from services.storage.engine import Database
from services.storage.invoice_details import load_detail
from services.storage.ledger import (
    find_unbalanced,
    load_customer_balance,
    load_open_invoices,
    lock_account,
)
from services.storage.models import (
    AuditEvent,
    Customer,
    EnergyReadingRow,
    Invoice,
    InvoiceLine,
    MeteringPoint,
    SubscribedPower,
)
from services.storage.readings import mark_replaced
from services.trail.audit import Actor
from tests.conftest import NOW
from tests.services.mail_house import build_house
from tests.services.metering import dump
from tests.services.supplied import Read, add_reading, add_supplies, november

ACTOR = Actor(name="test", role="operator")
NUMBER = "FR-26-000001"
LATER = NOW + timedelta(days=40)


@pytest.fixture
def house(database: Database) -> House:
    """Return a house with one contract, billed for November 2021: 5 267.80 €."""
    with database.write() as session:
        add_supplies(session, 1, november(), direct_debit=True)
    house = build_house(database)
    issue_month(house, Order(date(2021, 12, 1)), actor=ACTOR, now=NOW)
    return house


def read_again(house: House, kwh: tuple[int, int, int, int]) -> None:
    """Replace what was read of November."""
    with house.database.write() as session:
        rows = session.scalars(
            select(EnergyReadingRow).where(
                EnergyReadingRow.replaced_by_id.is_(None),
                EnergyReadingRow.period_start == november().start,
            )
        ).all()
        old = [row.id for row in rows]
        points = session.scalars(select(MeteringPoint.id)).all()
        file = add_reading(session, points, november(kwh), name="rectificatif.csv")
        mark_replaced(session, EnergyReadingRow, old, import_id=file.id)


def set_right(house: House) -> Correction | None:
    return correct(house, NUMBER, actor=ACTOR, now=LATER)


def balance(house: House) -> Decimal:
    with house.database.begin() as session:
        assert find_unbalanced(session) == []
        return load_customer_balance(session, session.scalars(select(Customer.id)).one())


def amounts(house: House, number: str) -> list[tuple[str, str | None, str]]:
    with house.database.begin() as session:
        rows = session.scalars(
            select(InvoiceLine)
            .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
            .where(Invoice.number == number)
            .order_by(InvoiceLine.position)
        )
        return [(row.code, row.time_class, str(row.amount_eur)) for row in rows]


def test_what_is_right_is_not_corrected(house: House) -> None:
    assert isinstance(house.database, Database)
    before = dump(house.database)

    assert set_right(house) is None
    assert dump(house.database) == before


# 1 000 kWh less of HPH: 17 427 kWh.
# offer.energy HPH   17 427 × 9.5 c = 1 655.565 -> 1 655.57; less 1 750.57        -95.00
# turpe.cs_energy    17 427 × 5.15 c = 897.4905 -> 897.49;   less 948.99          -51.50
# accise             25 725 × 22.50/1000 = 578.8125 -> 578.81; less 601.31        -22.50
# excl. tax -169.00; VAT: (4 389.83 - 169.00) × 20 % = 844.166 -> 844.17; less 877.97: -33.80
# incl. tax -202.80
def test_a_lower_reading_makes_a_credit_note_that_pays_the_invoice(house: House) -> None:
    issued = amounts(house, NUMBER)
    read_again(house, (17_427, 8_298, 0, 0))

    correction = set_right(house)

    assert correction is not None
    assert correction.draft.kind is InvoiceKind.CREDIT_NOTE
    assert correction.number == "FR-26-000002"
    assert amounts(house, "FR-26-000002") == [
        ("offer.energy", "HPH", "-95.00"),
        ("turpe.cs_energy", "HPH", "-51.50"),
        ("accise", None, "-22.50"),
    ]
    assert correction.draft.amount_eur == Decimal("-202.80")
    # The invoice itself is as it was issued; what is left of it went down.
    assert amounts(house, NUMBER) == issued
    with house.database.begin() as session:
        customer_id = session.scalars(select(Customer.id)).one()
        (owed,) = load_open_invoices(session, customer_id)
        invoice = session.scalars(select(Invoice).where(Invoice.number == NUMBER)).one()
        credit = session.scalars(select(Invoice).where(Invoice.corrects_id == invoice.id)).one()
        detail = load_detail(session, credit.id, LATER.date())
    assert (owed.number, owed.remaining_eur) == (NUMBER, Decimal("5065.00"))
    assert (invoice.amount_eur, balance(house)) == (Decimal("5267.80"), Decimal("5065.00"))
    assert (credit.due_on, credit.collected_on) == (credit.issued_on, None)
    assert detail.corrects == NUMBER
    line = detail.lines[0]
    assert (line.basis["before"], line.basis["after"]) == ("1750.57", "1655.57")
    assert (line.quantity, line.unit_price_eur) == (Decimal(-1000), Decimal("0.095"))


def test_correcting_again_changes_nothing(house: House) -> None:
    read_again(house, (17_427, 8_298, 0, 0))
    set_right(house)
    assert isinstance(house.database, Database)
    before = dump(house.database)

    assert set_right(house) is None
    assert dump(house.database) == before


def test_a_higher_reading_makes_an_adjustment_that_is_collected(house: House) -> None:
    read_again(house, (19_427, 8_298, 0, 0))

    correction = set_right(house)

    # 95.00 + 51.50 (19 427 × 5.15 c = 1 000.4905) + 22.50 (27 725 × 22.5: 623.8125) = 169.00;
    # VAT (4 389.83 + 169.00) × 20 % = 911.766 -> 911.77; less 877.97 = 33.80.
    assert correction is not None
    assert correction.draft.kind is InvoiceKind.ADJUSTMENT
    assert (correction.draft.amount_eur, balance(house)) == (
        Decimal("202.80"),
        Decimal("5470.60"),
    )
    assert correction.draft.collected_on == correction.draft.due_on == date(2026, 5, 1)


def test_two_corrections_together_give_the_bill_of_the_last_reading(house: House) -> None:
    read_again(house, (18_527, 8_298, 0, 0))
    set_right(house)
    read_again(house, (18_427, 8_298, 0, 0))
    set_right(house)

    # Back where it began, to the cent.
    assert balance(house) == Decimal("5267.80")


def test_a_plan_writes_nothing(house: House) -> None:
    read_again(house, (17_427, 8_298, 0, 0))
    assert isinstance(house.database, Database)
    before = dump(house.database)

    planned = plan_correction(house, NUMBER, actor=ACTOR, now=LATER)

    assert planned is not None
    assert (planned.number, planned.draft.amount_eur) == (None, Decimal("-202.80"))
    assert dump(house.database) == before


def test_a_credit_note_after_payment_stays_with_the_customer(house: House) -> None:
    with house.database.write() as session:
        customer_id = session.scalars(select(Customer.id)).one()
        lock_account(session, customer_id)
        money = Received(customer_id, LATER.date(), Decimal("5267.80"), "transfer")
        receive(session, money, now=LATER)
    read_again(house, (17_427, 8_298, 0, 0))

    set_right(house)

    assert balance(house) == Decimal("-202.80")


def test_a_correction_is_one_event(house: House) -> None:
    read_again(house, (17_427, 8_298, 0, 0))
    set_right(house)

    with house.database.begin() as session:
        kinds = session.scalars(select(AuditEvent.kind).order_by(AuditEvent.number)).all()
    assert kinds == ["invoice.issued", "invoice.corrected"]


def test_consumption_of_small_supplies_is_not_charged_after_fourteen_months(house: House) -> None:
    with house.database.write() as session:
        session.execute(update(SubscribedPower).values(power_kva=36))
        points = session.scalars(select(MeteringPoint.id)).all()
        add_reading(session, points, Read(date(2023, 1, 9), date(2023, 1, 10), (1, 1, 0, 0)))
    read_again(house, (90_000, 8_298, 0, 0))

    # 9 November 2021 is before 10 November 2021, fourteen months before the last reading.
    with pytest.raises(InvalidInputError, match="10/11/2021"):
        set_right(house)


def test_fourteen_months_are_no_limit_for_large_supplies(house: House) -> None:
    with house.database.write() as session:
        points = session.scalars(select(MeteringPoint.id)).all()
        add_reading(session, points, Read(date(2023, 1, 9), date(2023, 1, 10), (1, 1, 0, 0)))
    read_again(house, (90_000, 8_298, 0, 0))

    assert set_right(house) is not None


def test_a_small_supply_gets_its_money_back_however_late(house: House) -> None:
    with house.database.write() as session:
        session.execute(update(SubscribedPower).values(power_kva=36))
        points = session.scalars(select(MeteringPoint.id)).all()
        add_reading(session, points, Read(date(2023, 1, 9), date(2023, 1, 10), (1, 1, 0, 0)))
    read_again(house, (17_427, 8_298, 0, 0))

    correction = set_right(house)

    assert correction is not None
    assert correction.draft.kind is InvoiceKind.CREDIT_NOTE


def test_what_was_printed_elsewhere_is_never_computed_again(house: House) -> None:
    with house.database.write() as session:
        session.execute(update(Invoice).values(origin="printed"))

    with pytest.raises(InvalidInputError, match="n’a pas été calculée"):
        set_right(house)


def test_an_unknown_number(house: House) -> None:
    with pytest.raises(NotFoundError, match="FR-99-1"):
        correct(house, "FR-99-1", actor=ACTOR, now=LATER)


def test_a_period_whose_readings_are_gone_is_not_corrected(house: House) -> None:
    with house.database.write() as session:
        session.execute(update(EnergyReadingRow).values(period_start=date(2021, 11, 10)))

    with pytest.raises(InvalidInputError, match="09/11/2021 au 09/12/2021"):
        set_right(house)


def test_a_correction_shows_the_same_year_as_its_invoice(database: Database) -> None:
    with database.write() as session:
        add_supplies(session, 1, november(), direct_debit=True)
        points = session.scalars(select(MeteringPoint.id)).all()
        october = replace(november(), start=date(2021, 10, 9), end=november().start)
        add_reading(session, points, october, name="octobre.csv")
    house = build_house(database)
    issue_month(house, Order(date(2021, 12, 1)), actor=ACTOR, now=NOW)
    read_again(house, (17_427, 8_298, 0, 0))

    correction = set_right(house)

    assert correction is not None
    assert correction.draft.facts.history_kwh == (("2021-10", 26725), ("2021-11", 25725))
