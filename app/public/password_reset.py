"""« Mot de passe oublié ? »: ask for a link, choose another password."""

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from app.auth import public
from app.errors import ask_to_wait
from app.public import sealed
from services.kernel.clock import Clock
from services.kernel.errors import InvalidInputError, TooManyAttemptsError
from services.kernel.house import House
from services.kernel.wording import text
from services.sign_in import password_reset

LONGEST = 300
RESET = "password_reset"
"""Where the browser keeps whose password was chosen anew, for the page of sign-in."""


def blueprint(house: House, clock: Clock) -> Blueprint:
    """Return ``/mot-de-passe-oublie`` and the page of its link."""
    views = Blueprint("password_reset", __name__)
    _add_question(views, house, clock)
    _add_link(views, house, clock)
    return views


def _add_question(views: Blueprint, house: House, clock: Clock) -> None:
    @views.get("/mot-de-passe-oublie")
    @public
    def show() -> str:
        return _ask_page(is_sent="envoye" in request.args)

    @views.post("/mot-de-passe-oublie")
    @public
    def ask() -> AnyResponse:
        who = request.form.get("who", "")[:LONGEST]
        if not who.strip():
            return make_response(_ask_page(problem=text("reset.who_missing")), 400)
        try:
            password_reset.request(house, who, address=request.remote_addr or "", now=clock())
        except TooManyAttemptsError as error:
            return ask_to_wait(make_response(_ask_page(problem=error.message, who=who)), error)
        return redirect("/mot-de-passe-oublie?envoye=1", code=303)


def _add_link(views: Blueprint, house: House, clock: Clock) -> None:
    @views.get("/mot-de-passe-oublie/nouveau")
    @public
    def show_link() -> AnyResponse:
        secret = request.args.get("jeton", "")[:LONGEST]
        if not password_reset.can_reset(house, secret, now=clock()):
            return _link_over()
        return make_response(render_template("reset_new.html", secret=secret, problem=""))

    @views.post("/mot-de-passe-oublie/nouveau")
    @public
    def reset() -> AnyResponse:
        secret = request.form.get("jeton", "")[:LONGEST]
        password = request.form.get("password", "")[:LONGEST]
        address = request.remote_addr or ""
        try:
            name = password_reset.reset(house, secret, password, address=address, now=clock())
        except InvalidInputError as error:
            if error.field != "password":
                return _link_over()
            page = render_template("reset_new.html", secret=secret, problem=error.message)
            return make_response(page, 400)
        # It was their link: the name to sign in with need not be remembered.
        sealed.keep(house.vault, RESET, {"name": name}, now=clock())
        return redirect("/connexion?change=1", code=303)


def _ask_page(*, is_sent: bool = False, problem: str = "", who: str = "") -> str:
    return render_template("reset_ask.html", is_sent=is_sent, problem=problem, who=who)


def _link_over() -> AnyResponse:
    page = render_template(
        "link_over.html",
        title=text("reset.link_over_title"),
        line=text("reset.link_over"),
        actions=[("/mot-de-passe-oublie", text("reset.link_over_action"))],
    )
    return make_response(page, 410)
