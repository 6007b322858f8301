"""The real site's five invoices, issued by the program when the demonstration is loaded."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from services.billing.correcting import correct
from services.billing.issuing import Order, issue_month
from services.billing.refusals import Reason
from services.demonstration.demo import reset_demo
from services.domain.invoices import InvoiceDetail, InvoiceState
from services.storage.engine import Database
from services.storage.invoice_details import load_detail
from services.storage.ledger import find_unbalanced
from services.storage.models import Contract, Invoice, InvoiceSequence, Payment
from tests.conftest import NOW
from tests.houses import house_on
from tests.services.issued import ACTOR, add_second, issue

SITE = "C4-90-000101"


def details(database: Database) -> dict[str, InvoiceDetail]:
    with database.begin() as session:
        ids = session.scalars(
            select(Invoice.id)
            .join(Contract, Contract.id == Invoice.contract_id)
            .where(Contract.number == SITE)
            .order_by(Invoice.period_start)
        ).all()
        found = [load_detail(session, invoice_id, NOW.date()) for invoice_id in ids]
    return {detail.row.number: detail for detail in found}


# By hand, the grid of 2021-08 (CU, 108 kVA flat), CTA 21.93 %, excise 22.50 €/MWh, VAT 20 %.
# FR-21-000004, 9 November to 9 December: test_bill_by_hand, 4 389.83 + 877.97 = 5 267.80.
# FR-21-000003, 9 October to 9 November: 31 days; 3 094, 1 149, 4 596, 1 027 kWh.
#   subscription 45 × (23/31 + 8/30) = 33.3871 + 12 = 45.3871                          45.39
#   energy  3 094 × 9.5 c = 293.93   1 149 × 7.2 c = 82.728   4 596 × 7.8 c = 358.488
#           1 027 × 6.1 c = 62.647                        293.93 + 82.73 + 358.49 + 62.65
#   CG 188.34 × 31/365 = 15.9960     CC 234.90 × 31/365 = 19.9504                16.00 + 19.95
#   CS fixed 108 × 11.61 = 1 253.88; × 31/365 = 106.4939                              106.49
#   CS 3 094 × 5.15 c = 159.341   1 149 × 3.36 c = 38.6064   4 596 × 2.28 c = 104.7888
#      1 027 × 1.80 c = 18.486                           159.34 + 38.61 + 104.79 + 18.49
#   CTA (16.00 + 19.95 + 106.49 = 142.44) × 21.93 % = 31.2371                          31.24
#   excise 9 866 kWh × 22.50/1000 = 221.985                                           221.99
#   excl. tax 45.39 + 797.80 + 142.44 + 321.23 + 31.24 + 221.99 = 1 560.09
#   VAT 312.018 -> 312.02; incl. tax 1 872.11
def test_the_five_invoices(demo_database: Database) -> None:
    found = details(demo_database)

    assert {
        number: (str(d.row.period_start), str(d.row.issued_on), str(d.row.amount_eur))
        for number, d in found.items()
    } == {
        "FR-21-000001": ("2021-08-09", "2021-09-14", "590.51"),
        "FR-21-000002": ("2021-09-09", "2021-10-14", "849.32"),
        "FR-21-000003": ("2021-10-09", "2021-11-14", "1872.11"),
        "FR-21-000004": ("2021-11-09", "2021-12-14", "5267.80"),
        "FR-22-000001": ("2021-12-09", "2022-01-14", "5791.84"),
    }
    mixed = found["FR-21-000003"]
    assert [str(line.amount_eur) for line in mixed.lines] == [
        *("45.39", "293.93", "82.73", "358.49", "62.65"),
        *("16.00", "19.95", "106.49", "159.34", "38.61", "104.79", "18.49"),
        *("31.24", "221.99", "0.00"),
    ]
    for detail in found.values():
        lines = sum(line.amount_eur for line in detail.lines)
        (vat,) = detail.vat
        assert (vat.rate_pct, vat.base_eur) == (Decimal(20), lines)
        assert lines + vat.vat_eur == detail.row.amount_eur
        assert {r.import_label for r in detail.readings} == {
            "c4_consommations_mensuelles_par_classe.csv"
        }


def test_four_are_settled_and_the_last_is_still_to_be_collected(demo_database: Database) -> None:
    *settled, last = details(demo_database).values()

    assert {detail.row.state for detail in settled} == {InvoiceState.SETTLED}
    assert last.row.state is InvoiceState.DIRECT_DEBIT
    # Loaded on Monday 2 March 2026: twenty days after 22 February is Saturday 14 March.
    assert last.row.collected_on == last.row.due_on == date(2026, 3, 16)
    with demo_database.begin() as session:
        incidents = session.execute(
            select(Payment.paid_on, Payment.mode, Payment.incident).where(
                Payment.amount_eur == Decimal("1872.11")
            )
        ).all()
        assert find_unbalanced(session) == []
    assert [tuple(row) for row in incidents] == [
        (date(2021, 12, 6), "direct_debit", "rejected"),
        (date(2021, 12, 16), "transfer", None),
    ]


def test_issuing_finds_them_there_and_has_no_rate_for_the_older_ones(
    fresh_demo_database: Database,
) -> None:
    house = house_on(fresh_demo_database)

    def run(month: date) -> tuple[int, int, list[tuple[Reason, str]]]:
        report = issue_month(house, Order(month, [SITE]), actor=ACTOR, now=NOW)
        told = [(r.reason, r.sentence.replace("\u202f", " ")) for r in report.refused]
        return len(report.issued), report.already, told

    assert run(date(2021, 10, 1)) == (0, 1, [])
    assert run(date(2021, 8, 1)) == (
        0,
        0,
        [(Reason.NO_RATE, "barème absent : TURPE CU au 09/07/2021")],
    )
    assert correct(house, "FR-21-000002", actor=ACTOR, now=NOW) is None


def test_the_numbers_go_on_after_the_demonstration_is_put_back(
    fresh_demo_database: Database,
) -> None:
    with fresh_demo_database.write() as session:
        add_second(session)
    issue(house_on(fresh_demo_database))

    reset_demo(fresh_demo_database, now=NOW)

    with fresh_demo_database.begin() as session:
        found = session.execute(
            select(InvoiceSequence.year, InvoiceSequence.last).order_by(InvoiceSequence.year)
        ).all()
        numbers = session.scalars(
            select(Invoice.number).where(Invoice.origin == "computed").order_by(Invoice.number)
        ).all()
    # Those of the demonstration, numbered anew, and the one that is not of it.
    assert [tuple(row) for row in found] == [(2021, 4), (2022, 1), (2026, 1)]
    assert numbers == [*(f"FR-21-00000{n}" for n in (1, 2, 3, 4)), "FR-22-000001", "FR-26-000001"]
