"""The rows of the sweep: what can be asked, read from the program itself, and the table."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from werkzeug.routing import Rule
from werkzeug.routing.converters import AnyConverter

from app import navigation
from app.factory import Application
from tests.app.callbacks import ADDRESS

TABLE = Path(__file__).with_name("sweep.csv")
STRANGER, ON_FILE = "stranger", "agent on a file"
ROLES = (
    *(STRANGER, "client", "voisin", "gestionnaire"),
    *("agent", "superviseur", "administrateur", ON_FILE),
)
"""Who asks: « agent on a file » looks at the space of ``client``."""

EXPORTS = ("export.", "invoices.export")
"""How the endpoints of files of one contract begin."""

NOT_TRIED = "-"
OWNED = frozenset({"public_id", "passkey_id", "reference", "invoice_number"})
"""Names of what somebody owns in an address; anything else there is tried as somebody else's."""


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the table: what is asked, and whose identifier is in it ("", own, foreign)."""

    method: str
    address: str
    whose: str = ""


def read_table() -> dict[Case, dict[str, str]]:
    """Return the expected answers: by case, then by role."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        Case(row["method"], row["address"], row["whose"]): {role: row[role] for role in ROLES}
        for row in rows
    }


def find_cases(agency_: Application) -> Iterator[Case]:
    """Yield every case: from the URL map, the pages and the callback map."""
    pages = {page.path: page for page in navigation.PAGES}
    for page in pages.values():
        yield from _of_contract("GET", page.path, takes_one=page.is_about_a_site)
    for rule in agency_.server.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            for address in _spelled_out(rule):
                if address not in pages and rule.rule != ADDRESS:
                    yield from _of_rule(method, address, rule)
    for output, callback in agency_.dash.callback_map.items():
        is_for_browser = "callback" not in callback
        yield from _of_contract("CALLBACK", output, takes_one=not is_for_browser)


def _spelled_out(rule: Rule) -> list[str]:
    """Return the addresses of a rule, one for each of the words that it lists."""
    listed = {n: c for n, c in rule._converters.items() if isinstance(c, AnyConverter)}
    if not listed:
        return [rule.rule]
    ((name, converter),) = listed.items()
    start, _, end = rule.rule.partition(f"<any({', '.join(converter.items)})")
    if not end:
        start, _, end = rule.rule.partition("<any(")
    return [start + item + end.partition(f":{name}>")[2] for item in sorted(converter.items)]


def _of_rule(method: str, address: str, rule: Rule) -> Iterator[Case]:
    names = set(rule.arguments)
    if names & OWNED:
        yield Case(method, address, "own")
        yield Case(method, address, "foreign")
    else:
        yield from _of_contract(method, address, takes_one=rule.endpoint.startswith(EXPORTS))


def _of_contract(method: str, address: str, *, takes_one: bool) -> Iterator[Case]:
    yield Case(method, address)
    if takes_one:
        yield Case(method, address, "own")
        yield Case(method, address, "foreign")
