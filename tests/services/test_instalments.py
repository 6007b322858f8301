"""Monthly instalments: opened, collected, settled by the invoice of the year."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from sqlalchemy import select

from services.billing.instalments import NewPlan, collect_due, load_schedule, open_plan, settle
from services.billing.issuing import Order, issue_month
from services.billing.refusals import Reason
from services.domain.instalments import Schedule
from services.domain.invoices import InvoiceDetail
from services.exports.invoice_pages.amounts import Demand, claim_of
from services.exports.invoice_pages.deductions import deduction_words
from services.kernel import formats
from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.house import House
from services.storage.engine import Database
from services.storage.invoice_details import load_detail
from services.storage.ledger import find_unbalanced, load_customer_balance, load_open_invoices
from services.storage.models import AuditEvent, Contract, Customer, Invoice, Payment
from services.trail.audit import Actor
from tests.services.issued import plain
from tests.services.mail_house import build_house
from tests.services.supplied import Read, add_supplies
from tests.services.test_issuing_mail import letters

ACTOR = Actor(name="test", role="operator")
START, END = date(2024, 11, 9), date(2025, 11, 9)
OPENED = datetime(2024, 11, 9, 8, tzinfo=UTC)
OVER = datetime(2025, 11, 12, 8, tzinfo=UTC)
CONTRACT = "C4-000001"


def year() -> list[Read]:
    """Return twelve months from the 9th to the 9th: 1 000 kWh of each class that runs."""
    bounds = [date(2024 + (10 + i) // 12, (10 + i) % 12 + 1, 9) for i in range(13)]
    found = []
    for start, end in pairwise(bounds):
        is_high = start.month in {11, 12, 1, 2}
        is_mixed = start.month in {3, 10}
        high, low = (1000 if is_high or is_mixed else 0), (0 if is_high else 1000)
        found.append(Read(start, end, (high, high, low, low)))
    return found


@pytest.fixture
def house(database: Database) -> House:
    """Return a house with a contract on instalments: 10 of 1 000.00 €, the last of 1 000.07 €."""
    with database.write() as session:
        add_supplies(session, 1, *year(), direct_debit=True)
    house = build_house(database)
    plan = NewPlan(CONTRACT, Decimal("10000.07"), START)
    open_plan(house, plan, actor=ACTOR, now=OPENED)
    return house


def schedule(house: House) -> Schedule:
    with house.database.begin() as session:
        found = load_schedule(session, session.scalars(select(Contract.id)).one())
    assert found is not None
    return found


def test_the_schedule(house: House) -> None:
    found = schedule(house)

    assert (found.starts_on, found.ends_on, found.settlement) == (START, END, None)
    assert [str(one.due_on) for one in found.instalments][:3] == [
        "2024-12-09",
        "2025-01-09",
        "2025-02-09",
    ]
    assert [str(one.amount_eur) for one in found.instalments] == ["1000.00"] * 9 + ["1000.07"]
    assert (found.yearly_eur, found.paid_eur) == (Decimal("10000.07"), Decimal("0.00"))


def test_each_instalment_is_collected_once(house: House) -> None:
    march = datetime(2025, 3, 10, 8, tzinfo=UTC)

    assert collect_due(house, actor=ACTOR, now=march) == 4
    assert collect_due(house, actor=ACTOR, now=march) == 0

    found = schedule(house)
    assert found.paid_eur == Decimal("4000.00")
    assert [one.paid_on for one in found.instalments][3:5] == [date(2025, 3, 9), None]
    with house.database.begin() as session:
        customer_id = session.scalars(select(Customer.id)).one()
        assert load_customer_balance(session, customer_id) == Decimal("-4000.00")
        kinds = session.scalars(select(AuditEvent.kind)).all()
    assert kinds == ["instalments.opened", *["instalments.collected"] * 4]


def test_months_of_the_year_are_not_billed_one_by_one(house: House) -> None:
    report = issue_month(house, Order(date(2025, 3, 1)), actor=ACTOR, now=OVER)

    assert (report.issued, [r.reason for r in report.refused]) == ((), [Reason.INSTALMENTS])


def test_the_settlement_charges_the_year_less_what_was_paid(house: House) -> None:
    collect_due(house, actor=ACTOR, now=OVER)

    invoice = settle(house, CONTRACT, actor=ACTOR, now=OVER)

    assert (invoice.kind, invoice.period_start, invoice.period_end) == ("settlement", START, END)
    with house.database.begin() as session:
        customer_id = session.scalars(select(Customer.id)).one()
        owed = load_open_invoices(session, customer_id)
        balance = load_customer_balance(session, customer_id)
        paid = sum(session.scalars(select(Payment.amount_eur)).all())
        assert find_unbalanced(session) == []
    assert paid == Decimal("10000.07")
    assert balance == invoice.amount_eur - paid
    assert schedule(house).settlement == invoice.number
    # Less was used than paid: nothing is owed, the rest stays on account.
    assert invoice.amount_eur < paid
    assert owed == []


def test_what_the_instalments_do_not_cover_is_still_owed(house: House) -> None:
    collect_due(house, actor=ACTOR, now=datetime(2025, 3, 10, 8, tzinfo=UTC))

    invoice = settle(house, CONTRACT, actor=ACTOR, now=OVER)

    with house.database.begin() as session:
        (owed,) = load_open_invoices(session, session.scalars(select(Customer.id)).one())
    assert owed.remaining_eur == invoice.amount_eur - Decimal("4000.00")
    with pytest.raises(InvalidInputError, match="à solder"):
        settle(house, CONTRACT, actor=ACTOR, now=OVER)


def test_the_invoice_asks_for_the_remainder_on_page_document_and_mail(house: House) -> None:
    collect_due(house, actor=ACTOR, now=datetime(2025, 3, 10, 8, tzinfo=UTC))

    invoice = settle(house, CONTRACT, actor=ACTOR, now=OVER)

    left = formats.euros(invoice.amount_eur - Decimal("4000.00"))
    detail = detail_of(house)
    claim = claim_of(detail)
    assert (claim.demand, claim.amount_eur) == (
        Demand.COLLECT,
        invoice.amount_eur - Decimal("4000.00"),
    )
    assert deduction_words(detail) == [
        f"Mensualités déjà réglées {formats.euros(Decimal('-4000'))}",
        f"Reste à payer {left}",
    ]
    ((_, subject, body),) = letters(house)
    assert subject.endswith(plain(f"est disponible : reste à payer {left}"))
    assert plain(f"Reste à payer : {left}. Ce reste sera prélevé") in body
    # What is paid or collected later changes nothing of what the document says.
    assert detail.facts is not None
    assert detail.facts.prepaid_eur == Decimal("4000.00")


def test_what_was_paid_too_much_is_in_favour_and_pays_the_next_invoice(house: House) -> None:
    collect_due(house, actor=ACTOR, now=OVER)

    invoice = settle(house, CONTRACT, actor=ACTOR, now=OVER)

    too_much = Decimal("10000.07") - invoice.amount_eur
    detail = detail_of(house)
    claim = claim_of(detail)
    assert (claim.demand, claim.amount_eur) == (Demand.CREDIT, too_much)
    assert deduction_words(detail)[1] == f"En votre faveur {formats.euros(too_much)}"
    assert (invoice.collected_on, detail.facts and detail.facts.next_invoice_on) == (None, None)
    ((_, subject, body),) = letters(house)
    assert subject.endswith(plain(f"{formats.euros(too_much)} en votre faveur"))
    assert "prélev" not in body


def detail_of(house: House) -> InvoiceDetail:
    """Return the only invoice in full."""
    with house.database.begin() as session:
        invoice_id = session.scalars(select(Invoice.id)).one()
        return load_detail(session, invoice_id, OVER.date())


def test_a_year_that_is_not_over_is_not_settled(house: House) -> None:
    with pytest.raises(InvalidInputError, match="à solder"):
        settle(house, CONTRACT, actor=ACTOR, now=datetime(2025, 11, 8, 8, tzinfo=UTC))


def test_a_second_plan_waits_for_the_first(house: House) -> None:
    plan = NewPlan(CONTRACT, Decimal(5000), END, count=11)
    with pytest.raises(InvalidInputError, match="échéancier en cours"):
        open_plan(house, plan, actor=ACTOR, now=OVER)

    settle(house, CONTRACT, actor=ACTOR, now=OVER)
    assert len(open_plan(house, plan, actor=ACTOR, now=OVER).instalments) == 11
    with house.database.begin() as session:
        assert session.scalars(select(Invoice.kind)).all() == ["settlement"]


@pytest.mark.parametrize(("amount", "count"), [("0", 10), ("-5", 10), ("500.001", 10), ("500", 9)])
def test_a_plan_that_cannot_be(house: House, amount: str, count: int) -> None:
    with pytest.raises(InvalidInputError):
        open_plan(house, NewPlan(CONTRACT, Decimal(amount), END, count), actor=ACTOR, now=OVER)


def test_an_unknown_contract(house: House) -> None:
    with pytest.raises(NotFoundError):
        settle(house, "C4-999999", actor=ACTOR, now=OVER)
