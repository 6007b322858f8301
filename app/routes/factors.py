"""``/securite/double-authentification``: the code generator and the recovery codes."""

from flask import Blueprint, make_response, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.auth import viewer
from app.browser_session import renew
from app.notes import Kind, tell
from app.public.second_step import LONGEST_CODE, missing_code
from app.qr_code import draw
from components.security_cards import MESSAGE
from services.factors import totp
from services.factors.factor_changes import Changed
from services.kernel.clock import Clock
from services.kernel.errors import InvalidInputError
from services.kernel.house import House
from services.kernel.wording import text

SETUP = "/securite/double-authentification"
PAGE = "/securite"
FACTORS = "double-authentification"
"""The card of the page that is about factors."""


def blueprint(house: House, clock: Clock) -> Blueprint:
    """Return the page that sets a generator up, and the forms about it."""
    views = Blueprint("factors", __name__)
    _add_setup(views, house, clock)

    @views.post(f"{SETUP}/supprimer")
    def remove() -> AnyResponse:
        try:
            renew(totp.remove(house, viewer(), current_user.secret, now=clock()).secret)
        except InvalidInputError as error:
            return back(error.message, "warn")
        return back(text("security.totp_removed"))

    @views.post("/securite/codes-de-secours")
    def renew_codes() -> AnyResponse | str:
        try:
            changed = totp.renew_codes(house, viewer(), current_user.secret, now=clock())
        except InvalidInputError as error:
            return back(error.message, "warn")
        return show_codes(changed, "")

    return views


def _add_setup(views: Blueprint, house: House, clock: Clock) -> None:
    @views.get(SETUP)
    def show() -> AnyResponse | str:
        try:
            return _page(house, clock)
        except InvalidInputError as error:
            return back(error.message, "info")

    @views.post(SETUP)
    def confirm() -> AnyResponse | str:
        code = request.form.get("code", "")[:LONGEST_CODE]
        try:
            if not code.strip():
                return make_response(_page(house, clock, error=missing_code().message), 400)
            changed = totp.confirm_signed_in(
                house, viewer(), current_user.secret, code, now=clock()
            )
        except InvalidInputError as error:
            if error.field is None:
                return back(error.message, "info")
            return make_response(_page(house, clock, error=error.message), 400)
        return show_codes(changed, text("security.totp_added"))


def back(sentence: str, kind: Kind = "ok", *, at: str = FACTORS) -> AnyResponse:
    """Lead back to the page of security, which says ``sentence`` in the card ``at``."""
    tell(sentence, kind, at=at)
    return redirect(f"{PAGE}#{MESSAGE}", code=303)


def show_codes(changed: Changed, sentence: str) -> AnyResponse | str:
    """Give the browser its session's new secret and show new recovery codes this once.

    Leads back where there are none to show.
    """
    renew(changed.secret)
    if not changed.codes:
        return back(sentence)
    return render_template("recovery_codes.html", codes=changed.codes, next=PAGE)


def _page(house: House, clock: Clock, *, error: str = "") -> str:
    owner = totp.owner_signed_in(viewer(), clock())
    enrolment = totp.start(house, owner, now=clock())
    return render_template(
        "factor_setup.html",
        enrolment=enrolment,
        qr_code=draw(enrolment.uri),
        error=error,
        action=SETUP,
        is_compulsory=False,
    )
