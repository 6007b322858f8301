"""What a mail server does on a bad day, drawn from a seed."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.gateways.post_office import CUT, SLOW, TAKEN, PostOffice, Received

LATER = "451 4.3.0 try again later"
GONE = "421 4.3.2 taken, closing"
UNKNOWN = "550 5.1.1 no such person"
UNKNOWN_PEOPLE = "inconnu"
"""How the addresses begin that the server refuses for good."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of the mails offered: put off, taken and answered 421, taken and cut, taken slowly.

    Slowly is longer than a lease: somebody else takes the mail meanwhile.
    """

    later: float = 0.10
    gone: float = 0.03
    cut: float = 0.02
    slow: float = 0.002


@dataclass
class Weather:
    """Answers of ``office``; ``strikes``: after how many mails the sender of one is killed.

    Such a mail was taken, but its sender dies before it can read that.
    """

    office: PostOffice
    shares: Shares
    seed: int
    strikes: list[int]
    kill: Callable[[str], None] = lambda _: None
    answers: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 - to be repeated, not kept secret
        self.office.at_recipient = self._at_recipient
        self.office.at_data = self._at_data

    def _at_recipient(self, address: str) -> str:
        return UNKNOWN if address.startswith(UNKNOWN_PEOPLE) else TAKEN

    def _at_data(self, mail: Received) -> str:
        answer = self._draw()
        self.answers[answer] += 1
        if answer == TAKEN and self.strikes and len(self.office.received) >= self.strikes[0]:
            self.strikes.pop(0)
            self.kill(mail.host)
        return answer

    def _draw(self) -> str:
        drawn, shares = self._random.random(), self.shares
        for share, answer in (
            (shares.later, LATER),
            (shares.gone, GONE),
            (shares.cut, CUT),
            (shares.slow, SLOW),
        ):
            if drawn < share:
                return answer
            drawn -= share
        return TAKEN
