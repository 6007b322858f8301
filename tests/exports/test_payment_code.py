"""The code of a transfer says what the standard wants, read back from its squares."""

from decimal import Decimal

import pytest

from services.exports.pdf.payment_code import HIGHEST_EUR, make_code
from services.kernel.supplier import SUPPLIER
from tests.exports.reading_code import read_code

PAYLOAD = (
    "BCD\n002\n1\nSCT\nTRLSFRP0XXX\nTerralis\nFR5299999280000TERRALIS0091\nEUR1325.67\n\n\n"
    "FR-15-118-40271"
)
"""EPC069-12: service tag, version, UTF-8, SEPA transfer, BIC, name, IBAN, amount, no purpose, no
structured reference, remittance."""


def test_it_says_what_the_standard_wants() -> None:
    code = make_code(SUPPLIER, Decimal("1325.67"), "FR-15-118-40271")

    assert read_code(code) == PAYLOAD
    assert code.error == "M"


@pytest.mark.parametrize("amount", ["120", "120.0", "120.00"])
def test_an_amount_always_has_its_cents(amount: str) -> None:
    assert "\nEUR120.00\n" in read_code(make_code(SUPPLIER, Decimal(amount), "FR-1"))


@pytest.mark.parametrize("amount", ["0", "-1.00", "1000000000.00"])
def test_no_transfer_of_such_an_amount(amount: str) -> None:
    with pytest.raises(ValueError, match="no transfer"):
        make_code(SUPPLIER, Decimal(amount), "FR-1")


def test_the_highest_amount_is_possible() -> None:
    assert make_code(SUPPLIER, HIGHEST_EUR, "FR-1").version in range(1, 14)
