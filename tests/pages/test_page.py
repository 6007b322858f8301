"""What pages share: values from addresses are untrusted, and addresses are written one way."""

import pytest

from app import navigation
from pages import _page
from services.kernel.wording import text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("mois", "mois"),
        ("", None),
        (None, None),
        (["a", "b"], None),
        (7, None),
        ({"a": "b"}, None),
        ("x" * 64, "x" * 64),
        ("x" * 65, "x" * 64),
        ("x" * 100_000, "x" * 64),
    ],
)
def test_a_query_value_is_one_short_text(value: object, expected: str | None) -> None:
    assert _page.one(value) == expected


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("?contrat=C4-28-004417&vue=jour", "C4-28-004417"),
        ("contrat=a%20b", "a b"),
        ("?contrat=a&contrat=b", None),
        ("?contrat=", None),
        ("?vue=jour", None),
        ("", None),
        (None, None),
        (7, None),
        (["?contrat=a"], None),
        ("?contrat=%ED%A0%80", "\ufffd\ufffd\ufffd"),
        ("?contrat=" + "x" * 1000, "x" * 64),
    ],
)
def test_the_contract_that_an_address_names(search: object, expected: str | None) -> None:
    assert _page.asked_contract(search) == expected


def test_an_address_holds_what_is_given() -> None:
    assert _page.address("/") == "/"
    assert _page.address("/", contrat=None, vue="") == "/"
    assert _page.address("/c", contrat="C4-1", du="2021-10", masquer="HPH,HCH") == (
        "/c?contrat=C4-1&du=2021-10&masquer=HPH,HCH"
    )


def test_values_cannot_break_out_of_an_address() -> None:
    assert _page.address("/c", contrat='a&vue=b#c d\r\n"<é') == (
        "/c?contrat=a%26vue%3Db%23c+d%0D%0A%22%3C%C3%A9"
    )


def test_every_page_has_an_address_and_names_of_its_own() -> None:
    paths = [page.path for page in navigation.PAGES]

    assert paths[0] == "/"
    assert len(set(paths)) == len(paths)
    for page in navigation.PAGES:
        assert page.path.startswith("/")
        assert page.path == page.path.rstrip("/") or page.path == "/"
        assert text(page.label)
        assert text(page.title)


def test_pages_do_nothing_until_they_are_registered() -> None:
    for module in navigation.MODULES:
        assert callable(module.layout)
        assert callable(module.register)
