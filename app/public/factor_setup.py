"""``/connexion/double-authentification``: the agency's people set a second factor up first."""

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from app.auth import local_path, public
from app.browser_session import enter, half_secret, known_device, take_challenge
from app.passkey_forms import read_answer, send_options
from app.public.second_step import LONGEST_CODE, SETUP, leave_former, missing_code, with_suite
from app.qr_code import draw
from services.factors import compulsory_factor, passkeys, totp
from services.factors.relying_party import find_relying_party, why_no_passkeys
from services.kernel.clock import Clock
from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.house import House
from services.sign_in.arrival import Arrival


def blueprint(house: House, clock: Clock) -> Blueprint:
    """Return the page that sets a factor up within a half session."""
    views = Blueprint("factor_setup", __name__)
    _add_totp(views, house, clock)
    _add_passkey(views, house, clock)

    @views.errorhandler(NotFoundError)
    def start_again(_: NotFoundError) -> AnyResponse:
        """Lead back to the first step: the half session is over."""
        return redirect(with_suite("/connexion"), code=303)

    @views.errorhandler(InvalidInputError)
    def prove_instead(_: InvalidInputError) -> AnyResponse:
        """Lead to the second step: there is a factor already."""
        return redirect(with_suite("/connexion/code"), code=303)

    return views


def _add_totp(views: Blueprint, house: House, clock: Clock) -> None:
    @views.get(SETUP)
    @public
    def show() -> AnyResponse | str:
        return _page(house, clock)

    @views.post(SETUP)
    @public
    def confirm() -> AnyResponse:
        code = request.form.get("code", "")[:LONGEST_CODE]
        try:
            if not code.strip():
                raise missing_code()
            arrived, codes = compulsory_factor.confirm_totp(
                house, half_secret(), code, device=known_device(), now=clock()
            )
        except InvalidInputError as error:
            return make_response(_page(house, clock, error=error.message), 400)
        return _show_codes(house, clock, arrived, codes)


def _add_passkey(views: Blueprint, house: House, clock: Clock) -> None:
    @views.post(f"{SETUP}/cle/options")
    @public
    def ask() -> Response:
        owner = compulsory_factor.find_owner(house, half_secret(), now=clock())
        return send_options(passkeys.ask_for_new(house, owner, now=clock()))

    @views.post(f"{SETUP}/cle")
    @public
    def add() -> AnyResponse:
        secret, answer, challenge = half_secret(), read_answer(), take_challenge()
        try:
            arrived, codes = compulsory_factor.add_passkey(
                house, secret, answer, challenge, device=known_device(), now=clock()
            )
        except InvalidInputError as error:
            return make_response(_page(house, clock, passkey_error=error.message), 400)
        return _show_codes(house, clock, arrived, codes)


def _show_codes(
    house: House, clock: Clock, arrived: Arrival, codes: tuple[str, ...]
) -> AnyResponse:
    leave_former(house, clock)
    wanted = local_path(request.args.get("suite"))
    return enter(
        arrived, make_response(render_template("recovery_codes.html", codes=codes, next=wanted))
    )


def _page(house: House, clock: Clock, *, error: str = "", passkey_error: str = "") -> str:
    owner = compulsory_factor.find_owner(house, half_secret(), now=clock())
    enrolment = totp.start(house, owner, now=clock())
    party = find_relying_party(house.public_url)
    return render_template(
        "factor_setup.html",
        enrolment=enrolment,
        qr_code=draw(enrolment.uri),
        error=error,
        passkey_error=passkey_error,
        passkey_host=party.address if party else "",
        passkeys_absent=why_no_passkeys(house.public_url),
        action=with_suite(SETUP),
        passkey_options=f"{SETUP}/cle/options",
        passkey_action=with_suite(f"{SETUP}/cle"),
        is_compulsory=True,
    )
