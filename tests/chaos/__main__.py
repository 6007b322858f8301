"""``python -m tests.chaos [sections] [--mails N] [--kills N]``: break things, count, keep a table.

On SQLite in a temporary folder; on PostgreSQL with ``python -m tools.postgres`` in front.
"""

import json
import os
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import make_url

from services.storage.migrate import upgrade
from tests.chaos.counting import FAULTS, Outcome
from tests.chaos.enumeration import run as compare_forms
from tests.chaos.forms import run as attack_forms
from tests.chaos.issuing import Plan as IssuePlan
from tests.chaos.issuing import run as issue_under_fire
from tests.chaos.outbox import Plan, run
from tests.chaos.payment_counting import FAULTS as MONEY_FAULTS
from tests.chaos.payment_payers import Plan as PaymentPlan
from tests.chaos.payments import run as pay
from tests.databases import PostgresDatabases
from tests.loopback import loopback_only

RESULTS = Path(__file__).parents[2] / "var" / "chaos"


def main(arguments: Sequence[str]) -> int:
    """Run the sections asked for; 1 when something that must be zero is not."""
    parser = ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("sections", nargs="*", choices=[[], *SECTIONS], metavar="section")
    parser.add_argument("--mails", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--stops", type=int, default=5, help="of the mail server")
    parser.add_argument("--requests", type=int, default=200, help="of each kind (enumeration)")
    parser.add_argument("--attacks", type=int, default=6_000, help="requests (forms)")
    parser.add_argument("--count", type=int, default=10_000, help="invoices")
    parser.add_argument("--issuers", type=int, default=1, help="at once (invoices)")
    parser.add_argument("--payments", type=int, default=1_000)
    parser.add_argument("--payment-kills", type=int, default=100, help="beside their own ends")
    parser.add_argument("--restarts", type=int, default=10, help="of PostgreSQL (payments)")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    with loopback_only():
        return max(SECTIONS[name](asked) for name in asked.sections or SECTIONS)


def outbox(asked: Namespace) -> int:
    """Send mails while senders are killed and the mail server misbehaves."""
    plan = Plan(mails=asked.mails, kills=asked.kills, stops=asked.stops, seed=asked.seed)
    with _database() as url:
        outcome = run(plan, url)
    kind = make_url(url).get_backend_name()
    table = render(f"outbox, {kind}, seed {plan.seed}, {plan.senders} senders", outcome)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"outbox-{kind}.md").write_text(table, encoding="utf-8")
    (RESULTS / f"outbox-{kind}.json").write_text(
        json.dumps(asdict(outcome), indent=1), encoding="utf-8"
    )
    print(table)
    return 1 if outcome.faults else 0


def render(title: str, outcome: Outcome) -> str:
    """Return a Markdown table; what must be zero says so."""
    return tabulate(title, asdict(outcome), FAULTS)


def tabulate(title: str, values: Mapping[str, object], faults: Collection[str]) -> str:
    """Return a Markdown table; what is among ``faults`` must be zero."""
    rows = [
        f"| {name.replace('_', ' ')}{' (must be 0)' if name in faults else ''} | {value} |"
        for name, value in values.items()
    ]
    return "\n".join([f"### {title}", "", "| what | how many |", "|---|---|", *rows, ""])


@contextmanager
def _database() -> Iterator[str]:
    """Yield the URL of an empty database: PostgreSQL where a server is named, SQLite elsewhere."""
    server = os.environ.get("AEL_TEST_DATABASE_URL")
    with tempfile.TemporaryDirectory() as folder:
        if server is None:
            url = f"sqlite:///{folder}/chaos.db"
            upgrade(url)
            yield url
            return
        databases = PostgresDatabases(server, shared=Path(folder), worker="chaos")
        url = databases.copy("chaos", upgrade)
        yield url
        databases.drop(url)
        databases.close()


def enumeration(asked: Namespace) -> int:
    """Ask what exists and what does not, and compare the answers."""
    with _database() as url, tempfile.TemporaryDirectory() as folder:
        table, is_well = compare_forms(url, Path(folder), count=asked.requests, seed=asked.seed)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "enumeration.md").write_text(table, encoding="utf-8")
    print(table)
    return 0 if is_well else 1


def forms(asked: Namespace) -> int:
    """Send hostile requests to the public forms."""
    with _database() as url, tempfile.TemporaryDirectory() as folder:
        table, is_well = attack_forms(url, Path(folder), count=asked.attacks, seed=asked.seed)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "forms.md").write_text(table, encoding="utf-8")
    print(table)
    return 0 if is_well else 1


def invoices(asked: Namespace) -> int:
    """Issue invoices while the command is killed; ``--kills`` of them."""
    plan = IssuePlan(count=asked.count, kills=asked.kills, seed=asked.seed, issuers=asked.issuers)
    with _database() as url:
        outcome = issue_under_fire(plan, url)
        kind = make_url(url).get_backend_name()
    rows = "".join(
        f"| {name.replace('_', ' ')}{' (must be 0)' if name.startswith('wrong_') else ''} |"
        f" {value} |\n"
        for name, value in asdict(outcome).items()
    )
    title = f"### invoices, {kind}, seed {plan.seed}, {plan.issuers} at once"
    table = f"{title}\n\n| what | how many |\n|---|---|\n{rows}"
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"invoices-{kind}.md").write_text(table, encoding="utf-8")
    print(table)
    return 1 if outcome.faults else 0


def payments(asked: Namespace) -> int:
    """Let people pay while the shop is killed and the database restarted."""
    plan = PaymentPlan(asked.payments, asked.payment_kills, asked.restarts, asked.seed)
    with _database() as url:
        money = pay(plan, url if url.startswith("sqlite") else _surely(url))
        kind = make_url(url).get_backend_name()
        title = f"payments, {kind}, seed {plan.seed}, {plan.payers} payers"
        table = tabulate(title, asdict(money), MONEY_FAULTS)
        RESULTS.mkdir(parents=True, exist_ok=True)
        (RESULTS / f"payments-{kind}.md").write_text(table, encoding="utf-8")
        print(table, flush=True)
    return 1 if money.faults else 0


def _surely(url: str) -> str:
    """Return the URL of a database that keeps what it says it has committed."""
    return f"{url}&options=-csynchronous_commit%3Don"


SECTIONS: dict[str, Callable[[Namespace], int]] = {
    "outbox": outbox,
    "enumeration": enumeration,
    "forms": forms,
    "payments": payments,
    "invoices": invoices,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
