"""An address on one line, its parts, and back."""

import pytest

from services.domain.postal_address import PostalAddress, read_address


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("1 chemin des Closeaux, 28630 Le Coudray", ("1 chemin des Closeaux", "28630 Le Coudray")),
        ("Bât. B, 3 rue Haute, 28000 Chartres", ("Bât. B, 3 rue Haute", "28000 Chartres")),
        ("Lieu-dit La Forêt", ("Lieu-dit La Forêt",)),
        ("", ()),
    ],
)
def test_the_parts_make_the_address_again(written: str, lines: tuple[str, ...]) -> None:
    address = read_address(written)

    assert address.lines == lines
    assert address.on_one_line() == written


def test_a_typed_address_is_kept_on_one_line() -> None:
    address = PostalAddress("14 rue du Lavoir", "28120", "Illiers-Combray")

    assert address.on_one_line() == "14 rue du Lavoir, 28120 Illiers-Combray"
    assert read_address(address.on_one_line()) == address
