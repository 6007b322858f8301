"""Signing in and out: plain forms, before and without Dash."""

from collections.abc import Mapping

from flask import Blueprint, Response, make_response, redirect, render_template, request, session
from flask_login import current_user, logout_user
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as AnyResponse
from wtforms import PasswordField, StringField

from app.auth import local_path, public, without_token
from app.browser_session import enter, known_device
from app.errors import ask_to_wait
from app.public import sealed
from app.public.password_reset import RESET
from app.public.registration import offer_to_resend
from app.public.second_step import leave_former, with_suite
from app.settings import Settings
from services.demonstration.demo_accounts import DEMO_PASSWORD, USERS
from services.factors.relying_party import find_relying_party
from services.kernel.clock import Clock
from services.kernel.errors import InvalidInputError, NotValidatedError, TooManyAttemptsError
from services.kernel.house import House
from services.kernel.passwords import MAX_LENGTH
from services.kernel.wording import text
from services.sign_in import authentication, sessions
from services.sign_in.authentication import Attempt, normal_username


class LoginForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Nom d'utilisateur and Mot de passe."""

    username = StringField()
    password = PasswordField()


def blueprint(settings: Settings, *, house: House, clock: Clock) -> Blueprint:
    """Return ``/connexion`` and ``/deconnexion``."""
    views = Blueprint("login", __name__)

    @views.get("/connexion")
    @public
    def show() -> AnyResponse | str:
        if current_user.is_authenticated:
            return redirect(local_path(request.args.get("suite")))
        form = LoginForm()
        if "change" in request.args:
            kept = sealed.find(house.vault, RESET, now=clock()) or {}
            form.username.data = kept.get("name", "")
        return _page(settings, form, house=house, notice=_notice())

    @views.post("/connexion")
    @public
    def sign_in() -> AnyResponse:
        return _sign_in(settings, house, clock)

    @views.errorhandler(CSRFError)
    def start_again(_: CSRFError) -> AnyResponse:
        """Show the form afresh: it was open while somebody signed in or out in another tab."""
        if current_user.is_authenticated:
            return _go_on()
        page = _page(settings, _read_form(), house=house, error=text("signin.stale"))
        return make_response(page, 400)

    @views.post("/deconnexion")
    @without_token
    def sign_out() -> AnyResponse:
        sessions.sign_out(
            house.database, current_user.secret, now=clock(), address=request.remote_addr or ""
        )
        logout_user()
        _forget_session()
        response: Response = make_response(redirect("/connexion", code=303))
        response.headers["Clear-Site-Data"] = '"cache"'
        return response

    return views


def _notice() -> str:
    """Return what led here, as the address says."""
    if "cle" in request.args:
        return text("security.passkey_refused")
    if "inscrit" in request.args:
        return text("register.validated")
    if "change" in request.args:
        return text("reset.done")
    return text("signin.over") if "fin" in request.args else ""


def _sign_in(settings: Settings, house: House, clock: Clock) -> AnyResponse:
    """Open a session in place of the one that the browser may still have."""
    form = _read_form()
    if missing := _find_missing(form):
        # Nothing was tried: it counts against no limit.
        return make_response(_page(settings, form, house=house, missing=missing), 400)
    try:
        arrived = authentication.sign_in(house, _attempt(form), now=clock())
    except TooManyAttemptsError as error:
        refusal = _page(settings, form, house=house, error=error.message)
        return ask_to_wait(make_response(refusal), error)
    except NotValidatedError as error:
        offer_to_resend(house, error.request_id, clock)
        page = _page(settings, form, house=house, notice=error.message, is_waiting=True)
        return make_response(page, 401)
    except InvalidInputError as error:
        return make_response(_page(settings, form, house=house, error=error.message), 401)
    leave_former(house, clock)
    if arrived.is_full:
        return enter(arrived, make_response(_go_on()))
    return enter(arrived, make_response(redirect(with_suite("/connexion/code"), code=303)))


def _go_on() -> AnyResponse:
    return redirect(local_path(request.args.get("suite")), code=303)


def _read_form() -> LoginForm:
    """Return the form as sent, never from JSON, whose values are of any type."""
    form = LoginForm(request.form)
    form.username.data = (form.username.data or "")[:MAX_LENGTH]  # the page shows it again
    return form


def _find_missing(form: LoginForm) -> dict[str, str]:
    """Return what to say beside each field that was left empty."""
    missing = {}
    if not normal_username(form.username.data or ""):
        missing["username"] = text("signin.no_username")
    if not form.password.data:
        missing["password"] = text("signin.no_password")
    return missing


def _attempt(form: LoginForm) -> Attempt:
    return Attempt(
        username=form.username.data or "",
        # One more than allowed: a password that is cut must not become the right one.
        password=(form.password.data or "")[: MAX_LENGTH + 1],
        address=request.remote_addr or "",
        device=request.user_agent.string,
        known_device=known_device(),
        is_remembered=request.form.get("remember") == "1",
    )


def _forget_session() -> None:
    """Start from an empty cookie: nothing of before survives a sign-in or a sign-out."""
    session.clear()


def _page(
    settings: Settings,
    form: LoginForm,
    *,
    house: House,
    error: str = "",
    notice: str = "",
    is_waiting: bool = False,
    missing: Mapping[str, str] | None = None,
) -> str:
    party = find_relying_party(house.public_url)
    accounts = [(user.username, text(f"demo.{user.username}")) for user in USERS]
    demo = {"demo_accounts": accounts, "demo_password": DEMO_PASSWORD}
    return render_template(
        "login.html",
        form=form,
        error=error,
        missing=missing or {},
        notice=notice,
        is_waiting=is_waiting,
        register_url="/inscription",
        reset_url="/mot-de-passe-oublie",
        about_url="/a-propos",
        passkey_host=party.address if party else "",
        passkey_action=with_suite("/connexion/cle"),
        **(demo if settings.demo else {}),
    )
