"""Changing what one signs in with: the forms of the page /securite, the link of a new address."""

from flask import Blueprint, make_response, redirect, render_template, request, session
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.auth import public, viewer
from app.browser_session import renew
from app.notes import Kind, tell
from components.security_cards import MESSAGE
from pages._credential_cards import ERRORS
from services.kernel.clock import Clock
from services.kernel.errors import InvalidInputError, ProofNeededError, TooManyAttemptsError
from services.kernel.house import House
from services.kernel.wording import text
from services.sign_in import credentials

LONGEST = 300


def blueprint(house: House, clock: Clock) -> Blueprint:
    """Return the changes of password, e-mail address and user name."""
    views = Blueprint("credentials", __name__)
    _add_link(views, house, clock)
    _add_refusals(views)

    @views.post("/securite/mot-de-passe")
    def change_password() -> AnyResponse:
        current, new, secret = _typed("current"), _typed("password"), current_user.secret
        renew(
            credentials.change_password(
                viewer(), house, secret, current=current, new=new, now=clock()
            )
        )
        return _say(text("credentials.password_changed"))

    @views.post("/securite/e-mail")
    def ask_for_email() -> AnyResponse:
        address = credentials.ask_for_email(
            viewer(), house, password=_typed("email_password"), email=_typed("email"), now=clock()
        )
        return _say(text("credentials.email_sent", email=address))

    @views.post("/securite/nom-d-utilisateur")
    def change_username() -> AnyResponse:
        credentials.change_username(
            viewer(),
            house,
            password=_typed("username_password"),
            username=_typed("username"),
            now=clock(),
        )
        return _say(text("credentials.username_changed"))

    return views


def _add_refusals(views: Blueprint) -> None:
    @views.errorhandler(InvalidInputError)
    def show_problem(error: InvalidInputError) -> AnyResponse:
        """Say it beside the field, with what was typed; passwords are typed again."""
        field = error.field or ""
        session[ERRORS] = {field: error.message, **_kept()}
        return redirect(f"/securite#{field}", code=303)

    @views.errorhandler(ProofNeededError)
    def ask_for_proof(_: ProofNeededError) -> AnyResponse:
        """Lead to the proof and back to the form, with what was typed but for passwords."""
        session[ERRORS] = _kept()
        tell(text("credentials.proof_first"), "info", at=_card())
        return redirect("/verification?suite=%2Fsecurite", code=303)

    @views.errorhandler(TooManyAttemptsError)
    def wait(error: TooManyAttemptsError) -> AnyResponse:
        return _say(error.message, "warn")


def _add_link(views: Blueprint, house: House, clock: Clock) -> None:
    @views.get("/securite/e-mail/confirmation")
    @public
    def show_link() -> AnyResponse:
        secret = request.args.get("jeton", "")[:LONGEST]
        email = credentials.find_new_email(house, secret, now=clock())
        if not email:
            return _link_over()
        return make_response(render_template("email_confirm.html", secret=secret, email=email))

    @views.post("/securite/e-mail/confirmation")
    @public
    def confirm() -> AnyResponse:
        secret = request.form.get("jeton", "")[:LONGEST]
        address = request.remote_addr or ""
        try:
            credentials.confirm_email(house, secret, address=address, now=clock())
        except InvalidInputError:
            return _link_over()
        tell(text("credentials.email_changed"), at="e-mail")
        return redirect(f"/securite#{MESSAGE}", code=303)


def _kept() -> dict[str, str]:
    return {f"typed_{name}": _typed(name) for name in ("email", "username")}


def _typed(name: str) -> str:
    return request.form.get(name, "")[:LONGEST]


def _say(sentence: str, kind: Kind = "ok") -> AnyResponse:
    """Lead back to the page, which says ``sentence`` in the card of the form."""
    tell(sentence, kind, at=_card())
    return redirect(f"/securite#{MESSAGE}", code=303)


def _card() -> str:
    """Return the anchor of the form's card: its address ends with the same word."""
    return request.path.rpartition("/")[2]


def _link_over() -> AnyResponse:
    page = render_template(
        "link_over.html",
        title=text("credentials.link_over_title"),
        line=text("credentials.link_over"),
        actions=[("/connexion", text("credentials.link_over_action"))],
    )
    return make_response(page, 410)
