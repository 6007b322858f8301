"""An amount as people type it."""

from decimal import Decimal

import pytest

from services.kernel.errors import InvalidInputError
from services.payments.amounts import read_amount


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("120,50", "120.50"),
        ("120.5", "120.50"),
        (" 1 200 € ", "1200.00"),
        ("1\u202f200,10\u202f€", "1200.10"),
        ("7", "7.00"),
    ],
)
def test_what_is_read(typed: str, amount: str) -> None:
    assert str(read_amount(typed)) == str(Decimal(amount))


@pytest.mark.parametrize(
    "typed", ["", "12 50", "1 0 0", "12,345", "1,2,3", "-5", "NaN", "1e3", "٣"]
)
def test_what_could_be_read_in_two_ways_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInputError):
        read_amount(typed)
