"""What the forms of ``/agence`` share: who may send them, what they read, where they lead."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Blueprint, abort, g, redirect, request
from werkzeug.wrappers import Response

from app.notes import tell
from services.kernel.wording import text

SEARCH = "/agence"
LONGEST = 400
"""Characters of a field that are read at all."""


def hide_from_others(views: Blueprint) -> None:
    """Let ``views`` exist for the agency's people alone."""

    @views.before_request
    def hide() -> None:
        if "viewer" not in g or not g.viewer.is_staff:
            abort(404)


def typed(name: str) -> str:
    """Return a field as it was sent, cut where nobody types that much."""
    return request.form.get(name, "")[:LONGEST]


def back(**query: str) -> Response:
    """Lead back to the page with the values that are given."""
    return redirect(_place(query), code=303)


def prove_first(**query: str) -> Response:
    """Lead to the proof and from there back to the page, which says that nothing is done yet."""
    tell(text("staff.proof_first"), "info")
    return redirect(f"/verification?{urlencode({'suite': _place(query)})}", code=303)


def _place(query: Mapping[str, str]) -> str:
    given = {name: value for name, value in query.items() if value}
    return SEARCH + (f"?{urlencode(given)}" if given else "")
