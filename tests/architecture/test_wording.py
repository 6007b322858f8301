"""Code and catalogue agree: every text exists, every text is used, in French typography."""

import re
from collections import Counter
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from services.kernel.wording import LOCALES, load_catalogue
from tests.architecture.wording_scan import Wording, scan_code

DYNAMIC_PREFIXES: tuple[str, ...] = ()
"""Ids that the code composes in a way the scan cannot see (it sees f-strings): prefix and why."""

FILLED_IN_THE_BROWSER = frozenset({"shell.site_many", "chart.brush.range"})
"""Texts whose placeholders a script fills: the code hands them over as they are."""

STRAIGHT_APOSTROPHE = re.compile(r"\w'\w")
WIDE_SPACE_BEFORE_SIGN = re.compile("[ \u00a0][?!;:»%€]")
WIDE_SPACE_AFTER_QUOTE = re.compile("«[ \u00a0]")


@pytest.fixture(scope="module")
def wording() -> Wording:
    return scan_code()


@pytest.fixture(scope="module")
def catalogue() -> dict[str, str]:
    return load_catalogue("fr")


def test_every_text_in_the_code_is_in_the_catalogue(
    wording: Wording, catalogue: dict[str, str]
) -> None:
    missing = [f"{c.where} {c.message_id}" for c in wording.calls if c.message_id not in catalogue]

    assert missing == []


def test_every_text_gets_the_values_of_its_placeholders(
    wording: Wording, catalogue: dict[str, str]
) -> None:
    wrong = [
        f"{call.where} {call.message_id}: wants {sorted(placeholders(catalogue[call.message_id]))}"
        for call in wording.calls
        if call.names is not None and call.message_id in catalogue.keys() - FILLED_IN_THE_BROWSER
        if call.names != placeholders(catalogue[call.message_id])
    ]

    assert wrong == []


def test_every_text_of_the_catalogue_is_used(wording: Wording, catalogue: dict[str, str]) -> None:
    used = {call.message_id for call in wording.calls} | wording.strings
    patterns = [re.compile(pattern) for pattern in wording.patterns]
    unused = [
        message_id
        for message_id in sorted(set(catalogue) - used)
        if not message_id.startswith(DYNAMIC_PREFIXES)
        if not any(pattern.fullmatch(message_id) for pattern in patterns)
    ]

    assert unused == []


def test_no_text_is_written_twice() -> None:
    ids = Counter(
        str(message.id)
        for path in (LOCALES / "fr").glob("*.po")
        for message in read_po(path.read_bytes().splitlines(keepends=True))
        if message.id
    )

    assert [message_id for message_id, number in ids.items() if number > 1] == []


@pytest.mark.parametrize(
    "fault", [STRAIGHT_APOSTROPHE, WIDE_SPACE_BEFORE_SIGN, WIDE_SPACE_AFTER_QUOTE]
)
def test_french_typography(fault: re.Pattern[str], catalogue: dict[str, str]) -> None:
    assert {i: s for i, s in catalogue.items() if fault.search(s)} == {}


def placeholders(sentence: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name)
