"""Forms of ``/agence`` for supervisors: demands for erasure, e-mails that no server took."""

from collections.abc import Callable

from flask import Blueprint
from werkzeug.wrappers import Response

from app.auth import viewer
from app.notes import tell
from app.routes.agency_forms import back, prove_first, typed
from pages._agency_forms import ERASURES, MAILS, about_demand, keep_reason
from services.kernel.clock import Clock
from services.kernel.errors import InvalidInputError, NotFoundError, ProofNeededError
from services.kernel.house import House
from services.kernel.wording import text
from services.office import abandoned_mails, erasures, staff


def blueprint(house: House, clock: Clock) -> Blueprint:
    """Return the forms; for anybody but supervisors there are none."""
    views = Blueprint("agency_office", __name__)
    _add_erasures(views, house, clock)
    _add_mails(views, house, clock)

    @views.before_request
    def hide() -> None:
        staff.require_supervisor(viewer())

    return views


def _add_erasures(views: Blueprint, house: House, clock: Clock) -> None:
    @views.post(f"/agence/{ERASURES}/<int:number>/effacer")
    def erase(number: int) -> Response:
        reference, is_confirmed = typed("reference"), typed("confirme") == "oui"
        return _settle(
            lambda: erasures.erase(
                viewer(),
                house,
                number=number,
                reference=reference,
                is_confirmed=is_confirmed,
                now=clock(),
            ),
            done="agency.erased",
            onglet=ERASURES,
            demande=str(number),
        )

    @views.post(f"/agence/{ERASURES}/<int:number>/refuser")
    def refuse(number: int) -> Response:
        reason = typed("motif")

        def act() -> None:
            try:
                erasures.refuse(viewer(), house, number=number, reason=reason, now=clock())
            except (InvalidInputError, ProofNeededError) as error:
                is_wrong = isinstance(error, InvalidInputError)
                keep_reason(about_demand(ERASURES, number), reason, is_wrong=is_wrong)
                raise

        return _settle(act, done="agency.erasure_refused", onglet=ERASURES, demande=str(number))


def _add_mails(views: Blueprint, house: House, clock: Clock) -> None:
    @views.post(f"/agence/{MAILS}/<int:number>/<any(renvoyer, classer):action>")
    def decide(number: int, action: str) -> Response:
        is_sent = action == "renvoyer"
        act = abandoned_mails.send_again if is_sent else abandoned_mails.file_away
        return _settle(
            lambda: act(viewer(), house, number=number, now=clock()),
            done="agency.mail_sent" if is_sent else "agency.mail_filed",
            onglet=MAILS,
        )


def _settle(act: Callable[[], None], *, done: str, onglet: str, **kept: str) -> Response:
    """Do something and tell what came of it; ``kept`` leads back to a form that was not taken."""
    try:
        act()
    except ProofNeededError:
        return prove_first(onglet=onglet, **kept)
    except (InvalidInputError, NotFoundError) as error:
        tell(error.message, "danger")
        return back(onglet=onglet, **kept)
    tell(text(done))
    return back(onglet=onglet)
