"""A site: a contract and the metering point that it supplies."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Site:
    """What the interface needs to name and place a supplied site.

    ``contract_number`` is the public identifier used in addresses; ``subscribed_kva`` per class in
    the order of TIME_CLASSES, None where unknown; ``has_curve``: load-curve data exist
    and may be shown day by day; ``is_withheld``: they exist, and nobody has agreed to that.
    """

    contract_number: str
    prm: str
    name: str
    town: str
    segment: str
    holder: str
    offer_name: str
    started_on: date
    ended_on: date | None
    subscribed_kva: tuple[int, int, int, int] | None
    has_curve: bool
    note: str = ""
    is_withheld: bool = False

    def ended_by(self, today: date) -> date | None:
        """Return the day the contract ended, None while it runs: its end may be to come."""
        return self.ended_on if self.ended_on is not None and self.ended_on <= today else None
