"""``invoices issue`` and ``invoices correct`` from the command line."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import func, select, update

from app import cli
from services.storage.engine import Database
from services.storage.models import EnergyReadingRow, Invoice
from tests.conftest import NOW, standing_clock
from tests.services.issued import plain
from tests.services.metering import dump
from tests.services.supplied import add_supplies, november

Run = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def run(database: Database, database_url: str, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs a command; two contracts are read for November 2021."""
    with database.write() as session:
        add_supplies(session, 2, november())

    def run_command(*arguments: str, now: datetime = NOW) -> tuple[int, list[str]]:
        environ = {"AEL_DATABASE_URL": database_url, "AEL_SECRET_KEY": "0123456789abcdef" * 2}
        clock = standing_clock if now == NOW else lambda: now
        code = cli.main(("invoices", *arguments), environ=environ, clock=clock)
        written = capsys.readouterr()
        return code, [plain(line) for line in (written.out + written.err).splitlines()]

    return run_command


def count(database: Database) -> int:
    with database.begin() as session:
        return session.scalar(select(func.count()).select_from(Invoice)) or 0


def test_a_month_is_issued_once(run: Run, database: Database) -> None:
    assert run("issue", "--month", "2021-12") == (
        0,
        [
            "FR-26-000001 C4-000001 09/11/2021 au 09/12/2021 5 267,80 €",
            "FR-26-000002 C4-000002 09/11/2021 au 09/12/2021 5 267,80 €",
            "Factures émises : 2. Total HT 8 779,66 €, TVA 1 755,94 €, TTC 10 535,60 €.",
        ],
    )
    assert run("issue", "--month", "2021-12") == (
        0,
        [
            "Factures émises : 0. Total HT 0,00 €, TVA 0,00 €, TTC 0,00 €.",
            "Déjà émises : 2.",
        ],
    )
    assert count(database) == 2


def test_a_dry_run_says_what_would_be_issued_and_what_not(run: Run, database: Database) -> None:
    before = dump(database)

    assert run("issue", "--month", "2021-12", "--contract", "C4-000002", "--dry-run") == (
        0,
        [
            "(sans numéro) C4-000002 09/11/2021 au 09/12/2021 5 267,80 €",
            "Factures à émettre : 1. Total HT 4 389,83 €, TVA 877,97 €, TTC 5 267,80 €."
            " Rien n’a été écrit.",
        ],
    )
    assert run("issue", "--month", "2022-01", "--dry-run")[1] == [
        "— C4-000001 janvier 2022 aucun relevé sur ce mois",
        "— C4-000002 janvier 2022 aucun relevé sur ce mois",
        "Factures à émettre : 0. Total HT 0,00 €, TVA 0,00 €, TTC 0,00 €. Rien n’a été écrit.",
        "Non facturées, aucun relevé : 2.",
    ]
    assert dump(database) == before


def test_an_invoice_is_corrected(run: Run, database: Database) -> None:
    run("issue", "--month", "2021-12")
    with database.write() as session:
        session.execute(
            update(EnergyReadingRow)
            .where(EnergyReadingRow.time_class == "HPH")
            .values(energy_kwh=17_427)
        )

    changes = [
        "offer.energy HPH : 1750.57 → 1655.57",
        "turpe.cs_energy HPH : 948.99 → 897.49",
        "accise : 601.31 → 578.81",
    ]
    assert run("correct", "FR-26-000001", "--dry-run") == (
        0,
        [*changes, "Avoir, −202,80 € TTC. Rien n’a été écrit."],
    )
    assert run("correct", "FR-26-000001") == (
        0,
        [*changes, "FR-26-000003 : Avoir, −202,80 € TTC."],
    )
    assert run("correct", "FR-26-000001") == (0, ["Rien à corriger."])
    assert run("correct", "FR-99-1") == (1, ["Aucune facture ne porte le numéro FR-99-1."])


def test_what_is_no_month(run: Run) -> None:
    with pytest.raises(SystemExit) as ended:
        run("issue", "--month", "2021-13")
    assert ended.value.code == 2


def test_instalments_are_opened_collected_and_settled(run: Run, database: Database) -> None:
    start = ("--start", "2021-11-09", "--yearly", "1200,05")

    code, lines = run("instalments", "open", "C4-000001", *start)
    assert (code, lines[0], lines[-1]) == (0, "09/12/2021 120,00 €", "09/09/2022 120,05 €")
    assert run("instalments", "open", "C4-000001", *start)[0] == 1
    assert run("instalments", "collect") == (0, ["Mensualités prélevées : 10."])
    assert run("instalments", "collect") == (0, ["Mensualités prélevées : 0."])
    # One month of the year is read: the rest is said to be missing.
    code, lines = run("instalments", "settle", "C4-000001")
    assert (code, count(database)) == (1, 0)
    assert "relevé manquant" in lines[0]


@pytest.mark.parametrize("wrong", [("--start", "hier"), ("--yearly", "x"), ("--count", "9")])
def test_instalments_that_cannot_be_read(run: Run, wrong: tuple[str, str]) -> None:
    right = ("--start", "2021-11-09", "--yearly", "1200")
    with pytest.raises(SystemExit):
        run("instalments", "open", "C4-000001", *right, *wrong)
