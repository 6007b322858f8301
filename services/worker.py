"""The background work: rounds of what nobody waits for on a page."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from services.account.invoice_delivery import remind
from services.billing.archive_making import make_archives
from services.billing.documents import make_waiting
from services.billing.instalments import collect_today
from services.gateways.mail import Carrier
from services.kernel.clock import Clock
from services.kernel.errors import ServiceError
from services.kernel.house import House
from services.mailing.mail_delivery import deliver, forget_sent
from services.office.agency import close_over
from services.payments.attempts import Bank
from services.payments.reconciliation import reconcile
from services.privacy.personal_data_copies import make_exports

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Task:
    """Work that may be done twice without harm: ``run(house, now)``, not more often than ``every``.

    It opens its own transactions. Two workers may run it at the same time.
    """

    name: str
    run: Callable[[House, datetime], object]
    every: timedelta = timedelta(0)


TASKS: tuple[Task, ...] = (
    Task("documents-of-invoices", make_waiting, every=timedelta(seconds=2)),
    Task("forget-mails", forget_sent, every=timedelta(days=1)),
    Task("archives-of-invoices", make_archives, every=timedelta(seconds=5)),
    Task("electronic-invoices", remind, every=timedelta(days=1)),
    Task("instalments", collect_today, every=timedelta(days=1)),
    Task("copies-of-data", make_exports, every=timedelta(seconds=5)),
    Task("close-files", close_over, every=timedelta(minutes=1)),
)
"""What a round does after the mails. Add yours here."""


def asking_task(bank: Bank) -> Task:
    """Return the task that asks the bank about payments whose outcome nobody told us."""

    def ask(house: House, now: datetime) -> int:
        return reconcile(house, bank.provider, bank.name, now=now)

    return Task("payments", ask, every=timedelta(seconds=5))


class Worker:
    """Does the background work of ``house``, round after round.

    Without ``carrier`` mails wait. What a round cannot do now (the database or the mail server does
    not answer) costs one line in the log, and the next round tries again.
    """

    def __init__(
        self,
        house: House,
        carrier: Carrier | None,
        *,
        clock: Clock,
        tasks: tuple[Task, ...] = TASKS,
    ) -> None:
        self._house = house
        self._carrier = carrier
        self._clock = clock
        self._tasks = tasks
        self._ran_at: dict[str, datetime] = {}
        self._complaints: dict[str, str] = {}

    def run_round(self) -> bool:
        """Do what is due; tell whether there is more to do at once."""
        has_more = self._deliver()
        for task in self._tasks:
            self._run(task)
        return has_more

    def _deliver(self) -> bool:
        if self._carrier is None:
            return False
        try:
            delivered = deliver(self._house, self._carrier, clock=self._clock)
        except (SQLAlchemyError, OSError) as error:
            self._complain("mails", in_one_line(error))
            return False
        self._complain("mails", " ".join(delivered.problem.split()))
        return delivered.has_more

    def _run(self, task: Task) -> None:
        now = self._clock()
        ran_at = self._ran_at.get(task.name)
        if ran_at is not None and now - ran_at < task.every:
            return
        try:
            task.run(self._house, now)
        except (SQLAlchemyError, ServiceError, OSError) as error:
            self._complain(task.name, in_one_line(error))
            return
        self._complain(task.name, "")
        self._ran_at[task.name] = now

    def _complain(self, name: str, complaint: str) -> None:
        """Log what is wrong when it begins or changes, not at every round."""
        if complaint and self._complaints.get(name) != complaint:
            LOG.warning("%s: %s", name, complaint)
        self._complaints[name] = complaint


def in_one_line(error: Exception) -> str:
    """Return what an error says, without the statement and the values that the database adds."""
    cause = getattr(error, "orig", None) or error
    words = " ".join(str(cause).split())
    return f"{type(cause).__name__}: {words[:300]}"
