"""The page starts with one script, made of Dash's own less what it can do without.

These tests name what Dash brings along: a release of Dash that changes it must be looked at.
"""

import json
import re
from importlib import resources

import pytest
from dash import Dash
from flask.testing import FlaskClient

from app.dash_app import AgencyDash
from app.factory import Application
from app.start_script import replace_tags

VERSION = re.compile(r"\.v[\w-]+m[0-9a-f]+")
NAMED_BY_DASH = [
    "dash/deps/polyfill@7.12.1.min.js",
    "dash/deps/react@18.3.1.min.js",
    "dash/deps/react-dom@18.3.1.min.js",
    "dash/deps/prop-types@15.8.1.min.js",
    "dash_bootstrap_components/_components/dash_bootstrap_components.min.js",
    "dash/dash-renderer/build/dash_renderer.min.js",
    "dash/dcc/dash_core_components.js",
    "dash/dcc/dash_core_components-shared.js",
    "dash/html/dash_html_components.min.js",
    "dash/dash_table/bundle.js",
]
JOINED = [
    *NAMED_BY_DASH[1:4],
    *NAMED_BY_DASH[5:9],
    "dash/dcc/async-graph.js",
]


def read(name: str) -> bytes:
    package, _, path = name.partition("/")
    content = resources.files(package).joinpath(path).read_bytes()
    return re.sub(rb"(?m)^//# sourceMappingURL=.*$", b"", content).strip()


@pytest.fixture(scope="module")
def dash_app(agency: Application) -> AgencyDash:
    """Return the Dash application, which is set up."""
    assert isinstance(agency.dash, AgencyDash)
    return agency.dash


def test_dash_still_names_the_scripts_that_we_know(dash_app: AgencyDash) -> None:
    tags = Dash._generate_scripts_html(dash_app)
    named = re.findall(r'src="/_dash-component-suites/([^"]+)"', tags)

    assert [VERSION.sub("", path) for path in named] == NAMED_BY_DASH


def test_the_rest_is_joined_in_its_order(dash_app: AgencyDash) -> None:
    content = dash_app.start.content
    places = [content.find(read(name)) for name in JOINED]

    assert -1 not in places
    assert places == sorted(places)
    assert content.index(b"regeneratorRuntime = runtime") < places[0]
    for name in (NAMED_BY_DASH[0], NAMED_BY_DASH[4], NAMED_BY_DASH[9]):
        assert read(name)[-200:] not in content
    assert not re.search(rb"(?m)^//# sourceMappingURL", content)


def test_strict_parts_stay_alone(dash_app: AgencyDash) -> None:
    content = dash_app.start.content

    assert not re.match(rb'\s*"use strict"', content)
    for name in ("dash/dcc/async-graph.js", "dash/dcc/dash_core_components-shared.js"):
        part = read(name)
        assert content[content.index(part) - 12 :].startswith(b"(function(){"), name


def test_the_page_names_one_script_of_dash(manager: FlaskClient, dash_app: AgencyDash) -> None:
    html = manager.get("/").text
    first = re.search(r'<script type="application/json" id="first-load">(.*?)</script>', html)
    assert first
    late = json.loads(first[1])["late"]

    assert re.findall(r'"/_dash-component-suites/([^"]+)"', html.replace(first[0], "")) == [
        dash_app.start.path
    ]
    assert [*late] == ["dash_bootstrap_components"]
    late_script = manager.get(late["dash_bootstrap_components"])
    assert late_script.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert b"window.dash_bootstrap_components=" in late_script.data


def test_inline_scripts_stay_as_they_are() -> None:
    tags = (
        '<script src="/_dash-component-suites/dash/deps/react@18.v1_0m2.3.1.min.js"></script>\n'
        "<script>var a = 1;</script>"
    )
    start, rest = replace_tags(tags, b"first;")

    assert rest == "<script>var a = 1;</script>"
    assert start.content.startswith(b"first;\n/**\n * @license React\n")
    assert start.late == {}


def test_the_address_changes_with_the_content() -> None:
    tags = '<script src="/_dash-component-suites/dash/deps/react@18.v1_0m2.3.1.min.js"></script>'
    one, other = replace_tags(tags, b"1"), replace_tags(tags, b"2")

    assert one[0].path != other[0].path
    assert one[0].path == replace_tags(tags, b"1")[0].path
