"""Every page in every state: accessible, within its policy, closed to third parties."""

import base64
import hashlib
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from app.navigation import PAGES
from tests.browser.states import STATES, State
from tests.browser.support import (
    SCREENS,
    Device,
    OpenPage,
    PageErrors,
    Scheme,
    assert_no_axe_violation,
)

SCHEMES: tuple[Scheme, ...] = ("light", "dark")

INLINE_STYLES = """
() => Array.from(document.querySelectorAll("style"), (style) => style.textContent)
"""
WIDER_THAN_THE_SCREEN = """
() => document.documentElement.scrollWidth - document.documentElement.clientWidth
"""


@pytest.fixture(params=STATES, ids=lambda state: state.name)
def state(request: pytest.FixtureRequest) -> State:
    """Return one state after the other."""
    found: State = request.param
    return found


@pytest.fixture
def reached(state: State, open_page: OpenPage, page_errors: PageErrors) -> Iterator[Page]:
    """Return a page brought into the state, whose requests went nowhere else."""
    if state.complaint:
        page_errors.expected(state.complaint)
    page = open_page(device=state.only or "desktop", account=state.account)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    state.reach(page)
    yield page
    page.unroute_all(behavior="ignoreErrors")
    own = urlsplit(page.url).netloc
    foreign = [url for url in asked if urlsplit(url).netloc not in (own, "")]
    assert foreign == []


def test_a_state_is_accessible_and_in_its_policy(state: State, reached: Page) -> None:
    for device, (first, *others) in looks_of(state).items():
        reached.set_viewport_size(SCREENS[device])
        reached.emulate_media(color_scheme=first)
        assert_no_axe_violation(reached)
        assert reached.evaluate(WIDER_THAN_THE_SCREEN) <= 0, device
        for scheme in others:
            reached.emulate_media(color_scheme=scheme)
            assert_no_axe_violation(reached, contrast_only=True)
    assert find_unpinned_styles(reached) == []


def looks_of(state: State) -> dict[Device, tuple[Scheme, ...]]:
    """Return both schemes of each device for a page, one for each of its states.

    On a device every rule is checked in the first scheme, in the other one the contrast alone.
    """
    if state.only:
        return {state.only: SCHEMES}
    if state.is_page:
        return dict.fromkeys(SCREENS, SCHEMES)
    return {"desktop": ("light",), "mobile": ("dark",)}


def test_every_page_of_the_menu_is_walked() -> None:
    walked = {state.path.split("?")[0] for state in STATES}

    assert {page.path for page in PAGES} <= walked


def find_unpinned_styles(page: Page) -> list[str]:
    """Return the hash and the beginning of each style element that the policy does not name."""
    policy = page.context.request.get(page.url).headers["content-security-policy"]
    return [
        f"{digest} {style[:80]!r}"
        for style in page.evaluate(INLINE_STYLES)
        if (digest := sha256(style)) not in policy
    ]


def sha256(style: str) -> str:
    """Return the hash of a style element as policies write it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def test_a_style_that_nobody_pinned_is_named(open_page: OpenPage, page_errors: PageErrors) -> None:
    page_errors.expected("style-src")
    page = open_page()
    page.goto("/connexion")
    page.evaluate(
        """() => document.head.append(Object.assign(
          document.createElement("style"), { textContent: "h1 { color: red }" }))"""
    )

    (found,) = find_unpinned_styles(page)
    assert found.endswith("'h1 { color: red }'")
