"""What the forms of ``/agence`` share: who may send them, what they read, where they lead."""

from urllib.parse import urlencode

from flask import Blueprint, abort, g, redirect, request
from werkzeug.wrappers import Response

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
    given = {name: value for name, value in query.items() if value}
    return redirect(SEARCH + (f"?{urlencode(given)}" if given else ""), code=303)
