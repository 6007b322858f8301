"""``/a-propos``: where the data come from, what is invented, whose work is shipped."""

import json
from pathlib import Path

from flask import Blueprint, render_template

from app.auth import public

DATA = (
    ("about.c4", "EUPL-1.2"),
    ("about.cambridge", "MIT"),
    ("about.temperature", "Licence Ouverte 2.0"),
    ("about.bedford", "Open Government Licence v3.0"),
)
"""What each data set is (message id) and its licence."""

INVENTED = (
    "about.invented_people",
    "about.invented_brochure",
    "about.invented_power",
    "about.invented_english",
)


def blueprint(manifest: Path) -> Blueprint:
    """Return the page; ``manifest`` lists the vendored packages."""
    views = Blueprint("about", __name__)
    shipped = _read_packages(manifest)

    @views.get("/a-propos")
    @public
    def about() -> str:
        return render_template("about.html", data=DATA, invented=INVENTED, shipped=shipped)

    return views


def _read_packages(manifest: Path) -> list[tuple[str, str, str]]:
    """Return name, version and licence of what is vendored, by name."""
    packages = json.loads(manifest.read_text(encoding="utf-8"))["packages"]
    return sorted((p["name"], p["version"], p["licence"]) for p in packages)
