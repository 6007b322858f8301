"""What customers click on, as bytes for the wire: drawn beforehand, seeded, with its own times."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
import orjson

from services.domain.calendar import next_month
from tests.app.callbacks import ADDRESS, ROUTER_OUTPUT, Callback, Json, body
from tests.bench.crowd import Member
from tests.bench.curves import LAST_YEAR, SEED
from tests.bench.visits import brush_values

Kind = Literal["page", "chart", "other"]

ROUTER = Callback(
    ROUTER_OUTPUT,
    ("_pages_location.pathname", "_pages_location.search"),
    (),
    is_clientside=False,
)

MIX: Mapping[str, tuple[Kind, float]] = {
    "Accueil": ("page", 0.14),
    "Consommations, mois": ("page", 0.18),
    "Consommations, jour": ("page", 0.10),
    "Consommations, année": ("page", 0.06),
    "change of site": ("page", 0.20),
    "fresh page": ("page", 0.06),
    "brush": ("chart", 0.16),
    "static file": ("other", 0.07),
    "CSV": ("other", 0.03),
}
"""What people do, what kind of answer it is, and the share of all clicks."""

PATHS = {
    "Accueil": ("/", ""),
    "Consommations, mois": ("/consommations", ""),
    "Consommations, jour": ("/consommations", "&vue=jour"),
    "Consommations, année": ("/consommations", "&vue=annee"),
    "change of site": ("/consommations", ""),
}


@dataclass(frozen=True, slots=True)
class Click:
    """A request of the ``person``-th browser, to be sent ``at_s`` after the start."""

    at_s: float
    person: int
    action: str
    request: bytes


@dataclass(frozen=True, slots=True)
class Site:
    """What a browser knows of the server: its host, the brush's callback, some static files."""

    host: str
    curve: Callback
    files: Sequence[str]


def draw_clicks(
    site: Site,
    crowd: Sequence[Member],
    cookies: Sequence[str],
    *,
    rate: float,
    seconds: float,
    seed: int = SEED,
) -> list[Click]:
    """Return the clicks of ``seconds``: a Poisson stream of ``rate`` a second over the crowd.

    Everybody thinks for ``len(crowd) / rate`` seconds on average, whatever the server does.
    """
    draw = np.random.default_rng(seed)
    moments = np.cumsum(draw.exponential(1 / rate, int(rate * seconds * 1.3) + 50))
    actions = draw.choice(list(MIX), len(moments), p=[share for _, share in MIX.values()])
    people = draw.integers(0, len(crowd), len(moments))
    picks = draw.random(len(moments))
    clicks = []
    for at_s, person, action, pick in zip(moments, people, actions, picks, strict=True):
        if at_s >= seconds:
            break
        wanted = _request(site, str(action), crowd[person], float(pick))
        request = wanted.on_the_wire(site.host, cookies[person])
        clicks.append(Click(float(at_s), int(person), str(action), request))
    return clicks


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request before its headers: what it gets, and what it sends, if anything."""

    path: str
    sent: bytes = b""

    def on_the_wire(self, host: str, cookie: str) -> bytes:
        """Return the request with the headers of a signed-in browser."""
        lines = [
            f"{'POST' if self.sent else 'GET'} {self.path} HTTP/1.1",
            f"Host: {host}",
            f"Cookie: ael={cookie}",
            "Accept: */*",
            "Accept-Encoding: gzip, deflate, br",
            "Sec-Fetch-Site: same-origin",
        ]
        if self.sent:
            lines += ["Content-Type: application/json", f"Content-Length: {len(self.sent)}"]
        return "\r\n".join([*lines, "", ""]).encode() + self.sent


def _request(site: Site, action: str, member: Member, pick: float) -> Wanted:
    """Return the request of ``action``; ``pick`` (0 to 1) chooses the site, days or file."""
    contract = member.contracts[0]
    if action == "change of site":
        contract = member.contracts[int(pick * len(member.contracts))]
    search = f"?contrat={contract}"
    month = date(LAST_YEAR, 1 + int(pick * 12), 1)
    match action:
        case "brush":
            return _calling(site.curve, brush_values(site.curve, contract, month))
        case "static file":
            return Wanted(site.files[int(pick * len(site.files))])
        case "fresh page":
            return Wanted(f"/consommations{search}")
        case "CSV":
            return Wanted(f"/consommations/export.csv{search}")
    path, query = PATHS[action]
    if action == "Consommations, jour":
        query += f"&du={month}&au={next_month(month) - timedelta(days=1)}"
    return _calling(
        ROUTER,
        {"_pages_location.pathname": path, "_pages_location.search": search + query},
    )


def _calling(callback: Callback, values: Mapping[str, Json]) -> Wanted:
    return Wanted(ADDRESS, orjson.dumps(body(callback, values)))
