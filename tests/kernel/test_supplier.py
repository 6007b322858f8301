"""The invented supplier can be taken for no real one, and its transfers are well formed."""

from services.kernel.supplier import SUPPLIER


def test_its_siren_is_nobody_s() -> None:
    digits = [int(digit) for digit in SUPPLIER.siren]
    doubled = [2 * d if place % 2 else d for place, d in enumerate(reversed(digits))]

    assert len(digits) == 9
    assert sum(d - 9 if d > 9 else d for d in doubled) % 10 != 0


def test_its_vat_number_has_the_key_of_another_siren() -> None:
    key = (12 + 3 * (int(SUPPLIER.siren) % 97)) % 97

    assert SUPPLIER.vat_number == f"FR00{SUPPLIER.siren}"
    assert key != 0


def test_its_iban_is_well_formed_and_of_no_bank() -> None:
    moved = SUPPLIER.iban[4:] + SUPPLIER.iban[:4]

    assert int("".join(str(int(char, 36)) for char in moved)) % 97 == 1
    assert len(SUPPLIER.iban) == 27
    assert SUPPLIER.iban[4:9] == "99999"
    assert len(SUPPLIER.bic) == 11


def test_its_energy_comes_from_somewhere() -> None:
    assert sum(share for _, share in SUPPLIER.energy_mix.shares_pct) == 100
