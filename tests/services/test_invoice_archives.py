"""Archives of invoices: made once, by whoever is alive, taken by their own user alone."""

import io
from dataclasses import replace
from datetime import timedelta
from zipfile import ZipFile

import openpyxl
import pytest
from sqlalchemy import select, update

from services.billing import archive_making, archives, document_download
from services.billing.archive_making import LEASE, make_archives
from services.billing.document_download import DocumentState
from services.billing.invoice_requests import ListRequest
from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.viewer import Viewer
from services.storage import archives as storage
from services.storage.engine import Database
from services.storage.models import Archive, AuditEvent
from tests.conftest import NOW
from tests.houses import house_on
from tests.services.invoicing import Made, add_document, add_invoices
from tests.services.viewers import add_viewer

NUMBER, OTHER = "C4-11-000001", "C4-11-000002"
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def jeanne(database: Database) -> Viewer:
    viewer = add_viewer(database, "jeanne", NUMBER)
    add_invoices(database, NUMBER, Made("F-1"), Made("F-2"), Made("F-3"))
    add_document(database, "F-1", content=b"%PDF un")
    add_document(database, "F-2", state="waiting")
    return viewer


@pytest.fixture
def paul(database: Database) -> Viewer:
    viewer = add_viewer(database, "paul", OTHER)
    add_invoices(database, OTHER, Made("P-1"))
    add_document(database, "P-1", content=b"%PDF paul")
    return viewer


def ask(viewer: Viewer, **choices: str) -> str:
    return archives.request_archive(viewer, request=ListRequest(**choices), now=NOW)


def make(database: Database) -> int:
    return make_archives(house_on(database), LATER)


def kinds(database: Database) -> list[str]:
    with database.begin() as session:
        return list(session.scalars(select(AuditEvent.kind).order_by(AuditEvent.number)))


def test_an_archive_holds_what_there_is_and_names_what_is_missing(
    database: Database, jeanne: Viewer, paul: Viewer
) -> None:
    name = ask(jeanne)
    assert archives.load_state(jeanne, name, now=NOW).total == 3
    assert make(database) == 1

    state = archives.load_state(jeanne, name, now=LATER)
    assert (state.state, state.done, state.total) == ("ready", 3, 3)
    taken = archives.take_archive(jeanne, name, now=LATER)
    with ZipFile(io.BytesIO(taken.content)) as zipped:
        assert sorted(zipped.namelist()) == ["factures/F-1.pdf", "recapitulatif-factures.xlsx"]
        assert zipped.read("factures/F-1.pdf") == b"%PDF un"
        book = openpyxl.load_workbook(io.BytesIO(zipped.read("recapitulatif-factures.xlsx")))
    rows = list(book.worksheets[0].iter_rows(min_row=5, max_row=7, values_only=True))
    assert {(row[0], row[-1]) for row in rows} == {
        ("F-1", "joint"),
        ("F-2", "manquant"),
        ("F-3", "manquant"),
    }
    about = [row[1] for row in book.worksheets[1].iter_rows(values_only=True)]
    assert "F-2, F-3" in about
    assert kinds(database)[-3:] == [
        "invoices.archive_asked",
        "invoices.archive_made",
        "invoices.archive_taken",
    ]


def test_the_same_invoices_give_the_same_bytes(database: Database, jeanne: Viewer) -> None:
    contents = []
    for _ in range(2):
        name = ask(jeanne)
        make(database)
        contents.append(archives.take_archive(jeanne, name, now=LATER).content)

    assert contents[0] == contents[1]


def test_nobody_takes_or_watches_another_s_archive(
    database: Database, jeanne: Viewer, paul: Viewer
) -> None:
    name = ask(jeanne)
    make(database)

    with pytest.raises(NotFoundError):
        archives.take_archive(paul, name, now=LATER)
    with pytest.raises(NotFoundError):
        archives.load_state(paul, name, now=LATER)
    with pytest.raises(NotFoundError):
        ask(paul, contract_number=NUMBER)


def test_an_archive_of_all_ends_with_the_rights_that_it_rests_on(
    database: Database, jeanne: Viewer
) -> None:
    name = ask(jeanne, scope="tous")
    make(database)

    assert archives.take_archive(jeanne, name, now=LATER).content
    with pytest.raises(NotFoundError):
        archives.take_archive(replace(jeanne, rights="moins"), name, now=LATER)


def test_one_at_a_time(database: Database, jeanne: Viewer) -> None:
    ask(jeanne)

    with pytest.raises(InvalidInputError):
        ask(jeanne)
    make(database)
    ask(jeanne)


def test_a_year_without_invoices_is_refused(jeanne: Viewer) -> None:
    with pytest.raises(InvalidInputError):
        ask(jeanne, year="1999")


def test_an_archive_is_forgotten_after_a_week(database: Database, jeanne: Viewer) -> None:
    name = ask(jeanne)
    make(database)
    after = LATER + archives.KEPT_FOR + timedelta(seconds=1)

    with pytest.raises(NotFoundError):
        archives.take_archive(jeanne, name, now=after)
    make_archives(house_on(database), after)
    with database.begin() as session:
        assert session.scalars(select(Archive)).all() == []


def test_what_a_killed_worker_left_is_made_by_the_next(database: Database, jeanne: Viewer) -> None:
    name = ask(jeanne)
    with database.write() as session:
        (archive_id,) = storage.load_free(session, NOW)
        assert storage.claim(session, archive_id, now=NOW, until=NOW + LEASE) is not None

    assert make(database) == 0  # somebody has it
    assert make_archives(house_on(database), NOW + LEASE) == 1
    assert archives.load_state(jeanne, name, now=LATER).state == "ready"


def test_a_worker_that_was_too_slow_writes_nothing(database: Database, jeanne: Viewer) -> None:
    name = ask(jeanne)
    with database.write() as session:
        (archive_id,) = storage.load_free(session, NOW)
        mine = storage.claim(session, archive_id, now=NOW, until=NOW + LEASE)
        assert mine is not None
        session.execute(update(Archive).values(leased_until=NOW + 2 * LEASE))
        assert not storage.change(session, archive_id, NOW + LEASE, state="ready")

    assert archives.load_state(jeanne, name, now=LATER).state == "waiting"


def test_a_worker_that_lost_its_archive_stops(
    database: Database, jeanne: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(jeanne)
    monkeypatch.setattr(storage, "change", lambda *_, **__: False)

    assert make(database) == 0


def test_one_that_is_too_large_fails_and_says_so(
    database: Database, jeanne: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = ask(jeanne)
    monkeypatch.setattr(archive_making, "LARGEST", 3)

    assert make(database) == 0
    assert archives.load_state(jeanne, name, now=LATER).state == "failed"


def test_the_agency_asks_for_one_contract_and_loses_it_with_the_file(
    database: Database, jeanne: Viewer, paul: Viewer
) -> None:
    with database.begin() as session:
        owner = session.scalars(select(Archive)).all()
        assert owner == []
    acting = Viewer(paul.user_id, paul.role, "agent", database, acting_for=1)

    with pytest.raises(InvalidInputError):
        ask(acting, scope="tous")
    name = ask(acting)
    make(database)
    assert archives.take_archive(acting, name, now=LATER).content
    with pytest.raises(NotFoundError):
        archives.take_archive(paul, name, now=LATER)


def test_a_document_is_the_one_that_was_kept(database: Database, jeanne: Viewer) -> None:
    taken = document_download.take_document(jeanne, number="F-1", now=NOW)

    assert (taken.state, taken.content) == (DocumentState.READY, b"%PDF un")
    assert kinds(database) == ["invoice.downloaded"]
    states = [
        document_download.take_document(jeanne, number=number, now=NOW).state
        for number in ("F-2", "F-3")
    ]
    assert states == [DocumentState.WAITING, DocumentState.NONE]
    assert kinds(database) == ["invoice.downloaded"]


def test_nobody_downloads_another_s_document(jeanne: Viewer, paul: Viewer) -> None:
    for number in ("P-1", "F-9", ""):
        with pytest.raises(NotFoundError):
            document_download.take_document(jeanne, number=number, now=NOW)
