"""One subscriber counts as one, however many addresses it has."""

import pytest

from services.domain.networks import subscriber_of


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("", ""),
        ("office", "office"),
    ],
)
def test_a_subscriber_is_a_network(address: str, expected: str) -> None:
    assert subscriber_of(address) == expected
