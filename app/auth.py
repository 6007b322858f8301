"""The gate: everything is closed to strangers but a short list of public views."""

from collections.abc import Callable
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode

from flask import Flask, Response, abort, current_app, g, jsonify, redirect, request
from flask_login import LoginManager, UserMixin, current_user
from flask_wtf.csrf import CSRFProtect

from app.security import is_cross_site
from services.kernel.clock import Clock
from services.kernel.viewer import TransactionSource, Viewer
from services.kernel.wording import text
from services.sign_in import sessions

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

V = TypeVar("V", bound=Callable[..., object])

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CALLBACKS = "/_dash-update-component"
"""The one address that needs no token: it takes JSON alone, which no foreign form can send."""

LARGEST_CALLBACK = 64 * 1024
"""What a callback may send, in bytes: a few choices and an address."""

MACHINE_PREFIXES = ("/_dash", "/_reload-hash", "/_favicon")
"""Addresses that only scripts ask for: a stranger gets a 401 there, not a sign-in page."""


VIEWER_HEADER = "X-Viewer"
"""Marks whose data an answer holds; session.js draws the page anew when it changes."""


class SignedInUser(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """What Flask-Login keeps of a session: its id is the session's secret, never the user's."""

    def __init__(self, secret: str, viewer: Viewer) -> None:
        self.secret = secret
        self.viewer = viewer

    def get_id(self) -> str:
        """Return what Flask-Login writes into the cookie."""
        return self.secret

    @property
    def mark(self) -> str:
        """Return what tells this session from another, and nothing else about it.

        A consultation by the agency that begins or ends changes it: the frame is drawn anew.
        """
        shown = f"mark {self.viewer.acting_for or ''} {self.secret}"
        return sha256(shown.encode()).hexdigest()[:16]


def public(view: V) -> V:
    """Mark a view as open to strangers."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def without_token(view: V) -> V:
    """Mark a view that a stale form may still reach: refusing it would do more harm.

    Requests that another site's page made are refused all the same.
    """
    view.takes_any_token = True  # type: ignore[attr-defined]
    return view


def close(server: Flask, *, database: TransactionSource, clock: Clock) -> None:
    """Close ``server``; call it before Dash adds its routes, so that nothing runs before it."""
    manager = LoginManager()
    manager.session_protection = None  # the session table says who is there, not the user agent
    # No template needs the user, and looking for one would fail the page about a failed database.
    manager.init_app(server, add_context_processor=False)
    csrf = CSRFProtect(server)

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load_user(secret: str) -> SignedInUser | None:
        address = request.remote_addr or ""
        viewer = sessions.resume(database, secret, now=clock(), address=address)
        return SignedInUser(secret, viewer) if viewer else None

    @server.before_request
    def gate() -> "AnyResponse | None":
        _refuse_outright()
        view = current_app.view_functions.get(request.endpoint or "")
        is_public = getattr(view, "is_public", False)
        if not is_public and not current_user.is_authenticated:
            return _turn_away()
        if not request.path.isprintable():
            abort(404)  # a name that no database takes
        if request.method not in SAFE_METHODS and _needs_token(view):
            csrf.protect()
        if is_public:
            return None
        g.viewer = current_user.viewer
        g.mark = current_user.mark
        return None

    server.after_request(_mark_answer)


def _refuse_outright() -> None:
    """Refuse what nobody may send: what is too large, another site's forms."""
    if request.path == CALLBACKS:
        request.max_content_length = LARGEST_CALLBACK
    if request.method not in SAFE_METHODS and is_cross_site():
        abort(403)


def _mark_answer(response: Response) -> Response:
    if "mark" in g and request.path.startswith(MACHINE_PREFIXES):
        response.headers[VIEWER_HEADER] = g.mark
    return response


def _needs_token(view: object) -> bool:
    """Tell whether a form's token is asked for: callbacks take JSON, which no form can send."""
    if request.path == CALLBACKS and request.is_json:
        return False
    return not getattr(view, "takes_any_token", False)


def viewer() -> Viewer:
    """Return who asks. Only within a request that came through the gate."""
    found: Viewer = g.viewer
    return found


def find_viewer() -> Viewer | None:
    """Return who asks, None for a stranger at a public view."""
    found: Viewer | None = g.get("viewer")
    return found


def local_path(wanted: str | None) -> str:
    """Return the address to go to after signing in: one of ours, the home page otherwise."""
    is_local = wanted and wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    is_clean = wanted and "\\" not in wanted and all(c.isprintable() for c in wanted)
    return wanted if wanted and is_local and is_clean else "/"


def _turn_away() -> "AnyResponse":
    if request.path.startswith(MACHINE_PREFIXES):
        answer: Response = jsonify(error=text("app.session_over"))
        answer.status_code = 401
        return answer
    wanted = request.full_path.rstrip("?") if request.method in SAFE_METHODS else "/"
    query = "" if wanted == "/" else "?" + urlencode({"suite": wanted})
    return redirect(f"/connexion{query}")
