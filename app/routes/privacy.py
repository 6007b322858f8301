"""What the privacy cards of ``/securite`` send: consents, copies of data, demands for erasure."""

from io import BytesIO

from flask import Blueprint, redirect, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from app.auth import viewer
from app.notes import tell
from components.security_cards import MESSAGE
from pages._privacy_cards import ASK, CONSENTS, COPIES, ERASURE
from services.domain.calendar import PARIS
from services.domain.consents import Purpose
from services.kernel.clock import Clock
from services.kernel.errors import InvalidInputError, TooManyAttemptsError
from services.kernel.house import House
from services.kernel.wording import text
from services.privacy import consents, personal_data

PAGE = "/securite"


def blueprint(house: House, clock: Clock) -> Blueprint:
    """Return the addresses below ``/securite`` that privacy needs."""
    views = Blueprint("privacy", __name__)

    @views.post(f"{PAGE}/consentements/<reference>")
    def answer(reference: str) -> AnyResponse:
        granted = frozenset(purpose for purpose in Purpose if purpose.value in request.form)
        asked = frozenset(
            purpose for purpose in Purpose if purpose in request.form.getlist("asked")
        )
        try:
            said = consents.answer(viewer(), reference, granted, asked=asked, now=clock())
        except InvalidInputError as error:
            return _back(error.message, is_done=False, at=CONSENTS)
        return _back(said, at=CONSENTS)

    @views.post(f"{PAGE}/mes-donnees")
    def ask_export() -> AnyResponse:
        try:
            personal_data.request_export(viewer(), house=house, now=clock())
        except (InvalidInputError, TooManyAttemptsError) as error:
            return _back(error.message, is_done=False, at=COPIES)
        return _back(text("privacy.export_asked"), at=COPIES)

    @views.get(f"{PAGE}/mes-donnees/<public_id>")
    def take_export(public_id: str) -> AnyResponse:
        now = clock()
        content = personal_data.take_export(viewer(), public_id, house=house, now=now)
        name = f"mes-donnees-terralis-{now.astimezone(PARIS):%Y-%m-%d}.zip"
        response: AnyResponse = send_file(
            BytesIO(content), mimetype="application/zip", as_attachment=True, download_name=name
        )
        return response

    _add_erasure(views, house, clock)
    return views


def _add_erasure(views: Blueprint, house: House, clock: Clock) -> None:
    @views.post(f"{PAGE}/effacement")
    def ask_erasure() -> AnyResponse:
        if request.form.get("confirme") != "oui":
            tell(text("privacy.erasure_unconfirmed"), "warn", at=ERASURE)
            return redirect(f"{PAGE}?{ASK}=1#{MESSAGE}", code=303)
        try:
            personal_data.request_erasure(viewer(), house=house, now=clock())
        except (InvalidInputError, TooManyAttemptsError) as error:
            return _back(error.message, is_done=False)
        return _back(text("privacy.erasure_asked"))

    @views.post(f"{PAGE}/effacement/retirer")
    def withdraw_erasure() -> AnyResponse:
        try:
            personal_data.withdraw_erasure(viewer(), house=house, now=clock())
        except InvalidInputError as error:
            return _back(error.message, is_done=False)
        return _back(text("privacy.erasure_withdrawn"))


def _back(sentence: str, *, at: str = ERASURE, is_done: bool = True) -> AnyResponse:
    """Go back to the page, whose card ``at`` says how it went."""
    tell(sentence, "ok" if is_done else "warn", at=at)
    return redirect(f"{PAGE}#{MESSAGE}", code=303)
