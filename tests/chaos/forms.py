"""Hostile requests to every public form: whatever is sent, the portal answers without failing."""

import logging
from collections import Counter
from pathlib import Path

from app.factory import create_app
from app.settings import Settings
from services.storage.engine import Database
from tests.app.form_fuzz import find_addresses, find_forms, send_hostile
from tests.app.test_access import PUBLIC
from tests.conftest import load_demo_into, standing_clock

SECRET_KEY = "only-for-the-chaos-" + "0123456789abcdef" * 2


class _Failures(logging.Handler):
    """Counts what the portal itself calls an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += 1


def run(url: str, folder: Path, *, count: int, seed: int) -> tuple[str, bool]:
    """Send ``count`` requests to the demonstration; return a table and whether all is well."""
    load_demo_into(url)
    settings = Settings(demo=True, secret_key=SECRET_KEY, cache_dir=str(folder))
    database = Database(url)
    server = create_app(settings, database=database, clock=standing_clock).server
    forms = [*find_forms(server.test_client(), sorted(PUBLIC)), *find_addresses(server)]
    failures = _Failures()
    logging.getLogger().addHandler(failures)
    answers: Counter[tuple[str, int]] = Counter()
    for form, answer in send_hostile(server, forms, count=count, seed=seed):
        answers[form.action, answer.status_code] += 1
    logging.getLogger().removeHandler(failures)
    database.dispose()
    failed = sum(n for (_, status), n in answers.items() if status >= 500)
    return render(answers, failed, failures.count), failed == failures.count == 0


def render(answers: Counter[tuple[str, int]], failed: int, logged: int) -> str:
    """Return a Markdown table of the answers by form and status."""
    rows = [f"| {form} | {status} | {n} |" for (form, status), n in sorted(answers.items())]
    title = f"### forms, {answers.total()} requests, {failed} failures, {logged} errors logged"
    return "\n".join([title, "", "| form | status | answers |", "|---|--:|--:|", *rows, ""])
