"""Does an answer tell whether a reference, an address or a name is known? Status, size and time.

Registration, sign-in and reset are asked about what exists and what does not, in random order, and
the answers compared: their status and size must be one, and nobody may tell the times apart. The
statistic is the area under the ROC curve of the times of two kinds (Mann-Whitney): 0.5 when an
answer of one kind is slower than one of the other half of the time, 0 or 1 when always.
"""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import combinations
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.factory import Application, create_app
from app.settings import Settings
from services.kernel.passwords import hash_password
from services.storage.engine import Database
from services.storage.models import (
    Contract,
    Customer,
    CustomerAccess,
    Invoice,
    MeteringPoint,
    User,
)
from tests.app.browsing import csrf_token
from tests.conftest import NOW, standing_clock

PASSWORD = "un grand sillon ocre"
AMOUNT = Decimal("123.45")
FURTHEST = 0.15
"""How far from one half an area may be: five standard deviations of 200 answers against 200."""

WARM_UP = 5
"""Answers of each kind that are not counted: the first ones load what the others find loaded."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a stranger can tell of one answer; ``cookie``: its length in bytes, if it has one.

    What a cookie holds is encrypted and then compressed, so that its length varies by chance.
    """

    status: int
    size: int
    cookie: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """One form: its answers by kind, and the area under the curve of each pair of kinds.

    By what is compared (time, cookie) and the two kinds.
    """

    form: str
    shapes: set[tuple[int, int]]
    areas: dict[tuple[str, str, str], float]

    @property
    def worst(self) -> float:
        """Return how far from one half the areas are at most."""
        return max(abs(area - 0.5) for area in self.areas.values())


Ask = Callable[[Application, str, int], Seen]


def compare(agency: Application, form: str, *, count: int, seed: int = 1) -> Comparison:
    """Ask ``count`` times for each kind of ``form`` and compare the answers.

    ``agency`` stands on a database that ``add_people`` filled with as many.
    """
    kinds, ask = FORMS[form]
    order = [(kind, number) for kind in kinds for number in range(count)]
    random.Random(seed).shuffle(order)  # noqa: S311 - the same order again
    seen: dict[str, list[Seen]] = {kind: [] for kind in kinds}
    for kind, number in order:
        seen[kind].append(ask(agency, kind, number))
    shapes = {(one.status, one.size) for answers in seen.values() for one in answers}
    areas: dict[tuple[str, str, str], float] = {}
    for a, b in combinations(kinds, 2):
        first, second = seen[a][WARM_UP:], seen[b][WARM_UP:]
        times = ([one.seconds for one in answers] for answers in (first, second))
        cookies = ([one.cookie for one in answers] for answers in (first, second))
        areas["time", a, b] = area_under_curve(*times)
        areas["cookie", a, b] = area_under_curve(*cookies)
    return Comparison(form, shapes, areas)


def area_under_curve(first: Sequence[float], second: Sequence[float]) -> float:
    """Return how often a value of ``first`` is above one of ``second``, ties by half."""
    above = sum((a > b) + 0.5 * (a == b) for a in first for b in second)
    return above / (len(first) * len(second))


def add_people(database: Database, count: int) -> None:
    """Add ``count`` customers without an account, with one, and accounts not validated yet."""
    password_hash = hash_password("the password of nobody here")
    with database.write() as session:
        for number in range(count):
            _add_holder(session, "7", number)
            customer = _add_holder(session, "8", number)
            user = _user(f"known{number:04}", password_hash)
            waiting = _user(f"awaits{number:03}", password_hash)
            waiting.validated_at = None
            session.add_all([user, waiting])
            session.flush()
            session.add(CustomerAccess(user_id=user.id, customer_id=customer.id))


def _add_holder(session: Session, kind: str, number: int) -> Customer:
    customer = Customer(reference=f"FE-{kind}{number:05}", name="Ferme")
    contract = Contract(
        number=f"C5-{kind}-{number:05}",
        customer=customer,
        metering_point=MeteringPoint(prm=f"{kind}{number:013}", name="Ferme", segment="C5"),
        offer_name="Tarif",
        started_on=date(2020, 1, 1),
    )
    session.add(contract)
    session.flush()
    invoice = Invoice(
        contract_id=contract.id,
        number=f"F-{kind}-{number:05}",
        label="Facture",
        issued_on=date(2026, 1, 5),
        due_on=date(2026, 2, 5),
        period_start=date(2025, 12, 1),
        period_end=date(2025, 12, 31),
        amount_eur=AMOUNT,
    )
    session.add(invoice)
    return customer


def _user(name: str, password_hash: str) -> User:
    return User(
        username=name,
        display_name=name,
        email=f"{name}@ferme.example",
        password_hash=password_hash,
        role="customer",
        created_at=NOW,
        validated_at=NOW,
    )


def _register(agency: Application, kind: str, number: int) -> Seen:
    """Send both steps; the second one is timed. Every demand has its own reference and address."""
    digit = {"unknown": "9", "known": "7", "registered": "8", "known address": "6"}[kind]
    name = f"known{number:04}" if kind == "known address" else f"newer{number:04}"
    client = agency.server.test_client()
    contract = {
        "reference": f"FE-{digit}{number:05}",
        "prm": f"{digit}{number:013}",
        "amount": "123,45",
        "accepted": "1",
    }
    token = csrf_token(client.get("/inscription"))
    _post(client, "/inscription", contract | {"csrf_token": token}, digit, number)
    email = f"{name}@ferme.example"
    person = {
        "name": "Jean Martin",
        "telephone": "0261910000",
        "email": email,
        "email_again": email,
        "username": f"{kind[0]}.{digit}.{number:05}",
        "password": PASSWORD,
    }
    address = "/inscription/coordonnees"
    return _timed(client, address, person | {"csrf_token": token}, digit, number)


def _sign_in(agency: Application, kind: str, number: int) -> Seen:
    name = {
        "known": "known{:04}",
        "not validated": "awaits{:03}",
        "unknown": "nobody{:03}",
        "known address": "known{:04}@ferme.example",
        "unknown address": "nobod{:04}@ferme.example",
    }[kind]
    client = agency.server.test_client()
    data = {"username": name.format(number), "password": PASSWORD}
    data["csrf_token"] = csrf_token(client.get("/connexion"))
    seen = _timed(client, "/connexion", data, kind.replace(" ", ""), number)
    # The page shows again what was typed: an address is longer than a name, known or not.
    return replace(seen, size=seen.size - len(data["username"]))


def _reset(agency: Application, kind: str, number: int) -> Seen:
    who = {
        "known": f"known{number:04}",
        "unknown": f"nobod{number:04}",
        "known address": f"known{number:04}@ferme.example",
        "unknown address": f"nobod{number:04}@ferme.example",
    }[kind]
    client = agency.server.test_client()
    token = csrf_token(client.get("/mot-de-passe-oublie"))
    data = {"who": who, "csrf_token": token}
    return _timed(client, "/mot-de-passe-oublie", data, kind.replace(" ", ""), number)


def _timed(client: FlaskClient, path: str, data: dict[str, str], kind: str, number: int) -> Seen:
    started = time.perf_counter()
    answer = _post(client, path, data, kind, number)
    seconds = time.perf_counter() - started
    size = len(answer.data)
    size += sum(len(n) + len(value) for n, value in answer.headers if n != "Set-Cookie")
    cookie = sum(map(len, answer.headers.getlist("Set-Cookie")))
    return Seen(answer.status_code, size, cookie, seconds)


def _post(
    client: FlaskClient, path: str, data: dict[str, str], kind: str, number: int
) -> TestResponse:
    """Send a form from an internet address that nobody else uses."""
    address = f"2001:db8:{number:x}:{sum(map(ord, kind)):x}::1"
    return client.post(path, data=data, environ_overrides={"REMOTE_ADDR": address})


FORMS: dict[str, tuple[tuple[str, ...], Ask]] = {
    "registration": (("unknown", "known", "registered", "known address"), _register),
    "sign-in": (
        ("unknown", "known", "not validated", "unknown address", "known address"),
        _sign_in,
    ),
    "reset": (("unknown", "known", "unknown address", "known address"), _reset),
}


def render(found: Comparison, count: int) -> str:
    """Return a Markdown table of one form."""
    shapes = ", ".join(f"{status}, {size} bytes" for status, size in sorted(found.shapes))
    rows = [f"| {what} | {a} / {b} | {area:.3f} |" for (what, a, b), area in found.areas.items()]
    return "\n".join(
        [
            f"### enumeration, {found.form}, {count} requests a kind",
            "",
            f"Answers (status, size; must be one): {shapes}.",
            f"Furthest from 0.5: {found.worst:.3f}.",
            "",
            "| what | kinds | area under the curve |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def run(url: str, folder: Path, *, count: int, seed: int) -> tuple[str, bool]:
    """Compare all forms on the empty database of ``url``; return tables, and whether all is well.

    With the real password hashing, as a stranger meets it.
    """
    database = Database(url)
    add_people(database, count)
    settings = Settings(secret_key="k" * 40, cache_dir=str(folder))
    agency = create_app(settings, database=database, clock=standing_clock)
    found = [compare(agency, form, count=count, seed=seed) for form in FORMS]
    database.dispose()
    is_well = all(len(one.shapes) == 1 and one.worst <= FURTHEST for one in found)
    return "\n".join(render(one, count) for one in found), is_well
