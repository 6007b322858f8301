"""Pages are kept for whom they were built, as long as nothing that they show has changed."""

from collections.abc import Hashable
from dataclasses import replace
from datetime import date, timedelta
from typing import cast

import pytest
from dash.development.base_component import Component
from flask.testing import FlaskClient
from sqlalchemy import create_engine, delete, text, update

from app.factory import Application
from app.page_cache import LONGEST_QUERY, LONGEST_S, PageCache, page_key
from app.page_layouts import guarded
from app.rendering import Rendered
from components import html
from pages._page import Page, PageContext, provide
from services.kernel.viewer import Role, TransactionSource, Viewer
from services.kernel.wording import reading_in
from services.storage.models import CustomerAccess, MeteringPoint, User
from tests.app.browsing import signed_in
from tests.app.callbacks import open_page
from tests.app.conftest import PASSWORD, MovableClock
from tests.app.statements import counting
from tests.services.viewers import add_site_to, viewer_of

NUMBER = "C4-33-000001"


class Stopwatch:
    """A clock of seconds that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_what_is_kept_is_found_again() -> None:
    cache = PageCache()
    cache.keep("a", Rendered(b"1"))

    assert cache.find("a") == Rendered(b"1")
    assert cache.find("b") is None


def test_the_least_used_leaves_first() -> None:
    cache = PageCache(largest_bytes=10)
    for key in ("a", "b"):
        cache.keep(key, Rendered(b"12345"))
    cache.find("a")
    cache.keep("c", Rendered(b"12345"))

    assert [cache.find(key) is not None for key in "abc"] == [True, False, True]


def test_a_page_larger_than_all_is_not_kept() -> None:
    cache = PageCache(largest_bytes=10)
    cache.keep("a", Rendered(b"1"))
    cache.keep("b", Rendered(b"x" * 11))
    cache.keep("c", Rendered(b"0123456789"))

    assert [cache.find(key) is not None for key in "abc"] == [False, False, True]


def test_keeping_a_page_anew_counts_it_once() -> None:
    cache = PageCache(largest_bytes=10)
    cache.keep("other", Rendered(b"12345"))
    for _ in range(5):
        cache.keep("a", Rendered(b"12345"))

    assert cache.find("other") is not None


def test_nothing_is_kept_for_ever() -> None:
    watch = Stopwatch()
    cache = PageCache(now=watch)
    cache.keep("a", Rendered(b"1"))
    watch.now = LONGEST_S
    assert cache.find("a") is not None
    watch.now = LONGEST_S + 1

    assert cache.find("a") is None


@pytest.fixture
def jeanne(small_agency: Application) -> FlaskClient:
    """Return the browser of jeanne, who has one site."""
    with small_agency.database.write() as session:
        add_site_to(session, "FE-jeanne", NUMBER)
    return signed_in(small_agency.server, "jeanne", PASSWORD)


@pytest.fixture
def paul(small_agency: Application) -> FlaskClient:
    """Return the browser of paul, who has none."""
    return signed_in(small_agency.server, "paul", PASSWORD)


def shown(client: FlaskClient, search: str = "") -> str:
    answer = open_page(client, "/", search)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("search", ["", f"?contrat={NUMBER}"])
def test_one_persons_page_is_not_another_s(
    jeanne: FlaskClient, paul: FlaskClient, search: str
) -> None:
    assert NUMBER in shown(jeanne, search)

    assert f"Site {NUMBER}" not in shown(paul, search)


def test_a_right_that_was_taken_away_is_gone_at_once(
    small_agency: Application, jeanne: FlaskClient
) -> None:
    assert f"Site {NUMBER}" in shown(jeanne)
    with small_agency.database.write() as session:
        session.execute(delete(CustomerAccess))

    assert f"Site {NUMBER}" not in shown(jeanne)


def test_a_right_taken_away_by_another_program_is_gone_at_once(
    small_agency: Application, jeanne: FlaskClient
) -> None:
    assert f"Site {NUMBER}" in shown(jeanne)
    url = small_agency.database.engine.url
    foreign = create_engine(url)
    with foreign.begin() as connection:
        connection.execute(text("DELETE FROM customer_access"))
    foreign.dispose()

    assert f"Site {NUMBER}" not in shown(jeanne)


def test_an_empty_choice_is_no_choice(small_agency: Application, jeanne: FlaskClient) -> None:
    with small_agency.database.write() as session:
        add_site_to(session, "FE-jeanne", "C4-33-000002")
    for number in (NUMBER, "C4-33-000002"):
        shown(jeanne, f"?contrat={number}")
        assert shown(jeanne, "?contrat=") == shown(jeanne)


def test_a_change_shows_at_once(small_agency: Application, jeanne: FlaskClient) -> None:
    assert "Nouveau nom" not in shown(jeanne)
    with small_agency.database.write() as session:
        session.execute(update(MeteringPoint).values(name="Nouveau nom"))

    assert "Nouveau nom" in shown(jeanne)


def test_another_role_gets_a_page_of_its_own(small_agency: Application, paul: FlaskClient) -> None:
    before = shown(paul)
    with small_agency.database.write() as session:
        session.execute(update(User).where(User.username == "paul").values(role="agent"))

    assert shown(paul) != before


def count_statements(agency: Application, client: FlaskClient) -> int:
    with counting(agency.database.engine) as statements:
        shown(client)
    return len(statements)


def test_a_new_day_gets_a_new_page(
    small_agency: Application, jeanne: FlaskClient, movable_clock: MovableClock
) -> None:
    shown(jeanne)
    kept = count_statements(small_agency, jeanne)
    again = signed_in(small_agency.server, "jeanne", PASSWORD)
    assert count_statements(small_agency, again) == kept

    movable_clock.move(timedelta(days=1))
    tomorrow = signed_in(small_agency.server, "jeanne", PASSWORD)

    assert count_statements(small_agency, tomorrow) > kept


def test_the_memory_of_the_site_changes_the_page_without_choice(
    small_agency: Application, jeanne: FlaskClient
) -> None:
    other = "C4-33-000002"
    with small_agency.database.write() as session:
        add_site_to(session, "FE-jeanne", other)
    first = shown(jeanne)
    shown(jeanne, f"?contrat={other}")
    shown(jeanne, f"?contrat={NUMBER}")
    shown(jeanne, f"?contrat={other}")  # kept by now: it is remembered all the same

    assert shown(jeanne) != first


def test_an_endless_query_is_shown_but_not_kept(
    small_agency: Application, jeanne: FlaskClient
) -> None:
    search = "?essai=" + "x" * LONGEST_QUERY
    shown(jeanne, search)
    with counting(small_agency.database.engine) as statements:
        shown(jeanne, search)

    assert len(statements) > 2


def test_a_refusal_is_not_kept(small_agency: Application, jeanne: FlaskClient) -> None:
    foreign = "?contrat=C4-33-000009"
    assert "C4-33-000009" not in shown(jeanne, foreign)
    with counting(small_agency.database.engine) as statements:
        shown(jeanne, foreign)

    assert len(statements) > 1


JEANNE = Viewer(
    1,
    Role.CUSTOMER,
    "Jeanne",
    cast("TransactionSource", None),
    "C4-1",
    data_revision=7,
    rights="1,2",
)


def key(person: Viewer = JEANNE, *, today: date = date(2026, 3, 2), path: str = "/") -> Hashable:
    """Return the key of a page."""
    provide(PageContext(person, today))
    return page_key(path, {"vue": "mois"})


def test_the_same_question_has_the_same_key() -> None:
    assert key() == key()


@pytest.mark.parametrize(
    "other",
    [
        replace(JEANNE, user_id=2),
        replace(JEANNE, role=Role.AGENT),
        replace(JEANNE, display_name="Jean"),
        replace(JEANNE, preferred_contract="C4-2"),
        replace(JEANNE, data_revision=8),
        replace(JEANNE, rights="1"),
    ],
)
def test_whoever_differs_gets_another_page(other: Viewer) -> None:
    assert key(other) != key()


def test_another_day_page_or_language_is_another_page() -> None:
    assert key(today=date(2026, 3, 3)) != key()
    assert key(path="/consommations") != key()
    french = key()
    with reading_in("en"):
        assert key() != french


def test_a_page_that_is_not_to_be_kept_is_built_each_time(
    small_agency: Application, jeanne: FlaskClient
) -> None:
    cache = PageCache()
    built: list[int] = []

    def layout(**_: object) -> Component:
        built.append(1)
        return html.Div("page")

    with small_agency.server.test_request_context("/"):
        provide(PageContext(viewer_of(small_agency.database, "jeanne"), date(2026, 3, 2)))
        for is_kept in (True, False):
            page = Page("/x", "nav.home", "home.title", "house", is_kept=is_kept)
            for _ in range(2):
                guarded(page, layout, cache)()

    assert len(built) == 1 + 2
