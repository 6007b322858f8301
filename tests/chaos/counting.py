"""Comparing what was written with what arrived."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from sqlalchemy import select

from services.storage.engine import Database
from services.storage.models import AuditEvent, OutgoingMail
from tests.chaos.weather import UNKNOWN_PEOPLE, Weather
from tests.gateways.post_office import CUT, SLOW, PostOffice

SUBJECT = re.compile(rb"^Subject: Message (\d+)\r$", re.MULTILINE)
MESSAGE_ID = re.compile(rb"^Message-ID: (\S+)\r$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it; everything in ``FAULTS`` must be zero.

    ``undone``: written in transactions that were rolled back, of which ``phantoms`` came all the
    same; ``repeated``: copies that came beyond the first, of which ``two_ids`` under another
    Message-ID and ``altered`` with other bytes; ``wrong_ends``: rows neither sent nor rightly given
    up; ``untold``: given up without exactly one audit event.
    """

    written: int = 0
    undone: int = 0
    received: int = 0
    repeated: int = 0
    given_up: int = 0
    lost: int = 0
    phantoms: int = 0
    two_ids: int = 0
    altered: int = 0
    wrong_ends: int = 0
    untold: int = 0
    kills: int = 0
    stops: int = 0
    put_off: int = 0
    taken_in_silence: int = 0
    taken_slowly: int = 0
    duration_s: float = 0.0

    def during(self, weather: Weather, kills: int, stops: int, duration_s: float) -> "Outcome":
        """Return the outcome with what went wrong meanwhile."""
        answers = weather.answers
        silent = sum(n for answer, n in answers.items() if answer == CUT or answer[:3] == "421")
        put_off = sum(n for answer, n in answers.items() if answer[:3] == "451")
        return replace(
            self,
            kills=kills,
            stops=stops,
            put_off=put_off,
            taken_in_silence=silent,
            taken_slowly=answers[SLOW],
            duration_s=round(duration_s, 1),
        )

    @property
    def faults(self) -> dict[str, int]:
        """Return what must be zero and is not."""
        return {name: value for name in FAULTS if (value := getattr(self, name))}


FAULTS = ("lost", "phantoms", "two_ids", "altered", "wrong_ends", "untold")


def count(
    database: Database, office: PostOffice, committed: dict[int, str], undone: set[int]
) -> Outcome:
    """Return what became of the mails ``committed`` (number, recipient) and of those ``undone``."""
    copies = Counter[int]()
    ids, contents = defaultdict[int, set[bytes]](set), defaultdict[int, set[bytes]](set)
    for mail in office.received:
        number = int(_find(SUBJECT, mail.raw))
        copies[number] += 1
        ids[number].add(_find(MESSAGE_ID, mail.raw))
        contents[number].add(mail.raw)
    unknown = {n for n, to in committed.items() if to.startswith(UNKNOWN_PEOPLE)}
    given_up, wrong_ends, untold = _read_rows(database)
    return Outcome(
        written=len(committed),
        undone=len(undone),
        received=copies.total(),
        repeated=copies.total() - len(copies),
        given_up=given_up,
        lost=len(committed.keys() - unknown - copies.keys()),
        phantoms=len(copies.keys() - (committed.keys() - unknown)),
        two_ids=sum(len(found) > 1 for found in ids.values()),
        altered=sum(len(found) > 1 for found in contents.values()),
        wrong_ends=wrong_ends + abs(given_up - len(unknown)),
        untold=untold,
    )


def _read_rows(database: Database) -> tuple[int, int, int]:
    """Return how many mails were given up, how many ended wrongly, how many were not told once."""
    with database.begin() as session:
        rows = session.scalars(select(OutgoingMail)).all()
        told = Counter(
            session.scalars(select(AuditEvent.details).where(AuditEvent.kind == "mail.abandoned"))
        )
    given_up = [row for row in rows if row.abandoned_at is not None]
    wrong = sum(
        (row.abandoned_at is not None) != row.recipient.startswith(UNKNOWN_PEOPLE)
        or (row.sent_at is None) == (row.abandoned_at is None)
        for row in rows
    )
    untold = sum(
        sum(n for details, n in told.items() if row.message_id in details) != 1 for row in given_up
    )
    return len(given_up), wrong, untold


def _find(pattern: re.Pattern[bytes], raw: bytes) -> bytes:
    found = pattern.search(raw)
    assert found is not None, raw[:500]
    return found[1]
