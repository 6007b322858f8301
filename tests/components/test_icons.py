"""Icons: names that exist, labels where they stand alone."""

import re
from pathlib import Path

import pytest

from components.icons import icon
from tests.components.tree import value
from tools.icons import icon_rule, style_sheet

ASSETS = Path(__file__).parents[2] / "assets"
SHEET = ASSETS / "css" / "30-icons.css"
ROOMS = ("components", "pages", "app", "assets/js")


def test_an_icon_beside_a_label_is_hidden_from_screen_readers() -> None:
    drawn = icon("house", size=18)
    assert value(drawn, "className") == "icon icon-18 icon-house"
    assert value(drawn, "aria-hidden") == "true"
    assert value(drawn, "role") is None


def test_an_icon_alone_has_a_name() -> None:
    drawn = icon("x", label="Fermer")
    assert value(drawn, "className") == "icon icon-x"
    assert (value(drawn, "role"), value(drawn, "aria-label")) == ("img", "Fermer")
    assert value(drawn, "aria-hidden") is None


def test_a_size_without_a_class_is_refused() -> None:
    with pytest.raises(ValueError, match="19"):
        icon("house", size=19)


def test_a_rule_carries_the_drawing_without_characters_that_css_would_cut() -> None:
    rule = icon_rule("dot", '<!-- x --><svg class="a"\n  stroke-width="2"><path d="M1 2#" /></svg>')
    assert rule.startswith('.icon-dot { --shape: url("data:image/svg+xml,%3Csvg')
    inside = rule.split('url("')[1].split('")')[0]
    assert "stroke-width='1.75'" in inside
    assert not set('<>#"') & set(inside)


def test_the_style_sheet_is_the_one_that_the_tool_writes() -> None:
    assert SHEET.read_text("utf-8") == style_sheet(ASSETS / "vendor" / "lucide")


def test_every_icon_that_the_program_names_is_drawn() -> None:
    drawn = set(re.findall(r"^\.icon-([a-z0-9-]+) ", SHEET.read_text("utf-8"), re.MULTILINE))
    root = ASSETS.parent
    sources = [
        p for room in ROOMS for p in (root / room).rglob("*") if p.suffix in {".py", ".html"}
    ]
    called = {
        name
        for path in sources
        for name in re.findall(r'(?<!\w)icon\("([a-z0-9-]+)"', path.read_text("utf-8"))
        + re.findall(r"\bicon-([a-z]{3,}[a-z0-9-]*)\"", path.read_text("utf-8"))
    }
    assert {"loader-circle", "eye", "search"} <= called
    assert called - {"btn"} <= drawn
