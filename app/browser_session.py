"""What the browser keeps of a sign-in: the session's secret, a half one's, and its own name."""

from datetime import timedelta

from flask import Flask, Response, current_app, request, session
from flask_login import login_user

from app.auth import SignedInUser
from services.sign_in.arrival import Arrival
from services.sign_in.sessions import REMEMBERED

HALF = "half"
"""Where the signed cookie keeps the secret of a session that awaits its second factor."""

CHALLENGE = "challenge"
"""Where it keeps what a passkey was asked to sign."""

DEVICE_COOKIE = "ael-device"
DEVICE_LASTS = timedelta(days=400)
"""As long as browsers keep a cookie."""

LONGEST_DEVICE = 64


def configure(server: Flask) -> None:
    """Let the cookie of « Se souvenir de moi » live as long as its session may."""
    server.config["PERMANENT_SESSION_LIFETIME"] = REMEMBERED.absolute
    server.config["SESSION_REFRESH_EACH_REQUEST"] = False


def enter(arrived: Arrival, response: Response) -> Response:
    """Start from an empty cookie, and give the browser the session that was opened."""
    session.clear()
    if not arrived.is_full:
        session[HALF] = arrived.secret
        return response
    session.permanent = arrived.is_remembered
    login_user(SignedInUser(arrived.secret, arrived.viewer))
    response.set_cookie(
        DEVICE_COOKIE,
        arrived.device,
        max_age=DEVICE_LASTS,
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
    )
    return response


def half_secret() -> str:
    """Return the secret of the session that awaits its second factor, "" without one."""
    found = session.get(HALF, "")
    return found if isinstance(found, str) else ""


def known_device() -> str:
    """Return the browser's own secret, "" for one that never signed in."""
    return request.cookies.get(DEVICE_COOKIE, "")[:LONGEST_DEVICE]


def renew(secret: str) -> None:
    """Give the browser the new secret of its session."""
    session["_user_id"] = secret


def keep_challenge(challenge: str) -> None:
    """Keep what a passkey was asked to sign."""
    session[CHALLENGE] = challenge


def take_challenge() -> str:
    """Return what a passkey was asked to sign, once."""
    found = session.pop(CHALLENGE, "")
    return found if isinstance(found, str) else ""
