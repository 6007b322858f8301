"""« Recherche de client »: what finds a customer, in which order, and by which index."""

import json
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from services.domain.search_keys import keys_of, words_of
from services.kernel.errors import NotFoundError
from services.kernel.viewer import Role, Viewer
from services.office import customer_search
from services.office.customer_search import Found
from services.storage import customer_search as storage
from services.storage.engine import Database
from services.storage.models import (
    AuditEvent,
    Base,
    Contract,
    Customer,
    CustomerKey,
    Invoice,
    MeteringPoint,
)
from tests.app.statements import counting
from tests.conftest import NOW
from tests.services.viewers import add_viewer, viewer_of


def add_customer(session: Session, number: int, name: str, email: str = "") -> Customer:
    """Add a customer with one site, one contract and one invoice, all of that number."""
    customer = Customer(reference=f"FE-{number}", name=name, email=email)
    point = MeteringPoint(prm=f"{number:014}", name="Site", segment="C4", town="Chartres")
    contract = Contract(
        number=f"C4-{number}", customer=customer, metering_point=point, offer_name="Essai",
        started_on=date(2015, 1, 1),
    )  # fmt: skip
    session.add_all([customer, point, contract])
    session.flush()
    session.add(
        Invoice(
            contract_id=contract.id,
            number=f"FA-{number}",
            label="Facture",
            issued_on=date(2015, 2, 1),
            due_on=date(2015, 3, 1),
            period_start=date(2015, 1, 1),
            period_end=date(2015, 2, 1),
            amount_eur=Decimal(10),
        )
    )
    return customer


@pytest.fixture
def agent(database: Database) -> Viewer:
    add_viewer(database, "agathe")
    viewer = viewer_of(database, "agathe")
    with database.write() as session:
        add_customer(session, 104286, "Coopérative des Closeaux", "E.Keller@closeaux.example")
        add_customer(session, 104287, "Épicerie du Loir")
        add_customer(session, 120447, "Menuiserie Morel-Dubois", "b.morel@morel.example")
    return Viewer(viewer.user_id, Role.AGENT, "Agathe", database)


def names(found: Found) -> list[str]:
    return [customer.name for customer in found.customers]


@pytest.mark.parametrize(
    "typed",
    [
        "FE-104286",
        "fe-104286",
        " FE-104286 ",
        "C4-104286",
        "c4-104286",
        "00000000104286",
        "00 000 000 104 286",
        "FA-104286",
        "fa-104286",
        "e.keller@CLOSEAUX.example",
    ],
)
def test_what_is_typed_whole_finds_the_one(agent: Viewer, typed: str) -> None:
    found = customer_search.search(agent, typed=typed, now=NOW)

    assert names(found)[0] == "Coopérative des Closeaux"
    assert [customer.is_exact for customer in found.customers].count(True) == 1
    assert found.customers[0].is_exact


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("closeaux", ["Coopérative des Closeaux"]),
        ("COOPERATIVE clos", ["Coopérative des Closeaux"]),
        ("epic", ["Épicerie du Loir"]),
        ("ÉPIC", ["Épicerie du Loir"]),
        ("dubois", ["Menuiserie Morel-Dubois"]),
        ("morel dubois", ["Menuiserie Morel-Dubois"]),
        ("e.keller", ["Coopérative des Closeaux"]),
        ("FE-10428", ["Coopérative des Closeaux", "Épicerie du Loir"]),
        ("C4-1204", ["Menuiserie Morel-Dubois"]),
        ("oseaux", []),
        ("closeaux morel", []),
        ("%", []),
        ("clos%", ["Coopérative des Closeaux"]),
        ("e", []),
        ("", []),
        ("x' OR 1=1 --", []),
        ("\x00\ud800", []),
    ],
)
def test_a_beginning_finds_those_it_fits(agent: Viewer, typed: str, expected: list[str]) -> None:
    assert names(customer_search.search(agent, typed=typed, now=NOW)) == expected


def test_the_list_tells_what_the_agency_asks_for(agent: Viewer) -> None:
    found = customer_search.search(agent, typed="FE-104287", now=NOW).customers[0]

    assert (found.reference, found.town, found.contracts, found.has_account) == (
        "FE-104287", "Chartres", 1, False
    )  # fmt: skip
    assert customer_search.search(agent, typed="FE-agathe", now=NOW).customers[0].has_account


def test_more_than_fifty_are_cut_and_said(database: Database, agent: Viewer) -> None:
    with database.write() as session:
        session.add_all(Customer(reference=f"FX-{n:03}", name=f"Durand {n:03}") for n in range(51))
    found = customer_search.search(agent, typed="durand", now=NOW)
    exactly = customer_search.search(agent, typed="FX-04", now=NOW)

    assert (len(found.customers), found.is_cut) == (50, True)
    assert (len(exactly.customers), exactly.is_cut) == (10, False)
    assert names(customer_search.search(agent, typed="FX-050", now=NOW))[0] == "Durand 050"


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.ANALYST])
def test_customers_find_nobody(agent: Viewer, role: Role) -> None:
    customer = Viewer(agent.user_id, role, "Client", agent.database)

    with pytest.raises(NotFoundError):
        customer_search.search(customer, typed="FE-104286", now=NOW)


def test_a_customer_is_found_by_the_new_name_alone(database: Database, agent: Viewer) -> None:
    with database.write() as session:
        customer = session.query(Customer).filter_by(reference="FE-104287").one()
        customer.name, customer.email = "Boulangerie du Loir", "pain@loir.example"

    assert names(customer_search.search(agent, typed="boulang", now=NOW)) == ["Boulangerie du Loir"]
    assert names(customer_search.search(agent, typed="pain@loir.example", now=NOW)) == [
        "Boulangerie du Loir"
    ]
    assert names(customer_search.search(agent, typed="epicerie", now=NOW)) == []
    with database.write() as session:
        session.execute(text("DELETE FROM invoice"))
        session.execute(text("DELETE FROM contract"))
        session.execute(text("DELETE FROM customer WHERE reference = 'FE-104287'"))
        assert session.query(CustomerKey).filter_by(key="boulangerie").count() == 0


def test_words_are_folded() -> None:
    assert words_of("L’Église  Saint-Jean d'Écluzelles") == (
        "l", "eglise", "saint", "jean", "d", "ecluzelles"
    )  # fmt: skip
    assert keys_of("Œuvre ﬁscale", "A.B-C@d.example") == {"œuvre", "fiscale", "a.b-c@d.example"}


@pytest.mark.parametrize("typed", ["FE-104286", "closeaux morel", "e.keller@closeaux.example"])
def test_no_statement_reads_a_table_through(database: Database, agent: Viewer, typed: str) -> None:
    """Every table is entered by a key or an index: the time does not hang on the customers."""
    if database.engine.dialect.name != "sqlite":
        pytest.skip("the plan's words are SQLite's; tests.bench.search measures both")
    with database.begin() as session:
        plans = list(explain(session, typed))

    assert plans
    read_through = [line for line in plans if line.startswith("SCAN")]
    assert [line for line in read_through if line.split()[1] in Base.metadata.tables] == []
    assert any("customer_key" in line and "key>?" in line for line in plans)


def explain(session: Session, typed: str) -> list[str]:
    """Return the plan of each statement of a search, as it is sent."""
    engine = session.get_bind().engine
    sent: list[tuple[str, object]] = []

    def note(_c: object, _k: object, sql: str, parameters: object, *_: object) -> None:
        if sql.lstrip().startswith("SELECT"):
            sent.append((sql, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        customer_search._search(session, typed)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    connection = session.connection()
    return [
        str(row[-1])
        for sql, parameters in sent
        for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters)  # type: ignore[arg-type]
    ]


def test_a_search_asks_a_fixed_number_of_questions(database: Database, agent: Viewer) -> None:
    with counting(database.engine) as statements:
        customer_search.search(agent, typed="closeaux", now=NOW)

    assert len(statements) <= 20
    assert storage.LARGEST_STEP > customer_search.MOST_SHOWN


def test_a_search_is_traced_without_all_that_was_typed(database: Database, agent: Viewer) -> None:
    for typed in ("closeaux", "x" * 60, "a"):
        customer_search.search(agent, typed=typed, now=NOW)

    with database.begin() as session:
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.number)).all()
    assert [(e.kind, e.actor_id, json.loads(e.details)) for e in events] == [
        ("agency.searched", agent.user_id, {"typed": "closeaux", "count": "1"}),
        ("agency.searched", agent.user_id, {"typed": "x" * 40, "count": "0"}),
    ]
