"""The list of invoices: thousands of them, a late one, what the card may pay."""

from datetime import date
from decimal import Decimal

from services.storage.engine import Database
from tests.services.invoicing import Made, add_invoices
from tests.services.test_invoices import NUMBER, TODAY, show
from tests.services.viewers import add_viewer, viewer_of


def test_thousands_of_invoices_come_a_page_at_a_time(database: Database) -> None:
    viewer = add_viewer(database, "jeanne", NUMBER)
    add_invoices(database, NUMBER, *(Made(f"F-{n:04}") for n in range(120)))

    first, third, beyond = (show(viewer, page=page).listing for page in ("1", "3", "99"))
    assert (first.count, first.pages, len(first.rows)) == (120, 3, 50)
    assert [row.number for row in third.rows] == [f"F-{n:04}" for n in range(19, -1, -1)]
    assert (beyond.page, beyond.rows) == (3, third.rows)


def test_a_late_invoice_is_announced_with_what_to_set_aside(database: Database) -> None:
    viewer = add_viewer(database, "jeanne", NUMBER)
    months = (date(2025, 10, 1), date(2025, 11, 1), date(2025, 12, 1))
    add_invoices(
        database,
        NUMBER,
        *(Made(f"F-{m.month}", issued_on=m, due_on=TODAY, amount_eur="90.00") for m in months),
    )

    coming = show(viewer).next
    assert coming is not None
    assert (coming.expected_on, coming.late_days, coming.missing) == (date(2025, 12, 31), 61, 3)
    assert coming.estimate_eur == Decimal(270)


def test_what_is_on_direct_debit_is_not_for_the_card(
    demo_database: Database,
) -> None:
    on_debit = show(viewer_of(demo_database, "client")).opened
    by_card = show(viewer_of(demo_database, "voisin")).opened

    assert on_debit is not None
    assert by_card is not None
    assert (on_debit.is_by_card, by_card.is_by_card) == (False, True)
