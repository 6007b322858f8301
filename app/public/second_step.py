"""``/connexion/code``: the second step of a sign-in, and signing in with a passkey alone."""

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.auth import local_path, public
from app.browser_session import enter, half_secret, known_device, take_challenge
from app.errors import ask_to_wait
from app.notes import tell_codes_left
from app.passkey_forms import read_answer, send_options
from components.security_cards import MESSAGE
from services.factors import demo_codes, passkey_proofs, second_factor
from services.factors.passkey_challenges import Aim
from services.factors.passkey_proofs import SECOND_STEP, SIGN_IN
from services.factors.relying_party import find_relying_party
from services.factors.second_factor import Awaited
from services.kernel.clock import Clock
from services.kernel.errors import (
    InvalidInputError,
    NotFoundError,
    ServiceError,
    TooManyAttemptsError,
)
from services.kernel.house import House
from services.kernel.wording import text
from services.sign_in import sessions
from services.sign_in.arrival import Arrival
from services.sign_in.sessions import Origin

LONGEST_CODE = 64
SETUP = "/connexion/double-authentification"


def blueprint(house: House, clock: Clock) -> Blueprint:
    """Return the second step: a page, its form, and the two answers of a passkey."""
    views = Blueprint("second_step", __name__)
    _add_code(views, house, clock)
    _add_passkey(views, house, clock)

    @views.errorhandler(NotFoundError)
    def start_again(_: NotFoundError) -> AnyResponse:
        """Lead back to the first step: the half session is over."""
        return redirect("/connexion?fin=1", code=303)

    return views


def _add_code(views: Blueprint, house: House, clock: Clock) -> None:
    @views.get("/connexion/code")
    @public
    def show() -> AnyResponse | str:
        awaited = second_factor.find_awaited(house, half_secret(), now=clock())
        if awaited is None:
            return redirect(with_suite("/connexion"))
        if not awaited.has_factor:
            return redirect(with_suite(SETUP))
        return _page(house, awaited, clock)

    @views.post("/connexion/code")
    @public
    def check() -> AnyResponse:
        code = request.form.get("code", "")[:LONGEST_CODE]
        if not code.strip():
            return refused(house, clock, missing_code(), status=400)
        try:
            arrived = second_factor.pass_with_code(
                house, half_secret(), code, device=known_device(), now=clock()
            )
        except (InvalidInputError, TooManyAttemptsError) as error:
            return refused(house, clock, error)
        return go_on(house, clock, arrived)


def _add_passkey(views: Blueprint, house: House, clock: Clock) -> None:
    @views.post("/connexion/cle/options")
    @public
    def ask() -> Response:
        awaited = second_factor.find_awaited(house, half_secret(), now=clock())
        aim = Aim(SECOND_STEP, awaited.user_id) if awaited else Aim(SIGN_IN)
        address = request.remote_addr or ""
        return send_options(passkey_proofs.ask_to_sign(house, aim, address=address, now=clock()))

    @views.post("/connexion/cle")
    @public
    def sign() -> AnyResponse:
        try:
            arrived = _arrive(house, clock)
        except InvalidInputError as error:
            return refused(house, clock, error)
        return go_on(house, clock, arrived)


def with_suite(path: str) -> str:
    """Return ``path`` with the page that is wanted in the end."""
    query = request.query_string.decode("ascii", "ignore")
    return f"{path}?{query}" if "suite" in request.args else path


def go_on(house: House, clock: Clock, arrived: Arrival) -> AnyResponse:
    """Lead to the wanted page with the session opened; the one of before ends.

    After a recovery code to the page of security first: what it stood in for may be lost.
    """
    leave_former(house, clock)
    start = "/agence" if arrived.viewer.is_staff else "/"
    wanted = local_path(request.args.get("suite") or start)
    if arrived.codes_left is not None:
        wanted = f"/securite#{MESSAGE}"
    response = enter(arrived, make_response(redirect(wanted, code=303)))
    tell_codes_left(arrived.codes_left)
    return response


def leave_former(house: House, clock: Clock) -> None:
    """End the session that the browser may still have."""
    if current_user.is_authenticated:
        sessions.sign_out(
            house.database, current_user.secret, now=clock(), address=request.remote_addr or ""
        )


def missing_code() -> InvalidInputError:
    """Return the refusal of an empty field: nothing was tried, and no limit counts it."""
    return InvalidInputError(text("security.no_code"), field="code")


def refused(house: House, clock: Clock, error: ServiceError, *, status: int = 401) -> AnyResponse:
    """Show the step again with why; without a half session the sign-in page."""
    awaited = second_factor.find_awaited(house, half_secret(), now=clock())
    if awaited is None or not awaited.has_factor:
        return redirect("/connexion?cle=1", code=303)
    response = make_response(_page(house, awaited, clock, error=error.message))
    if isinstance(error, TooManyAttemptsError):
        return ask_to_wait(response, error)
    response.status_code = status
    return response


def _arrive(house: House, clock: Clock) -> Arrival:
    answer, challenge, browser = read_answer(), take_challenge(), known_device()
    secret, now = half_secret(), clock()
    if secret and second_factor.find_awaited(house, secret, now=now):
        return passkey_proofs.second_step(house, secret, answer, challenge, device=browser, now=now)
    origin = Origin(request.remote_addr or "", request.user_agent.string)
    return passkey_proofs.sign_in(house, answer, challenge, origin=origin, device=browser, now=now)


def _page(house: House, awaited: Awaited, clock: Clock, *, error: str = "") -> str:
    party = find_relying_party(house.public_url)
    return render_template(
        "second_step.html",
        awaited=awaited,
        error=error,
        passkey_host=party.address if party and awaited.has_passkey else "",
        demo_code=demo_codes.find(house, awaited.user_id, now=clock()),
        action=with_suite("/connexion/code"),
        passkey_action=with_suite("/connexion/cle"),
    )
