"""``/verification``: proving again who one is, before a sensitive action."""

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.after_proof import tell_wanted
from app.auth import local_path, viewer
from app.browser_session import renew, take_challenge
from app.errors import ask_to_wait
from app.notes import tell_codes_left
from app.passkey_forms import read_answer, send_options
from app.public.second_step import with_suite
from services.factors import passkey_proofs
from services.factors.passkey_challenges import Aim
from services.factors.passkey_proofs import PROVE
from services.factors.relying_party import find_relying_party
from services.kernel.clock import Clock
from services.kernel.errors import InvalidInputError, TooManyAttemptsError
from services.kernel.house import House
from services.kernel.passwords import MAX_LENGTH
from services.kernel.wording import text
from services.sign_in import proof


def blueprint(house: House, clock: Clock) -> Blueprint:
    """Return the page that asks, and what it takes for an answer."""
    views = Blueprint("verification", __name__)

    @views.get("/verification")
    def show() -> str:
        return _page(house, clock)

    @views.post("/verification")
    def check() -> AnyResponse:
        typed = request.form.get("password") or request.form.get("code") or ""
        if not typed.strip():
            # Nothing was tried: it counts against no limit.
            return make_response(_page(house, clock, error=_missing(house, clock)), 400)
        try:
            # One more than allowed: a password that is cut must not become the right one.
            typed = typed[: MAX_LENGTH + 1]
            proved = proof.prove(house, viewer(), current_user.secret, typed, now=clock())
        except TooManyAttemptsError as error:
            return ask_to_wait(make_response(_page(house, clock, error=error.message)), error)
        except InvalidInputError as error:
            return make_response(_page(house, clock, error=error.message), 400)
        renew(proved.secret)
        tell_wanted()
        tell_codes_left(proved.codes_left)
        return _go_on()

    _add_passkey(views, house, clock)
    return views


def _add_passkey(views: Blueprint, house: House, clock: Clock) -> None:
    @views.post("/verification/cle/options")
    def ask() -> Response:
        aim, address = Aim(PROVE, viewer().user_id), request.remote_addr or ""
        return send_options(passkey_proofs.ask_to_sign(house, aim, address=address, now=clock()))

    @views.post("/verification/cle")
    def sign() -> AnyResponse:
        answer, challenge, secret = read_answer(), take_challenge(), current_user.secret
        try:
            renew(passkey_proofs.prove(house, viewer(), secret, answer, challenge, now=clock()))
        except InvalidInputError as error:
            return make_response(_page(house, clock, passkey_error=error.message), 400)
        tell_wanted()
        return _go_on()


def _missing(house: House, clock: Clock) -> str:
    means = proof.find_means(house, viewer(), now=clock())
    return text("signin.no_password" if means.is_password else "security.no_code")


def _go_on() -> AnyResponse:
    return redirect(local_path(request.args.get("suite")), code=303)


def _page(house: House, clock: Clock, *, error: str = "", passkey_error: str = "") -> str:
    means = proof.find_means(house, viewer(), now=clock())
    party = find_relying_party(house.public_url)
    return render_template(
        "verification.html",
        means=means,
        name=viewer().display_name,
        error=error,
        passkey_error=passkey_error,
        passkey_host=party.address if party and means.has_passkey else "",
        action=with_suite("/verification"),
        passkey_action=with_suite("/verification/cle"),
    )
