"""Issuing a month: the invoice as kept, what is refused and why, nothing twice."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from services.billing.issuing import Order, issue_month
from services.domain.invoices import InvoiceDetail, Part, VatTotal
from services.kernel.errors import NotFoundError
from services.kernel.house import House
from services.storage.engine import Database
from services.storage.invoice_details import load_detail
from services.storage.ledger import find_unbalanced, load_customer_balance
from services.storage.models import (
    AuditEvent,
    Customer,
    EnergyReadingRow,
    IndexReadingRow,
    Invoice,
    InvoiceDocument,
    MeteringPoint,
)
from tests.conftest import NOW
from tests.services.issued import ACTOR, DECEMBER, add_second, issue
from tests.services.mail_house import build_house
from tests.services.metering import dump
from tests.services.supplied import NOVEMBER, Read, add_supplies, november


@pytest.fixture
def house(database: Database) -> House:
    """Return a house with one contract, read for November 2021."""
    with database.write() as session:
        add_supplies(session, 1, november())
    return build_house(database)


def detail(house: House) -> InvoiceDetail:
    with house.database.begin() as session:
        invoice = session.scalars(select(Invoice)).one()
        return load_detail(session, invoice.id, NOW.date())


# By hand in tests/domain/tariffs/test_bill_by_hand.py (test_a_winter_month_of_the_real_site).
def test_the_invoice_is_kept_line_by_line_with_its_taxes(house: House) -> None:
    issue(house)

    found = detail(house)
    assert [
        (line.code, line.time_class and line.time_class.value, line.quantity, str(line.amount_eur))
        for line in found.lines
    ] == [
        ("offer.subscription", None, 30, "44.61"),
        ("offer.energy", "HPH", 18427, "1750.57"),
        ("offer.energy", "HCH", 8298, "597.46"),
        ("turpe.cg", None, 30, "15.48"),
        ("turpe.cc", None, 30, "19.31"),
        ("turpe.cs_fixed", None, 30, "103.06"),
        ("turpe.cs_energy", "HPH", 18427, "948.99"),
        ("turpe.cs_energy", "HCH", 8298, "278.81"),
        ("cta", None, Decimal("137.85"), "30.23"),
        ("accise", None, 26725, "601.31"),
        ("turpe.cmdps", None, None, "0.00"),
    ]
    assert found.vat == (VatTotal(Decimal(20), Decimal("4389.83"), Decimal("877.97")),)
    assert found.row.amount_eur == found.row.remaining_eur == Decimal("5267.80")
    assert found.parts() == {
        Part.ENERGY: Decimal("2348.03"),
        Part.SUBSCRIPTION: Decimal("44.61"),
        Part.NETWORK: Decimal("1365.65"),
        Part.TAXES: Decimal("631.54"),
        Part.VAT: Decimal("877.97"),
    }
    assert found.is_computed


def test_each_line_says_what_it_was_computed_from(house: House) -> None:
    issue(house)

    lines = {(line.code, line.time_class): line for line in detail(house).lines}
    fixed = lines["turpe.cs_fixed", None]
    assert fixed.basis == {
        "power_steps": "HPH:108:11.61",
        "price": "1253.88",
        "price_unit": "eur_year",
        "shares": "30/365",
    }
    assert (fixed.reference, fixed.is_single_source) == (
        "Délibération CRE 2021-13 du 21/01/2021",
        True,
    )
    subscription = lines["offer.subscription", None]
    assert subscription.basis["shares"] == "22/30+8/31"
    assert (subscription.reference, subscription.is_single_source) == ("", False)
    excise = lines["accise", None]
    assert excise.unit_price_eur == Decimal("0.0225")
    assert "TCFE" in excise.basis["note"]
    # Nobody read for how long the power was exceeded: said, not charged.
    assert lines["turpe.cmdps", None].basis == {"unavailable": "no_overrun_reading"}


def test_the_readings_name_their_file_and_the_facts_are_of_that_day(house: House) -> None:
    issue(house)

    found = detail(house)
    assert [(r.time_class.value, r.energy_kwh, r.import_label) for r in found.readings] == [
        ("HPH", Decimal(18427), "releves.csv"),
        ("HCH", Decimal(8298), "releves.csv"),
    ]
    assert found.facts is not None
    assert (found.facts.customer_name, found.facts.option) == ("Client 1", "CU")
    assert found.facts.powers_kva == {"HPH": 108, "HCH": 108, "HPE": 108, "HCE": 108}
    assert found.facts.history_kwh == (("2021-11", 26725),)
    assert found.facts.next_invoice_on == date(2026, 4, 2)


def test_everything_that_belongs_to_an_invoice_is_there_once(house: House) -> None:
    report = issue(house)

    assert [one.number for one in report.issued] == ["FR-26-000001"]
    assert report.totals_eur == (Decimal("4389.83"), Decimal("877.97"), Decimal("5267.80"))
    with house.database.begin() as session:
        customer = session.scalars(select(Customer)).one()
        invoice = session.scalars(select(Invoice)).one()
        event = session.scalars(select(AuditEvent)).one()
        document = session.scalars(select(InvoiceDocument)).one()
        assert load_customer_balance(session, customer.id) == Decimal("5267.80")
        assert find_unbalanced(session) == []
    assert (invoice.issued_on, invoice.due_on) == (date(2026, 3, 2), date(2026, 3, 23))
    assert (invoice.announced_at, invoice.collected_on) == (NOW, None)
    assert (document.invoice_id, document.state) == (invoice.id, "waiting")
    assert (event.kind, event.subject_customer_id) == ("invoice.issued", customer.id)


def test_a_second_run_adds_nothing(house: House) -> None:
    issue(house)
    assert isinstance(house.database, Database)
    before = dump(house.database)

    report = issue(house)

    assert (report.issued, report.refused, report.already) == ((), (), 1)
    assert dump(house.database) == before


def test_a_dry_run_writes_nothing(house: House) -> None:
    assert isinstance(house.database, Database)
    before = dump(house.database)

    report = issue(house, is_dry_run=True)

    assert [(one.number, one.amount_eur) for one in report.issued] == [(None, Decimal("5267.80"))]
    assert dump(house.database) == before


def test_an_overrun_that_was_read_is_charged_or_said_to_have_no_rate(house: House) -> None:
    with house.database.write() as session:
        point_id = session.scalars(select(MeteringPoint.id)).one()
        import_id = session.scalars(select(EnergyReadingRow.import_id)).first()
        for day, seconds in zip(NOVEMBER, (3600, 3600 + 5400), strict=True):
            at = NOW.replace(year=day.year, month=day.month, day=day.day, hour=1)
            session.add(
                IndexReadingRow(
                    metering_point_id=point_id, quantity="DD", time_class="HPH", read_at=at,
                    value=seconds, unit="s", nature="real", import_id=import_id,
                )
            )  # fmt: skip

    issue(house)

    # An hour and a half; the price of an hour is not known for 2021.
    line = detail(house).lines[-1]
    assert (line.code, line.quantity, line.amount_eur) == (
        "turpe.cmdps",
        Decimal("1.5"),
        Decimal(0),
    )
    assert line.basis == {"unavailable": "no_overrun_rate"}


def test_the_indexes_of_both_dates_are_shown_where_they_were_read(house: House) -> None:
    with house.database.write() as session:
        point_id = session.scalars(select(MeteringPoint.id)).one()
        import_id = session.scalars(select(EnergyReadingRow.import_id)).first()
        for day, index_wh in zip(NOVEMBER, (500_000_000, 518_427_000), strict=True):
            at = NOW.replace(year=day.year, month=day.month, day=day.day, hour=1)
            session.add(
                IndexReadingRow(
                    metering_point_id=point_id, quantity="EA", time_class="HPH", read_at=at,
                    value=index_wh, unit="Wh", nature="real", import_id=import_id,
                )
            )  # fmt: skip

    issue(house)

    hph, hch = detail(house).readings
    assert (hph.start_index_kwh, hph.end_index_kwh) == (500_000, 518_427)
    assert (hch.start_index_kwh, hch.end_index_kwh) == (None, None)


def test_only_the_contracts_asked_for(house: House) -> None:
    with house.database.write() as session:
        add_second(session)

    report = issue_month(house, Order(DECEMBER, ["C4-000002"]), actor=ACTOR, now=NOW)

    assert [one.contract for one in report.issued] == ["C4-000002"]
    with pytest.raises(NotFoundError, match="C4-999999"):
        issue_month(house, Order(DECEMBER, ["C4-999999"]), actor=ACTOR, now=NOW)


def test_numbers_follow_each_other_within_a_year_of_issue(database: Database) -> None:
    with database.write() as session:
        add_supplies(
            session, 3, november(), Read(date(2021, 12, 9), date(2022, 1, 9), (7, 7, 0, 0))
        )
    house = build_house(database)

    first = issue(house)
    later = issue_month(house, Order(date(2022, 1, 1)), actor=ACTOR, now=NOW.replace(year=2027))

    assert [one.number for one in first.issued] == [f"FR-26-00000{n}" for n in (1, 2, 3)]
    assert [one.number for one in later.issued] == [f"FR-27-00000{n}" for n in (1, 2, 3)]


def test_an_invoice_that_fails_half_way_leaves_nothing_and_takes_no_number(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(house.database, Database)
    before = dump(house.database)
    monkeypatch.setattr("services.billing.recording.audit.record", _fail)

    with pytest.raises(RuntimeError, match="killed"):
        issue(house)

    assert dump(house.database) == before
    monkeypatch.undo()
    assert [one.number for one in issue(house).issued] == ["FR-26-000001"]


def _fail(*_: object, **__: object) -> None:
    raise RuntimeError("killed")
