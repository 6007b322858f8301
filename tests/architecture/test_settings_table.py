"""The README's table of settings is the one of app/settings.py."""

import re
from dataclasses import fields
from pathlib import Path

from app.settings import DESCRIPTIONS, Settings

README = Path(__file__).parents[2] / "README.md"
ROW = re.compile(r"^\| `(AEL_\w+)` \| (.*?) \| (.*?) \|$", re.MULTILINE)


def shown_default(value: object) -> str:
    """Return a default as the table writes it: 0 or 1 for a flag, nothing for an empty text."""
    shown = str(int(value)) if isinstance(value, bool) else str(value)
    return f"`{shown}`" if shown else ""


def test_the_table_has_every_setting_with_its_default_and_description() -> None:
    expected = {
        f"AEL_{field.name.upper()}": (shown_default(field.default), DESCRIPTIONS[field.name])
        for field in fields(Settings)
    }

    found = {row[0]: (row[1].strip(), row[2]) for row in ROW.findall(README.read_text("utf-8"))}

    assert found == expected
