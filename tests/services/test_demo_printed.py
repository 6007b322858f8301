"""The demonstration's printed invoices: balanced, at steady prices, one month after another."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from services.billing import invoices
from services.billing.booking import book_issued
from services.billing.comparison import load_comparisons
from services.demonstration.demo_invoices import neighbour_invoices
from services.domain.invoices import InvoiceDetail
from services.domain.price_effects import Effect
from services.storage.engine import Database
from services.storage.invoice_details import load_detail
from services.storage.models import Invoice, LedgerEntry, LedgerPosting
from tests.conftest import NOW
from tests.services.demonstration import CLOSEAUX_PRM, customer_of, energy_by_date
from tests.services.viewers import viewer_of

DAYS = [date(2026, 2, 20) + timedelta(days=n) for n in range(40)]


def printed(database: Database) -> list[InvoiceDetail]:
    with database.begin() as session:
        ids = session.scalars(
            select(Invoice.id).where(Invoice.origin == "printed").order_by(Invoice.issued_on)
        ).all()
        return [load_detail(session, invoice_id, NOW.date()) for invoice_id in ids]


def of_closeaux(database: Database) -> list[InvoiceDetail]:
    return [d for d in printed(database) if d.row.contract_number == "C4-28-004417"]


def test_every_printed_invoice_balances_and_its_vat_is_booked(demo_database: Database) -> None:
    found = [d for d in printed(demo_database) if d.lines]
    assert len(found) == 10 + 3 + 1
    with demo_database.begin() as session:
        rows = session.execute(
            select(Invoice.number, func.sum(LedgerPosting.amount_eur))
            .join(LedgerEntry, LedgerEntry.invoice_id == Invoice.id)
            .join(LedgerPosting, LedgerPosting.entry_id == LedgerEntry.id)
            .where(LedgerPosting.account == "vat", Invoice.origin == "printed")
            .group_by(Invoice.number)
        ).all()
        booked = {number: amount for number, amount in rows}  # noqa: C416 - rows are no pairs
    for detail in found:
        assert sum(detail.parts().values()) == detail.row.amount_eur, detail.row.number
        assert -booked[detail.row.number] == detail.vat[0].vat_eur
    vat = {number: str(-amount) for number, amount in booked.items()}
    # 510.40, 239.29, 161.92 and 348.63 before tax, at twenty per cent.
    assert (vat["FR-15-122-40588"], vat["FR-15-109-39977"]) == ("102.08", "47.86")
    assert (vat["FR-15-123-40601"], vat["FR-15-72-39102"]) == ("32.38", "69.73")


def test_prices_are_the_same_every_month(demo_database: Database) -> None:
    prices = defaultdict(set)
    for detail in of_closeaux(demo_database):
        for line in detail.lines:
            prices[line.code, line.time_class].add(line.unit_price_eur)
    assert {len(found) for found in prices.values()} == {1}
    client = viewer_of(demo_database, "client")
    for row in of_closeaux(demo_database)[1:]:
        detail = invoices.load_detail(client, number=row.row.number, today=NOW.date())
        with demo_database.begin() as session:
            for compared in load_comparisons(session, detail):
                assert abs(compared.effects.get(Effect.PRICE, Decimal())) < 1, row.row.number


def test_the_cta_is_of_the_fixed_network_price_which_is_always_the_same(
    demo_database: Database,
) -> None:
    for detail in of_closeaux(demo_database):
        by_code = {line.code: line for line in detail.lines}
        cta, fixed = by_code["cta"], by_code["printed.network"]
        assert cta.quantity == fixed.amount_eur == Decimal("241.90")
        assert cta.amount_eur == Decimal("65.41")


def test_what_the_prices_leave_over_is_a_service_or_a_rebate(demo_database: Database) -> None:
    left = {
        (detail.row.number, line.code): str(line.amount_eur)
        for detail in of_closeaux(demo_database)
        for line in detail.lines
        if line.quantity is None
    }
    # August: 689.62 less 176.34 + 313.20 + 241.90 + 37.30 + 3.44 + 15.97 + 65.41.
    assert left["FR-15-93-39649", "printed.rebate"] == "-163.94"
    assert left["FR-15-104-39960", "printed.services"] == "194.79"
    assert len(left) == 9


def test_nothing_but_the_tariff_is_on_the_newest_invoice(demo_database: Database) -> None:
    newest = of_closeaux(demo_database)[-1]
    assert [(line.code, str(line.amount_eur)) for line in newest.lines] == [
        ("offer.energy", "242.54"),
        ("offer.energy", "161.10"),
        ("printed.subscription", "313.20"),
        ("printed.network", "241.90"),
        ("printed.metering", "36.10"),
        ("turpe.cs_energy", "4.89"),
        ("turpe.cs_energy", "2.97"),
        ("printed.cspe", "36.62"),
        ("cta", "65.41"),
    ]


def test_what_is_charged_was_read(demo_database: Database) -> None:
    for username, prm in (("client", CLOSEAUX_PRM), ("voisin", "28000204473921")):
        read = energy_by_date(demo_database, prm)
        _, (contract,) = customer_of(demo_database, username)
        for detail in printed(demo_database):
            if detail.row.contract_number == contract.number:
                charged = {str(r.time_class): int(r.energy_kwh) for r in detail.readings}
                there = {name: kwh for name, kwh in read[detail.row.period_end].items() if kwh}
                assert charged == there, detail.row.number


def test_the_year_before_is_known(demo_database: Database) -> None:
    newest = of_closeaux(demo_database)[-1].facts
    assert newest is not None
    assert newest.next_invoice_on == date(2015, 12, 18)
    assert (newest.history_kwh[0], newest.history_kwh[-1]) == (("2014-10", 2002), ("2015-10", 1878))
    assert len(newest.history_kwh) == 13


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_the_neighbours_invoices_whatever_the_day_of_loading(today: date) -> None:
    late, *in_time = made = neighbour_invoices(today)

    assert (today - late.due_on).days == 8
    assert all(one.issued_on.weekday() < 5 and one.issued_on < today for one in made)
    assert all(one.due_on.weekday() < 5 and one.due_on > today for one in in_time)
    assert all(one.period_end <= one.issued_on < one.due_on for one in made)
    assert all(old.period_end == new.period_start for old, new in pairwise(made))
    assert all(old.issued_on < new.issued_on for old, new in pairwise(made))


def test_an_invoice_whose_vat_is_not_known_is_not_booked(demo_database: Database) -> None:
    invoice = Invoice(
        id=1, contract_id=1, number="F-1", issued_on=date(2026, 1, 1), amount_eur=Decimal(12)
    )
    with demo_database.begin() as session, pytest.raises(ValueError, match="F-1 is not known"):
        book_issued(session, invoice, 1, now=NOW)
