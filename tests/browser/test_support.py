"""The helpers of the browser tests notice what they are there to notice."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.support import PageErrors, find_axe_violations

SOUND = """<!doctype html><html lang="fr"><head><title>Accueil</title>{policy}</head>
<body><main><h1>Accueil</h1>{body}</main></body></html>"""
STRICT = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'


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

    assert [line.split(" ", 1)[0] for line in find_axe_violations(blank)] == ["image-alt"]


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
