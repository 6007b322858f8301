"""Carries notifications to the shop: now, later, and again when they do not arrive."""

import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from app.payment_bench.journal import Journal
from app.payment_bench.messages import write_notification
from services.gateways.payment.interface import ProviderUnavailableError
from services.gateways.payment.wire import is_here, post
from services.kernel.clock import Clock

RECEIVED = frozenset({*range(200, 207), 301, 302})
"""The answers that Lyra takes for a success."""

RETRIES = 4
MOST_WAITING = 1_000
"""Notifications that wait at once; the oldest go before more are kept."""

HEADERS = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
PAY = "PAY"
RETRY = "RETRY"


@dataclass(frozen=True, slots=True)
class Notification:
    """A message on its way: ``outcome`` is signed with ``key`` at each try."""

    url: str
    reference: str
    outcome: dict[str, str]
    key: str
    number: int = 0
    tries: int = 0
    is_forged: bool = False


class Courier:
    """Delivers notifications to addresses of this machine, and nowhere else.

    ``pause``: before something late leaves, and between two tries.
    """

    def __init__(self, journal: Journal, clock: Clock, *, pause: timedelta) -> None:
        self._journal = journal
        self._clock = clock
        self._pause = pause
        self._lock = threading.Lock()
        self._waiting: list[tuple[datetime, Notification]] = []

    def send(self, notification: Notification) -> None:
        """Try once now; what does not arrive is tried again by ``tick``, four times at most."""
        answer = self._try(notification)
        self._journal.write(
            {
                "kind": "notification",
                "at": self._clock().isoformat(),
                "order": notification.reference,
                "status": notification.outcome["vads_trans_status"],
                "answer": answer,
                "forged": int(notification.is_forged),
            }
        )
        if answer not in RECEIVED and notification.tries < RETRIES and not notification.is_forged:
            self.wait(replace(notification, tries=notification.tries + 1))

    def wait(self, notification: Notification) -> None:
        """Send a notification after the pause."""
        with self._lock:
            self._waiting.append((self._clock() + self._pause, notification))
            del self._waiting[:-MOST_WAITING]

    def tick(self) -> int:
        """Send what is due and return how many that were."""
        now = self._clock()
        with self._lock:
            due = [one for at, one in self._waiting if at <= now]
            self._waiting = [(at, one) for at, one in self._waiting if at > now]
        for notification in due:
            self.send(notification)
        return len(due)

    def _try(self, notification: Notification) -> int:
        """Return the answer's status, 0 for none."""
        if not is_here(notification.url):
            return 0
        fields = write_notification(
            notification.outcome,
            notification.key,
            source=RETRY if notification.tries else PAY,
            number=notification.number,
        )
        try:
            return post(notification.url, urlencode(fields).encode(), HEADERS).status
        except (ProviderUnavailableError, ValueError):
            return 0
