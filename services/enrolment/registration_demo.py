"""What the registration page shows in the demonstration: a contract that nobody has claimed."""

from dataclasses import dataclass

from services.kernel import formats
from services.kernel.house import House
from services.storage import registrations


@dataclass(frozen=True, slots=True)
class Example:
    """The proof that opens an account of the demonstration, as an invoice would print it.

    ``is_used``: somebody has opened it already; the demonstration has to be put back.
    """

    reference: str
    prm: str
    amount: str
    is_used: bool


def find_example(house: House) -> Example | None:
    """Return the ended contract of the demonstration; None anywhere else: it would be a proof."""
    if not house.is_demo:
        return None
    with house.database.begin() as session:
        found = registrations.find_ended_demo_contract(session)
    if found is None:
        return None
    reference, prm, amount_eur, is_used = found
    return Example(reference, prm, formats.number(amount_eur, 2), is_used)
