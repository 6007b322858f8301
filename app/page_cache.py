"""Pages that were built once, for the person and the state of the data that they were built for.

Somebody who goes back and forth between sites gets the same pages again and again. The key holds
all that a page depends on: who asks (and what they may do), the data's revision, the day, the
language and every choice in the address. An entry of one person is never found by another.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from threading import Lock
from time import monotonic

from app.rendering import Rendered
from pages import _page
from services.kernel.wording import current_language

LARGEST_BYTES = 16 * 1024 * 1024
"""What one process keeps, in bytes of JSON: some three hundred pages."""

LONGEST_S = 60.0
"""How long a page is kept at most: a change made by another program shows after that."""

LONGEST_QUERY = 300


class PageCache:
    """The last built pages of one process, the least used leaving first."""

    def __init__(
        self, *, largest_bytes: int = LARGEST_BYTES, now: Callable[[], float] = monotonic
    ) -> None:
        self._largest_bytes = largest_bytes
        self._now = now
        self._pages: OrderedDict[Hashable, tuple[float, Rendered]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def find(self, key: Hashable) -> Rendered | None:
        """Return the page that was kept under ``key``, None when there is none any more."""
        with self._lock:
            kept = self._pages.get(key)
            if kept is None:
                return None
            if self._now() - kept[0] > LONGEST_S:
                self._drop(key)
                return None
            self._pages.move_to_end(key)
            return kept[1]

    def keep(self, key: Hashable, page: Rendered) -> None:
        """Keep ``page`` under ``key``; others leave until all fit."""
        with self._lock:
            self._drop(key)
            self._pages[key] = (self._now(), page)
            self._bytes += len(page.json)
            while self._bytes > self._largest_bytes:
                self._drop(next(iter(self._pages)))

    def _drop(self, key: Hashable) -> None:
        _, page = self._pages.pop(key, (0.0, None))
        self._bytes -= len(page.json) if page else 0


def page_key(path: str, query: Mapping[str, object]) -> Hashable | None:
    """Return all that the page at ``path`` depends on, for the person who asks now.

    None for a query that no link of ours makes: such a page is not worth keeping.
    """
    choices = sorted((name, value) for name, value in query.items() if isinstance(value, str))
    if len(choices) < len(query) or sum(len(n) + len(v) for n, v in choices) > LONGEST_QUERY:
        return None
    person = _page.viewer()
    # Without a choice the page opens on the site that was looked at last.
    site = None if _page.one(query.get("contrat")) else person.preferred_contract
    acting = person.acting_for
    who = (person.user_id, person.role, person.display_name, person.rights, site, acting)
    when = (person.data_revision, _page.today(), current_language())
    return (path, tuple(choices), who, when)
