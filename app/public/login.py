"""Signing in and out: plain forms, before and without Dash."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, session
from flask_login import current_user, login_user, logout_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import PasswordField, StringField

from app.auth import SignedInUser, local_path, public
from app.settings import Settings
from services import authentication
from services.authentication import Attempt
from services.demo_accounts import DEMO_PASSWORD, USERS
from services.kernel.clock import Clock
from services.kernel.errors import InvalidInputError, TooManyAttemptsError
from services.kernel.viewer import TransactionSource
from services.kernel.wording import text

LONGEST = 128
"""Longer names and passwords are cut off unread: hashing them would be work for an attacker."""


class LoginForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Nom d'utilisateur and Mot de passe."""

    username = StringField()
    password = PasswordField()


def blueprint(settings: Settings, *, database: TransactionSource, clock: Clock) -> Blueprint:
    """Return ``/connexion`` and ``/deconnexion``."""
    views = Blueprint("login", __name__)

    @views.get("/connexion")
    @public
    def show() -> AnyResponse | str:
        if current_user.is_authenticated:
            return redirect(local_path(request.args.get("suite")))
        return _page(settings, LoginForm())

    @views.post("/connexion")
    @public
    def sign_in() -> AnyResponse:
        form = LoginForm(request.form)  # never from JSON, whose values are of any type
        form.username.data = (form.username.data or "")[:LONGEST]  # the page shows it again
        try:
            signed_in = authentication.sign_in(database, _attempt(form), now=clock())
        except TooManyAttemptsError as error:
            response = make_response(_page(settings, form, error=error.message), 429)
            response.headers["Retry-After"] = str(error.retry_after_s)
            return response
        except InvalidInputError as error:
            return make_response(_page(settings, form, error=error.message), 401)
        _forget_session()
        login_user(SignedInUser(signed_in.secret, signed_in.viewer))
        return redirect(local_path(request.args.get("suite")), code=303)

    @views.post("/deconnexion")
    def sign_out() -> AnyResponse:
        authentication.sign_out(database, current_user.secret)
        logout_user()
        _forget_session()
        response: Response = make_response(redirect("/connexion", code=303))
        response.headers["Clear-Site-Data"] = '"cache"'
        return response

    return views


def _attempt(form: LoginForm) -> Attempt:
    return Attempt(
        username=form.username.data or "",
        password=(form.password.data or "")[: LONGEST + 1],
        address=request.remote_addr or "",
        device=request.user_agent.string,
    )


def _forget_session() -> None:
    """Start from an empty cookie: nothing of before survives a sign-in or a sign-out."""
    session.clear()


def _page(settings: Settings, form: LoginForm, *, error: str = "") -> str:
    accounts = [(user.username, text(f"demo.{user.username}")) for user in USERS]
    demo = {"demo_accounts": accounts, "demo_password": DEMO_PASSWORD}
    return render_template(
        "login.html",
        form=form,
        error=error,
        about_url="/a-propos",
        **(demo if settings.demo else {}),
    )
