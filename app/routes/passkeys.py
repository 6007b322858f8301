"""``/securite/cles-d-acces``: making a passkey of one's account, and forgetting one."""

from flask import Blueprint, Response, make_response, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.auth import viewer
from app.browser_session import renew, take_challenge
from app.passkey_forms import read_answer, send_options
from app.routes.factors import back, show_codes
from services.factors import passkeys, totp
from services.factors.relying_party import find_relying_party, why_no_passkeys
from services.kernel.clock import Clock
from services.kernel.errors import InvalidInputError
from services.kernel.house import House
from services.kernel.wording import text

SETUP = "/securite/cles-d-acces"


def blueprint(house: House, clock: Clock) -> Blueprint:
    """Return the page that makes a passkey, and the forms about passkeys."""
    views = Blueprint("passkeys", __name__)

    @views.get(SETUP)
    def show() -> str:
        totp.owner_signed_in(viewer(), clock())
        return _page(house)

    @views.post(f"{SETUP}/options")
    def ask() -> Response:
        owner = totp.owner_signed_in(viewer(), clock())
        return send_options(passkeys.ask_for_new(house, owner, now=clock()))

    @views.post(SETUP)
    def add() -> AnyResponse | str:
        answer, challenge = read_answer(), take_challenge()
        name, secret = request.form.get("name", ""), current_user.secret
        try:
            changed = passkeys.add_signed_in(
                house, viewer(), secret, answer, challenge, name=name, now=clock()
            )
        except InvalidInputError as error:
            return make_response(_page(house, error=error.message), 400)
        return show_codes(changed, text("security.passkey_added"))

    @views.post(f"{SETUP}/<int:passkey_id>/supprimer")
    def remove(passkey_id: int) -> AnyResponse:
        try:
            secret = current_user.secret
            renew(passkeys.remove(house, viewer(), secret, passkey_id, now=clock()).secret)
        except InvalidInputError as error:
            return back(error.message, "warn")
        return back(text("security.passkey_removed"))

    return views


def _page(house: House, *, error: str = "") -> str:
    party = find_relying_party(house.public_url)
    return render_template(
        "passkey_setup.html",
        passkey_host=party.address if party else "",
        passkeys_absent=why_no_passkeys(house.public_url),
        passkey_error=error,
    )
