"""The statement of the brochure's customer, its files, and what is refused."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select

from services.account import statement
from services.account.statement import MyStatement, StatementRequest
from services.kernel.errors import InvalidInputError, NotFoundError
from services.storage.engine import Database
from services.storage.models import AuditEvent
from tests.conftest import NOW
from tests.services.viewers import add_viewer, viewer_of

TODAY = date(2026, 3, 2)
AUTUMN = StatementRequest("2015-09-01", "2015-11-30")


def look(database: Database, request: StatementRequest, username: str = "client") -> MyStatement:
    viewer = viewer_of(database, username)
    shown = statement.show(viewer, contract_number=None, request=request, today=TODAY)
    assert isinstance(shown, MyStatement)
    return shown


def test_the_year_of_the_last_operation_comes_first(demo_database: Database) -> None:
    shown = look(demo_database, StatementRequest())

    drawn = shown.statement
    assert (drawn.first, drawn.last) == (date(2015, 1, 1), date(2015, 12, 31))
    # Ten invoices and their ten payments, all of 2015.
    assert len(drawn.lines) == 20
    assert drawn.debit_eur == drawn.credit_eur == Decimal("17849.93")
    assert (drawn.opening_eur, drawn.closing_eur) == (Decimal(0), Decimal(0))
    assert shown.years == (2015,)


def test_an_autumn_opens_and_closes_with_what_was_owed(demo_database: Database) -> None:
    drawn = look(demo_database, AUTUMN).statement

    assert drawn.opening_eur == Decimal("1665.29")
    assert [str(line.operation.amount_eur) for line in drawn.lines] == [
        "827.54", "-1665.29", "-827.54", "2118.50", "-2118.50", "1325.67",
    ]  # fmt: skip
    assert drawn.closing_eur == Decimal("1325.67")


def test_nothing_ever_happened(database: Database) -> None:
    viewer = add_viewer(database, "jeanne")

    shown = statement.show(viewer, contract_number=None, request=StatementRequest(), today=TODAY)

    assert isinstance(shown, MyStatement)
    assert (shown.statement.lines, shown.years) == ((), ())
    assert shown.statement.first == date(2026, 1, 1)


@pytest.mark.parametrize(
    "request_",
    [
        StatementRequest("hier", None),
        StatementRequest("0001-01-01", None),
        StatementRequest("2015-12-31", "2015-01-01"),
        StatementRequest(None, "2015-02-30"),
    ],
)
def test_an_unreadable_period_is_refused(
    demo_database: Database, request_: StatementRequest
) -> None:
    with pytest.raises(InvalidInputError):
        look(demo_database, request_)


def take(database: Database, extension: str, reference: str = "FE-104286") -> tuple[str, BytesIO]:
    file = BytesIO()
    viewer = viewer_of(database, "client")
    name = statement.export(
        viewer, reference, request=AUTUMN, extension=extension, now=NOW, file=file
    )
    file.seek(0)
    return name, file


def test_the_workbook_adds_up_by_itself(fresh_demo_database: Database) -> None:
    name, file = take(fresh_demo_database, "xlsx")

    assert name == "terralis-releve-de-compte-2015-09-01-2015-11-30.xlsx"
    values = load_workbook(file, data_only=True).worksheets[0]
    written = [[cell.value for cell in row] for row in values.iter_rows(min_row=6)]
    assert written[0][1:] == ["Solde au début de la période", None, None, None, 1665.29]
    assert written[1][1:] == ["Facture", "FR-15-93-39649", 827.54, None, 2492.83]
    assert written[2][1:] == ["Règlement par prélèvement", None, None, 1665.29, 827.54]
    assert written[-1][1:] == ["Solde au 30/11/2015", None, 4271.71, 4611.33, 1325.67]
    file.seek(0)
    formulas = load_workbook(file).worksheets[0]
    assert formulas["F7"].value == "=F6+D7-E7"
    with fresh_demo_database.begin() as session:
        assert session.scalars(select(AuditEvent.kind)).all() == ["statement.exported"]


def test_the_pdf_says_the_same(fresh_demo_database: Database) -> None:
    name, file = take(fresh_demo_database, "pdf")

    assert name == "terralis-releve-de-compte-2015-09-01-2015-11-30.pdf"
    words = " ".join(page.extract_text() for page in PdfReader(file).pages)
    shown = " ".join(words.replace("\u00a0", " ").replace("\u202f", " ").split())
    for expected in (
        "Relevé de compte", "Coopérative des Closeaux", "28630 Le Coudray", "FE-104286",
        "Au 30/11/2015, il reste 1 325,67 € à régler.", "Solde au début de la période",
        "1 665,29 €", "Règlement par prélèvement", "FR-15-118-40271", "4 611,33 €",
    ):  # fmt: skip
        assert expected in shown, expected


def test_the_same_statement_gives_the_same_bytes(fresh_demo_database: Database) -> None:
    for extension in ("xlsx", "pdf"):
        one, other = (take(fresh_demo_database, extension)[1].getvalue() for _ in range(2))
        assert one == other


def test_somebody_elses_statement_is_not_found(fresh_demo_database: Database) -> None:
    with pytest.raises(NotFoundError):
        take(fresh_demo_database, "xlsx", "FE-120447")


def test_the_running_year_ends_today(demo_database: Database) -> None:
    viewer = viewer_of(demo_database, "client")
    request = StatementRequest("2015-01-01", "2015-12-31")

    shown = statement.show(viewer, contract_number=None, request=request, today=date(2015, 10, 1))

    assert isinstance(shown, MyStatement)
    assert (shown.statement.first, shown.statement.last) == (date(2015, 1, 1), date(2015, 10, 1))
