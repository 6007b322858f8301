"""Signing in and out: plain forms, before and without Dash."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, session
from flask_login import current_user, login_user, logout_user
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as AnyResponse
from wtforms import PasswordField, StringField

from app.auth import SignedInUser, local_path, public, without_token
from app.settings import Settings
from services import authentication, sessions
from services.authentication import Attempt
from services.demo_accounts import DEMO_PASSWORD, USERS
from services.kernel.clock import Clock
from services.kernel.errors import InvalidInputError, TooManyAttemptsError
from services.kernel.passwords import MAX_LENGTH
from services.kernel.viewer import TransactionSource
from services.kernel.wording import text


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
        notice = text("signin.over") if "fin" in request.args else ""
        return _page(settings, LoginForm(), notice=notice)

    @views.post("/connexion")
    @public
    def sign_in() -> AnyResponse:
        return _sign_in(settings, database, clock)

    @views.errorhandler(CSRFError)
    def start_again(_: CSRFError) -> AnyResponse:
        """Show the form afresh: it was open while somebody signed in or out in another tab."""
        if current_user.is_authenticated:
            return _go_on()
        return make_response(_page(settings, _read_form(), error=text("signin.stale")), 400)

    @views.post("/deconnexion")
    @without_token
    def sign_out() -> AnyResponse:
        sessions.sign_out(database, current_user.secret)
        logout_user()
        _forget_session()
        response: Response = make_response(redirect("/connexion", code=303))
        response.headers["Clear-Site-Data"] = '"cache"'
        return response

    return views


def _sign_in(settings: Settings, database: TransactionSource, clock: Clock) -> AnyResponse:
    """Open a session in place of the one that the browser may still have."""
    form = _read_form()
    try:
        signed_in = authentication.sign_in(database, _attempt(form), now=clock())
    except TooManyAttemptsError as error:
        response = make_response(_page(settings, form, error=error.message), 429)
        response.headers["Retry-After"] = str(error.retry_after_s)
        return response
    except InvalidInputError as error:
        return make_response(_page(settings, form, error=error.message), 401)
    if current_user.is_authenticated:
        sessions.sign_out(database, current_user.secret)
    _forget_session()
    login_user(SignedInUser(signed_in.secret, signed_in.viewer))
    return _go_on()


def _go_on() -> AnyResponse:
    return redirect(local_path(request.args.get("suite")), code=303)


def _read_form() -> LoginForm:
    """Return the form as sent, never from JSON, whose values are of any type."""
    form = LoginForm(request.form)
    form.username.data = (form.username.data or "")[:MAX_LENGTH]  # the page shows it again
    return form


def _attempt(form: LoginForm) -> Attempt:
    return Attempt(
        username=form.username.data or "",
        # One more than allowed: a password that is cut must not become the right one.
        password=(form.password.data or "")[: MAX_LENGTH + 1],
        address=request.remote_addr or "",
        device=request.user_agent.string,
    )


def _forget_session() -> None:
    """Start from an empty cookie: nothing of before survives a sign-in or a sign-out."""
    session.clear()


def _page(settings: Settings, form: LoginForm, *, error: str = "", notice: str = "") -> str:
    accounts = [(user.username, text(f"demo.{user.username}")) for user in USERS]
    demo = {"demo_accounts": accounts, "demo_password": DEMO_PASSWORD}
    return render_template(
        "login.html",
        form=form,
        error=error,
        notice=notice,
        about_url="/a-propos",
        **(demo if settings.demo else {}),
    )
