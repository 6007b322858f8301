"""A French postal address: written on one line, typed in three fields."""

import re
from dataclasses import dataclass

_ON_ONE_LINE = re.compile(r"(?P<street>.+), (?P<postcode>\d{5}) (?P<town>[^,]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """Street, post code and town; what cannot be taken apart stands in ``street`` alone."""

    street: str = ""
    postcode: str = ""
    town: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the lines of an envelope, none where nothing is known."""
        return tuple(line for line in (self.street, f"{self.postcode} {self.town}".strip()) if line)

    def on_one_line(self) -> str:
        """Return the address as it is kept: ``1 chemin des Closeaux, 28630 Le Coudray``."""
        return ", ".join(self.lines)


def read_address(written: str) -> PostalAddress:
    """Return the parts of an address on one line."""
    found = _ON_ONE_LINE.fullmatch(written)
    return PostalAddress(**found.groupdict()) if found else PostalAddress(street=written)
