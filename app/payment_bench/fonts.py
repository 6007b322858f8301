"""The two fonts that the bench's pages are written with."""

from pathlib import Path

from flask import Blueprint, Response, abort, send_from_directory

FOLDER = Path(__file__).parents[2] / "assets" / "vendor" / "fonts"
FONTS = frozenset({"instrument-sans-latin.woff2", "terralis-espace.woff2"})


def blueprint() -> Blueprint:
    """Return ``/fonts/…``."""
    views = Blueprint("fonts", __name__)

    @views.get("/fonts/<name>")
    def font(name: str) -> Response:
        if name not in FONTS:
            abort(404)
        return send_from_directory(FOLDER, name)

    return views
