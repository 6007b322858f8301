"""Layouts and callbacks fit together, and one user's page never holds another's data."""

import json
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import navigation
from app.factory import Application, create_app
from app.first_page import embed
from app.settings import Settings
from pages import _page
from services.demonstration.demo_accounts import USERS
from tests.app.browsing import Person
from tests.app.callbacks import Callback, Json, find_ids, open_page

FORM_TOKEN = re.compile(r'"I[jm][\w-]+\.[\w-]+\.[\w-]+"')

ROUTER_IDS = {"_pages_location", "_pages_content", "_pages_store", "_pages_dummy"}
"""Dash puts these around every page."""

SEARCHES = ("", "?vue=jour", "?vue=annee", "?affichage=tableau", "?du=2031&au=2031")


@pytest.fixture(scope="module")
def shell_ids(manager: FlaskClient) -> set[str]:
    """Return the ids of the shell around the pages."""
    return set(find_ids(manager.get("/_dash-layout").get_json()))


def page_ids(client: FlaskClient, path: str, search: str) -> set[str]:
    return set(find_ids(open_page(client, path, search).get_json()["response"]))


def test_the_shell_has_the_places_of_the_router(shell_ids: set[str]) -> None:
    assert shell_ids >= ROUTER_IDS


def test_every_id_of_a_callback_is_in_a_layout(
    people: dict[str, Person], callbacks: tuple[Callback, ...], shell_ids: set[str]
) -> None:
    found = set(shell_ids)
    for person in people.values():
        for page in navigation.PAGES:
            for search in SEARCHES:
                found |= page_ids(person.client, page.path, search)
    used = {
        name.rpartition(".")[0]
        for callback in callbacks
        for name in (*callback.arguments, *callback.outputs)
        if not (callback.is_clientside and len(callback.output) == 64)
    }
    used |= {n.rpartition(".")[0] for c in callbacks for n in c.arguments}

    assert used <= found


def test_what_a_callback_needs_is_together_on_one_page(
    manager: FlaskClient, callbacks: tuple[Callback, ...], shell_ids: set[str]
) -> None:
    pages = [page_ids(manager, page.path, "") | shell_ids for page in navigation.PAGES]
    for callback in callbacks:
        needed = {n.rpartition(".")[0] for n in callback.arguments}

        assert any(needed <= ids for ids in pages), callback.output


@pytest.mark.parametrize("page", navigation.PAGES, ids=lambda page: page.path)
def test_no_id_is_there_twice(manager: FlaskClient, shell_ids: set[str], page: _page.Page) -> None:
    ids = list(find_ids(open_page(manager, page.path).get_json()["response"]))

    assert len(ids) == len(set(ids))
    assert shell_ids.isdisjoint(ids)


def test_every_user_gets_every_page(people: dict[str, Person]) -> None:
    for person in people.values():
        for page in navigation.PAGES:
            answer = open_page(person.client, page.path)

            assert answer.status_code == 200
            assert "sideUpdate" not in answer.get_json(), (person.username, page.path)


def test_users_without_contracts_are_told_so(people: dict[str, Person]) -> None:
    for name in ("agent", "superviseur"):
        for page in (page for page in navigation.PAGES if page.is_about_a_site):
            assert "Aucun contrat" in open_page(people[name].client, page.path).text


def test_the_index_page_holds_its_own_users_data_alone(people: dict[str, Person]) -> None:
    for user in USERS:
        for page in people[user.username].pages:
            html = people[user.username].client.get(page.path).text

            assert "validation_layout" not in html
            assert user.display_name in html
            for other in USERS:
                assert other is user or other.display_name not in html, (user.username, page.path)


def test_the_index_page_brings_what_dash_would_ask_for(people: dict[str, Person]) -> None:
    for person in people.values():
        for page in person.pages:
            for search in SEARCHES:
                html = person.client.get(page.path + search).text
                router = open_page(person.client, page.path, search).get_json()["response"]
                content = find_component(read_first(html, "layout"), "_pages_content")

                asked = router["_pages_content"]["children"]
                assert without_tokens(content["children"]) == without_tokens(asked)
                listed = person.client.get("/_dash-dependencies").get_json()
                assert read_first(html, "dependencies") == listed


def without_tokens(shown: Json) -> Json:
    """Return a layout without the tokens of its forms, which change with the second."""
    value: Json = json.loads(FORM_TOKEN.sub('"token"', json.dumps(shown)))
    return value


def test_the_index_page_repeats_no_address(manager: FlaskClient) -> None:
    html = manager.get("/?contrat=Zebre<script>&autre=</script>").text

    assert "Zebre" not in html
    assert read_first(html, "layout")


def test_nothing_in_the_data_ends_its_script() -> None:
    value = {"name": "</script><script>alert(1)</script><!--"}

    assert "<" not in embed(value)
    assert json.loads(embed(value)) == value


def read_first(html: str, name: str) -> Json:
    """Return what the page brings along under that name."""
    found = re.search(rf'<script type="application/json" id="first-{name}">(.*?)</script>', html)
    assert found
    value: Json = json.loads(found[1])
    return value


def find_component(value: Json, identifier: str) -> dict[str, Json]:
    """Return the properties of the component with that id."""
    inner: Iterable[Json] = ()
    if isinstance(value, dict):
        if value.get("id") == identifier:
            return value
        inner = value.values()
    elif isinstance(value, list):
        inner = value
    found = (find_component(each, identifier) for each in inner)
    return next((props for props in found if props), {})


def test_the_shell_names_its_own_user_alone(people: dict[str, Person]) -> None:
    for user in USERS:
        shell = people[user.username].client.get("/_dash-layout").text
        shell = json.dumps(json.loads(shell), ensure_ascii=False)

        assert user.display_name in shell
        for other in USERS:
            assert other is user or other.display_name not in shell


def test_the_list_of_callbacks_holds_no_data(people: dict[str, Person]) -> None:
    lists = {person.client.get("/_dash-dependencies").text for person in people.values()}

    assert len(lists) == 1


def test_the_program_does_not_show_itself_before_anybody_came(
    agency: Application, settings: Settings
) -> None:
    fresh = create_app(settings, database=agency.database)

    assert "Aucun contrat" not in json.dumps(fresh.server.test_client().get("/connexion").text)
    assert fresh.dash.validation_layout is None
    assert fresh.dash.config.suppress_callback_exceptions is True


def test_several_applications_live_in_one_process(
    agency: Application, settings: Settings, manager: FlaskClient
) -> None:
    before = manager.get("/_dash-dependencies").get_json()
    second = create_app(settings, database=agency.database)

    assert set(second.dash.callback_map) == set(agency.dash.callback_map)
    assert manager.get("/_dash-dependencies").get_json() == before
    assert open_page(manager, "/consommations").status_code == 200


def test_there_is_no_folder_of_dash_assets(agency: Application, manager: FlaskClient) -> None:
    folder = Path(agency.dash.config.assets_folder)

    assert [p.name for p in folder.rglob("*") if p.name != ".gitkeep"] == []
    for name in ("app.css", "../templates/base.html"):
        assert manager.get(f"/assets/{name}").status_code in {404, 308}
