"""Nobody sees another's contract: by page, by callback, by download, for every user and site."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing.converters import AnyConverter

from app import navigation
from app.factory import Application
from services.demonstration.demo_accounts import USERS
from services.storage.models import Contract, Customer, CustomerAccess, MeteringPoint, User
from tests.app.browsing import Person
from tests.app.callbacks import Callback, Json, open_page, post

USERNAMES = [user.username for user in USERS]
NOT_FOUND = "Contrat introuvable"
DAYS: dict[str, Json] = {"start": "2021-10-12", "end": "2021-10-13"}


@dataclass(frozen=True, slots=True)
class Supply:
    """A contract, and the words that would betray it in an answer."""

    number: str
    customer_id: int
    secrets: tuple[str, ...]


@pytest.fixture(scope="module")
def supplies(agency: Application) -> tuple[Supply, ...]:
    """Return all contracts of the agency."""
    query = select(Contract, Customer, MeteringPoint).join_from(Contract, Customer)
    with agency.database.begin() as session:
        rows = session.execute(query.join(Contract.metering_point)).all()
    return tuple(
        Supply(
            contract.number,
            customer.id,
            (contract.number, point.prm, point.name, customer.name, customer.reference),
        )
        for contract, customer, point in rows
    )


@pytest.fixture(scope="module")
def visible(agency: Application) -> dict[str, set[int]]:
    """Return the ids of the customers that each user may see."""
    query = select(User.username, CustomerAccess.customer_id).join_from(User, CustomerAccess)
    found: dict[str, set[int]] = {name: set() for name in USERNAMES}
    with agency.database.begin() as session:
        for username, customer_id in session.execute(query):
            found[username].add(customer_id)
    return found


@dataclass(frozen=True, slots=True)
class Trespasser:
    """A user, and the contracts of others."""

    username: str
    client: FlaskClient
    foreign: tuple[Supply, ...]


@pytest.fixture(params=USERNAMES)
def trespasser(
    request: pytest.FixtureRequest,
    people: dict[str, Person],
    supplies: tuple[Supply, ...],
    visible: dict[str, set[int]],
) -> Trespasser:
    """Return each user in turn."""
    name = request.param
    foreign = tuple(s for s in supplies if s.customer_id not in visible[name])
    return Trespasser(name, people[name].client, foreign)


def ways_to_name(number: str) -> tuple[str, ...]:
    """Return queries that name a contract, the plain one first."""
    plain = f"?contrat={quote(number)}"
    return (plain, f"{plain}&vue=jour&courbe=2021-10-12..2021-10-13")


def downloads(agency: Application) -> list[str]:
    """Return every address that a contract can be taken away from; the sweep has all the others."""
    dash_own = ("/_dash", "/_reload", "/_favicon", "/assets", "/<path:path>")
    pages = {page.path for page in navigation.PAGES}
    found = []
    for rule in agency.server.url_map.iter_rules():
        view = agency.server.view_functions[rule.endpoint]
        is_open = rule.endpoint.startswith("export.") and not getattr(view, "is_public", False)
        if not is_open or rule.rule.startswith(dash_own) or rule.rule in pages:
            continue
        found += list(fillings(agency, rule.endpoint, rule._converters))
    return found


def fillings(agency: Application, endpoint: str, converters: Mapping[str, object]) -> Iterator[str]:
    """Yield the addresses of an endpoint, with ``{number}`` where it takes free text."""
    adapter = agency.server.url_map.bind("localhost")
    lists = [c.items for c in converters.values() if isinstance(c, AnyConverter)]
    for choice in sorted(lists[0]) if lists else [""]:
        values = {
            name: choice if isinstance(converter, AnyConverter) else "NUMBER"
            for name, converter in converters.items()
        }
        yield adapter.build(endpoint, values).replace("NUMBER", "{number}")


def arguments_naming(callback: Callback, number: str) -> list[dict[str, Json]]:
    """Return values for a callback's arguments that try to reach a contract, each set once."""
    tries: list[dict[str, Json]] = []
    for search in ways_to_name(number):
        for page in navigation.PAGES:
            for data in (DAYS | {"contrat": number}, number):
                chosen: dict[str, Json] = {
                    "search": search, "pathname": page.path, "href": page.path + search
                }  # fmt: skip
                values = {a: chosen.get(a.rpartition(".")[2], data) for a in callback.arguments}
                if values not in tries:
                    tries.append(values)
    return tries


def assert_silent(text: str, supply: Supply, where: object) -> None:
    for secret in supply.secrets:
        assert secret not in text, (where, secret)


def test_every_user_has_contracts_of_others_to_try(
    supplies: tuple[Supply, ...], visible: dict[str, set[int]]
) -> None:
    foreign = {
        name: sum(s.customer_id not in visible[name] for s in supplies) for name in USERNAMES
    }

    assert foreign == {
        "client": 15, "gestionnaire": 3, "voisin": 15, "agent": 16, "superviseur": 16
    }  # fmt: skip


def test_pages_do_not_show_them(trespasser: Trespasser) -> None:
    for supply in trespasser.foreign:
        for page in navigation.PAGES:
            shown = open_page(trespasser.client, page.path, ways_to_name(supply.number)[0])

            assert shown.status_code == 200
            if page.is_about_a_site:
                content = shown.get_json()["response"]["_pages_content"]["children"]
                assert NOT_FOUND in str(content)
            assert_silent(shown.text, supply, page.path)


def test_addresses_do_not_show_them(trespasser: Trespasser) -> None:
    for supply in trespasser.foreign:
        for page in navigation.PAGES:
            shown = trespasser.client.get(page.path, query_string={"contrat": supply.number})

            is_hidden = page.is_for_staff and trespasser.username not in {"agent", "superviseur"}
            assert shown.status_code == (404 if is_hidden else 200)
            assert_silent(shown.text, supply, page.path)


def test_callbacks_do_not_show_them(
    trespasser: Trespasser, callbacks: tuple[Callback, ...]
) -> None:
    tried = 0
    for supply in trespasser.foreign:
        for callback in callbacks:
            if callback.is_clientside:
                continue
            for values in arguments_naming(callback, supply.number):
                answer = post(trespasser.client, callback, values)
                tried += 1

                assert answer.status_code < 500, (callback.output, values)
                assert_silent(answer.text, supply, (callback.output, values))
    assert tried >= len(trespasser.foreign) * 2


def test_the_curve_of_another_is_not_found(
    people: dict[str, Person], callbacks: tuple[Callback, ...]
) -> None:
    curve = next(c for c in callbacks if c.output.startswith("..consumption-curve.figure"))
    values: dict[str, Json] = {
        "consumption-brush.data": DAYS,
        "_pages_location.search": "?contrat=C4-90-000101",
    }

    refused = post(people["voisin"].client, curve, values)
    shown = post(people["gestionnaire"].client, curve, values)

    assert NOT_FOUND in refused.text
    assert "figure" not in refused.text
    assert shown.get_json()["response"]["consumption-curve"]["figure"]["data"]


def test_downloads_do_not_give_them(agency: Application, trespasser: Trespasser) -> None:
    addresses = downloads(agency)
    assert {"/consommations/export.xlsx", "/consommations/export.csv"} <= set(addresses)
    for supply in trespasser.foreign:
        for address in addresses:
            answer = trespasser.client.get(
                address.format(number=supply.number), query_string={"contrat": supply.number}
            )

            assert answer.status_code == 404, (address, supply.number)
            assert "Content-Disposition" not in answer.headers
            assert_silent(answer.text, supply, address)


def test_a_foreign_contract_and_an_invented_one_look_alike(people: dict[str, Person]) -> None:
    neighbour = people["voisin"].client
    for path in ("/", "/consommations"):
        foreign = open_page(neighbour, path, "?contrat=C4-90-000101").get_json()
        invented = open_page(neighbour, path, "?contrat=C4-90-999999").get_json()

        assert foreign == invented


def test_the_owner_is_shown_what_the_others_are_refused(manager: FlaskClient) -> None:
    shown = open_page(manager, "/", "?contrat=C4-90-000101").text

    assert "Bâtiment public" in shown
    assert NOT_FOUND not in shown


def test_the_selector_lists_ones_own_sites_alone(
    people: dict[str, Person], supplies: tuple[Supply, ...], visible: dict[str, set[int]]
) -> None:
    for name in USERNAMES:
        shown = "".join(open_page(people[name].client, p.path).text for p in navigation.PAGES)
        for supply in supplies:
            if supply.customer_id not in visible[name]:
                assert_silent(shown, supply, name)


def test_refused_contracts_are_not_remembered(people: dict[str, Person]) -> None:
    neighbour = people["voisin"].client
    open_page(neighbour, "/", f"?{urlencode({'contrat': 'C4-90-000101'})}")

    assert "Atelier de menuiserie" in open_page(neighbour, "/").text
