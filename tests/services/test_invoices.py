"""The list of invoices and one of them in full: the brochure's figures, every state, rights."""

from datetime import date
from decimal import Decimal

import pytest

from services.billing import invoices
from services.billing.invoice_requests import ListRequest
from services.billing.invoices import InvoicesPage
from services.domain.bill_comparison import Against
from services.domain.invoices import InvoiceState, Part
from services.domain.price_effects import Effect
from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.viewer import Viewer
from services.sites import SiteChoice
from services.storage.engine import Database
from tests.conftest import NOW
from tests.services.invoicing import Made, add_invoices
from tests.services.viewers import add_viewer, viewer_of

TODAY = date(2026, 3, 2)
NUMBER = "C4-11-000001"

BROCHURE = [
    (date(2015, 11, 18), "1325.67"),
    (date(2015, 10, 16), "2118.50"),
    (date(2015, 9, 15), "827.54"),
    (date(2015, 8, 17), "1665.29"),
    (date(2015, 7, 16), "1620.80"),
    (date(2015, 6, 15), "1468.62"),
    (date(2015, 5, 19), "1652.99"),
    (date(2015, 4, 13), "2404.45"),
    (date(2015, 3, 16), "2300.81"),
    (date(2015, 2, 16), "2465.26"),
]


def show(viewer: Viewer, **choices: str) -> InvoicesPage:
    shown = invoices.show(viewer, request=ListRequest(**choices), today=TODAY, now=NOW)
    assert isinstance(shown, InvoicesPage)
    return shown


def numbers(viewer: Viewer, **choices: str) -> list[str]:
    return [row.number for row in show(viewer, **choices).listing.rows]


def test_the_brochure_s_ten_invoices_are_all_settled(demo_database: Database) -> None:
    shown = show(viewer_of(demo_database, "client"))

    rows = shown.listing.rows
    assert [(row.issued_on, str(row.amount_eur)) for row in rows] == BROCHURE
    assert {row.label for row in rows} == {"Facture de consommation d’énergie"}
    assert {row.state for row in rows} == {InvoiceState.SETTLED}
    assert (shown.listing.count, shown.listing.total_eur) == (10, Decimal("17849.93"))
    assert [(year.year, year.count) for year in shown.listing.years] == [(2015, 10)]


def test_the_newest_is_opened_with_its_breakdown(demo_database: Database) -> None:
    opened = show(viewer_of(demo_database, "client")).opened

    assert opened is not None
    assert opened.detail.row.number == "FR-15-118-40271"
    assert opened.detail.parts() == {
        Part.ENERGY: Decimal("403.64"),
        Part.SUBSCRIPTION: Decimal("313.20"),
        Part.NETWORK: Decimal("285.86"),
        Part.TAXES: Decimal("102.03"),
        Part.VAT: Decimal("220.94"),
    }
    assert opened.advice is not None
    assert (opened.advice.fixed_share_pct, opened.advice.peak_kw) == (54, None)


def test_the_lines_of_each_printed_invoice_come_to_its_total(demo_database: Database) -> None:
    client = viewer_of(demo_database, "client")
    for number in numbers(client):
        detail = invoices.load_detail(client, number=number, today=TODAY)

        assert sum(detail.parts().values()) == detail.row.amount_eur, number
        assert not detail.is_computed
        charged = sum(r.energy_kwh for r in detail.readings)
        lines = [line for line in detail.lines if line.part is Part.ENERGY]
        assert charged == sum(line.quantity or 0 for line in lines)
        for line in lines:
            exact = (line.quantity or 0) * (line.unit_price_eur or 0)
            assert abs(line.amount_eur - exact) <= Decimal("0.005")


def test_the_newest_s_energy_is_that_of_the_reading(demo_database: Database) -> None:
    client = viewer_of(demo_database, "client")
    detail = invoices.load_detail(client, number="FR-15-118-40271", today=TODAY)

    assert [(str(r.time_class), int(r.energy_kwh)) for r in detail.readings] == [
        ("HPE", 978),
        ("HCE", 900),
    ]
    assert [str(line.amount_eur) for line in detail.lines[:3]] == ["242.54", "161.10", "313.20"]


def test_what_changed_since_the_previous_invoice_adds_up(demo_database: Database) -> None:
    opened = show(viewer_of(demo_database, "client")).opened

    assert opened is not None
    ((compared,),) = [opened.comparisons]
    assert (compared.against, compared.old_number) == (Against.PREVIOUS, "FR-15-104-39960")
    assert compared.difference_eur == Decimal("-792.83")
    assert sum(compared.effects.values()) == Decimal("-792.83")
    # Prices are the same every month; the services of September, 194.79 excl. tax, are no more.
    assert Effect.PRICE not in compared.effects
    assert compared.effects[Effect.OTHER] == Decimal("-233.75")


def test_the_next_invoice_counts_from_the_last_one_not_from_the_clock(
    demo_database: Database,
) -> None:
    coming = show(viewer_of(demo_database, "client")).next

    assert coming is not None
    assert (coming.expected_on, coming.late_days) == (date(2015, 12, 19), 0)


def test_the_neighbour_s_invoices_are_due(demo_database: Database) -> None:
    shown = show(viewer_of(demo_database, "voisin"))

    assert {(str(r.amount_eur), r.state) for r in shown.listing.rows} == {
        ("612.48", InvoiceState.DUE),
        ("194.30", InvoiceState.DUE),
        ("287.15", InvoiceState.LATE),
    }
    assert shown.opened is not None
    # 260 and 126 kWh, 48 kVA: 38.48 + 14.11; 44.16; 37.44 + 8.06 + 2.77; 8.69 + 8.21.
    assert shown.opened.detail.parts() == {
        Part.ENERGY: Decimal("52.59"),
        Part.SUBSCRIPTION: Decimal("44.16"),
        Part.NETWORK: Decimal("48.27"),
        Part.TAXES: Decimal("16.90"),
        Part.VAT: Decimal("32.38"),
    }
    ((compared,),) = [shown.opened.comparisons]
    assert compared.difference_eur == Decimal("194.30") - Decimal("612.48")
    assert set(compared.effects) <= {Effect.VOLUME, Effect.SEASON}


def test_nobody_opens_somebody_else_s_invoice(demo_database: Database) -> None:
    neighbour = viewer_of(demo_database, "voisin")

    with pytest.raises(NotFoundError):
        invoices.load_detail(neighbour, number="FR-15-118-40271", today=TODAY)
    with pytest.raises(NotFoundError):
        show(neighbour, opened="FR-15-118-40271")
    with pytest.raises(NotFoundError):
        show(neighbour, contract_number="C4-28-004417")


def test_a_link_to_an_invoice_opens_its_contract_and_its_year(demo_database: Database) -> None:
    shown = show(viewer_of(demo_database, "gestionnaire"), opened="FR-21-000002")

    assert shown.choice.current is not None
    assert shown.choice.current.contract_number == "C4-90-000101"
    assert shown.listing.filter.year == 2021
    assert "FR-21-000002" in [row.number for row in shown.listing.rows]


def test_somebody_without_contracts_has_nothing_to_see(demo_database: Database) -> None:
    agent = viewer_of(demo_database, "agent")

    shown = invoices.show(agent, request=ListRequest(), today=TODAY, now=NOW)
    assert isinstance(shown, SiteChoice)


EVERY_STATE = (
    Made("F-REGLEE", paid_eur="100.00"),
    Made("F-A-REGLER", amount_eur="612.48"),
    Made("F-RETARD", due_on=date(2026, 3, 1)),
    Made("F-LITIGE", due_on=date(2026, 3, 1), is_disputed=True),
    Made("A-AVOIR", amount_eur="-20.00", kind="credit_note", label="Avoir"),
    Made("F-PARTIE", paid_eur="99.99"),
    Made("F-AUJOURDHUI", due_on=TODAY),
)


@pytest.fixture
def jeanne(database: Database) -> Viewer:
    viewer = add_viewer(database, "jeanne", NUMBER)
    add_invoices(database, NUMBER, *EVERY_STATE)
    return viewer


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("reglee", {"F-REGLEE"}),
        ("a-regler", {"F-A-REGLER", "F-PARTIE", "F-AUJOURDHUI"}),
        ("en-retard", {"F-RETARD"}),
        ("en-litige", {"F-LITIGE"}),
        ("avoir", {"A-AVOIR"}),
        ("prelevement", set()),
    ],
)
def test_the_database_finds_the_states_that_the_domain_names(
    jeanne: Viewer, state: str, expected: set[str]
) -> None:
    shown = show(jeanne, state=state, opened="aucune")

    assert {row.number for row in shown.listing.rows} == expected
    assert shown.listing.count == len(expected)
    assert len({row.state for row in shown.listing.rows}) == (1 if expected else 0)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("avoir", {"A-AVOIR"}),
        ("f-ret", {"F-RETARD"}),
        ("612,48 €", {"F-A-REGLER"}),
        ("612.48", {"F-A-REGLER"}),
        ("1 612,48", set()),
        ("%", set()),
        ("_", set()),
        ("facture F-R", {"F-REGLEE", "F-RETARD"}),
        ("introuvable", set()),
    ],
)
def test_a_search_finds_every_word(jeanne: Viewer, words: str, expected: set[str]) -> None:
    assert set(numbers(jeanne, words=words)) == expected


def test_a_narrowed_list_says_what_is_left(jeanne: Viewer) -> None:
    listing = show(jeanne, kind="avoir").listing

    assert (listing.count, listing.total_eur, listing.count_in_all) == (1, Decimal("-20.00"), 7)


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [
        ("montant", "A-AVOIR", "F-A-REGLER"),
        ("-montant", "F-A-REGLER", "A-AVOIR"),
        ("reference", "A-AVOIR", "F-RETARD"),
        ("etat", "F-RETARD", "F-REGLEE"),
        ("-etat", "F-REGLEE", "F-RETARD"),
    ],
)
def test_every_column_sorts(jeanne: Viewer, sort: str, first: str, last: str) -> None:
    shown = numbers(jeanne, sort=sort)

    assert (shown[0], shown[-1]) == (first, last)


@pytest.mark.parametrize(
    "choice",
    [
        {"year": "abc"}, {"year": "99999"}, {"kind": "tout"}, {"state": "x"}, {"sort": "prix"},
        {"page": "0"}, {"page": "-1"}, {"page": "1e9"}, {"year": "²015"},
    ],
)  # fmt: skip
def test_an_unreadable_choice_is_refused(jeanne: Viewer, choice: dict[str, str]) -> None:
    with pytest.raises(InvalidInputError):
        show(jeanne, **choice)


def test_all_contracts_together(demo_database: Database, jeanne: Viewer) -> None:
    manager = viewer_of(demo_database, "gestionnaire")
    one, every = (
        show(manager, contract_number="C4-90-000201", scope=scope, year="toutes").listing
        for scope in ("", "tous")
    )

    assert (one.count, every.count) == (0, 5)
    assert numbers(jeanne, scope="tous", year="toutes", opened="aucune") == numbers(
        jeanne, opened="aucune"
    )
