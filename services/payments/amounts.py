"""An amount as people type it: « 120,50 », « 1 200 € », « 120.5 »."""

import re
from decimal import Decimal

from services.kernel.errors import InvalidInputError
from services.kernel.wording import text

_AMOUNT = re.compile(r"([0-9]{1,3}(?:\s[0-9]{3})+|[0-9]{1,9})(?:[.,]([0-9]{1,2}))?\s*€?")


def read_amount(typed: str) -> Decimal:
    """Return the euros that were typed, in whole cents.

    Spaces may stand between the thousands and before the sign. Raises InvalidInputError for
    anything that could be read in two ways.
    """
    found = _AMOUNT.fullmatch(typed.strip())
    if found is None:
        raise InvalidInputError(text("payment.bad_amount"), field="montant")
    return Decimal(f"{''.join(found[1].split())}.{(found[2] or '').ljust(2, '0')}")
