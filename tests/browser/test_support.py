"""The helpers of the browser tests notice what they are there to notice."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.support import PageErrors, Scheme, find_axe_violations

SOUND = """<!doctype html><html lang="fr"><head><title>Accueil</title>{policy}</head>
<body><main><h1>Accueil</h1>{body}</main></body></html>"""
STRICT = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'

DARK_ON_DARK = """<style>body { background: #fff; color: #222 }
@media (prefers-color-scheme: dark) { body { background: #111 } }</style>"""


def rules_of(violations: list[str]) -> list[str]:
    """Return the names of the rules that are broken."""
    return [line.split(" ", 1)[0] for line in violations]


@pytest.fixture
def blank(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def test_a_sound_page_has_no_violation(blank: Page) -> None:
    blank.set_content(SOUND.format(policy=STRICT, body="<p>Bonjour</p>"))

    assert find_axe_violations(blank) == []


def test_a_picture_without_text_is_a_violation(blank: Page) -> None:
    blank.set_content(SOUND.format(policy=STRICT, body='<img src="data:,">'))

    assert rules_of(find_axe_violations(blank)) == ["image-alt"]
    assert find_axe_violations(blank, contrast_only=True) == []


@pytest.mark.parametrize(("scheme", "found"), [("light", set()), ("dark", {"color-contrast"})])
def test_a_pale_text_of_one_scheme_is_a_violation_there(
    blank: Page, scheme: Scheme, found: set[str]
) -> None:
    page = SOUND.format(policy=DARK_ON_DARK, body="<p>Bonjour</p>")
    blank.emulate_media(color_scheme="light")
    blank.set_content(page)
    assert find_axe_violations(blank) == []

    blank.emulate_media(color_scheme=scheme)
    assert set(rules_of(find_axe_violations(blank, contrast_only=True))) == found


def test_a_policy_violation_is_heard(blank: Page) -> None:
    errors = PageErrors()
    errors.watch(blank)

    blank.set_content(SOUND.format(policy=STRICT, body="<script>window.ran = true</script>"))

    assert any("script-src" in message for message in errors.unexpected)
    assert blank.evaluate("() => window.ran") is None


def test_an_exception_is_heard_unless_it_was_expected(blank: Page) -> None:
    errors = PageErrors()
    errors.watch(blank)

    blank.set_content(SOUND.format(policy="", body="<script>throw new Error('boum')</script>"))

    assert any("boum" in message for message in errors.unexpected)
    errors.expected("boum")
    assert errors.unexpected == []


def test_the_network_is_closed(blank: Page) -> None:
    errors = PageErrors()
    errors.watch(blank)
    blank.set_content(SOUND.format(policy="", body="<p>Bonjour</p>"))

    reached = blank.evaluate(
        "() => fetch('http://terralis.example/').then(() => true, () => false)"
    )

    assert reached is False
    assert any("ERR_NAME_NOT_RESOLVED" in message for message in errors.unexpected)
