"""``/securite/sessions``: closing one's other sessions, one or all."""

from flask import Blueprint
from werkzeug.wrappers import Response as AnyResponse

from app.auth import viewer
from app.routes.factors import back
from services.kernel.clock import Clock
from services.kernel.wording import text
from services.sign_in import my_sessions

CARD = "sessions"
"""The card of the page of security that is about them."""


def blueprint(clock: Clock) -> Blueprint:
    """Return the two forms of « Mes sessions »."""
    views = Blueprint("my_sessions", __name__)

    @views.post("/securite/sessions/<public_id>/fermer")
    def close(public_id: str) -> AnyResponse:
        my_sessions.close(viewer(), public_id, now=clock())
        return back(text("security.session_closed"), at=CARD)

    @views.post("/securite/sessions/fermer")
    def close_others() -> AnyResponse:
        my_sessions.close_others(viewer(), now=clock())
        return back(text("security.sessions_closed"), at=CARD)

    return views
