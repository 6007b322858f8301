"""The list of invoices as a workbook: numbers as numbers, the total, what was chosen."""

import io
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest

from services.billing import invoices_export
from services.billing.invoice_requests import ListRequest
from services.kernel.errors import NotFoundError
from services.storage.engine import Database
from tests.conftest import NOW
from tests.services.viewers import viewer_of


def at(year: int, month: int, day: int) -> datetime:
    """Return a day as a workbook has it."""
    return datetime.combine(date(year, month, day), time())


def export(database: Database, username: str, **choices: str) -> tuple[str, list[Any]]:
    file = io.BytesIO()
    name = invoices_export.export(
        viewer_of(database, username), request=ListRequest(**choices), now=NOW, file=file
    )
    return name, openpyxl.load_workbook(io.BytesIO(file.getvalue()), data_only=True).worksheets


def test_the_brochure_s_list(fresh_demo_database: Database) -> None:
    name, (table, about) = export(fresh_demo_database, "client")

    assert name == "terralis-factures-2026-03-02.xlsx"
    rows = list(table.iter_rows(min_row=5, max_row=14, values_only=True))
    assert rows[0][:5] == (
        "FR-15-118-40271",
        "C4-28-004417",
        "Siège et atelier",
        "Facture de consommation d’énergie",
        at(2015, 11, 18),
    )
    assert rows[0][8:12] == ("Réglée", 1325.67, 0, at(2015, 12, 18))
    assert table["J16"].value == pytest.approx(17849.93)
    assert "€" in table["J5"].number_format
    labels = [row[0] for row in about.iter_rows(values_only=True)]
    assert "État" in labels


def test_what_was_chosen_is_said(fresh_demo_database: Database) -> None:
    _, (table, about) = export(fresh_demo_database, "voisin", state="en-retard", words="287,15")

    assert [row[0] for row in table.iter_rows(min_row=5, max_row=5, values_only=True)] == [
        "FR-15-109-39977"
    ]
    facts = {row[0]: row[1] for row in about.iter_rows(min_row=3, values_only=True)}
    assert (facts["État choisi"], facts["Recherche"]) == ("En retard", "287,15")


def test_an_empty_list_is_still_a_workbook(fresh_demo_database: Database) -> None:
    _, (table, _) = export(fresh_demo_database, "client", year="1999")

    assert table["A5"].value == "Aucune facture pour ce choix."


def test_another_s_contract_is_not_there(fresh_demo_database: Database) -> None:
    with pytest.raises(NotFoundError):
        export(fresh_demo_database, "voisin", contract_number="C4-28-004417")
