"""Forms of ``/agence`` for supervisors: money paid back, payments filed away."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, session
from werkzeug.wrappers import Response

from app.auth import viewer
from app.notes import tell
from app.routes.agency_forms import back, typed
from pages._agency_payments import DECISION, PAYMENTS
from services.kernel.clock import Clock
from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.house import House
from services.kernel.wording import text
from services.office import payment_incidents, staff
from services.office.payment_incidents import Decision


def blueprint(house: House, clock: Clock) -> Blueprint:
    """Return the forms; for anybody but supervisors there are none."""
    views = Blueprint("agency_payments", __name__)

    @views.before_request
    def hide() -> None:
        staff.require_supervisor(viewer())

    @views.post(f"/agence/{PAYMENTS}/<int:number>/rembourser")
    def refund(number: int) -> Response:
        paid_on = _read_day(typed("rembourse"))
        decision = _decision(number)
        return _settle(
            lambda: payment_incidents.refund(
                viewer(), house, decision, paid_on=paid_on, now=clock()
            ),
            decision,
            done="agency.incident_refunded",
        )

    @views.post(f"/agence/{PAYMENTS}/<int:number>/classer")
    def file_away(number: int) -> Response:
        decision = _decision(number)
        return _settle(
            lambda: payment_incidents.file_away(viewer(), house, decision, now=clock()),
            decision,
            done="agency.incident_filed",
        )

    return views


def _decision(number: int) -> Decision:
    return Decision(number, typed("motif"), is_confirmed=typed("confirme") == "oui")


def _settle(act: Callable[[], None], decision: Decision, *, done: str) -> Response:
    """Do something and tell what came of it; what was refused keeps what was typed."""
    try:
        act()
    except InvalidInputError as error:
        session[DECISION] = {
            "motif": decision.reason,
            "erreur": error.field or "",
            "message": error.message,
        }
        tell(error.message, "danger")
        return back(onglet=PAYMENTS, demande=str(decision.number))
    except NotFoundError as error:
        tell(error.message, "danger")
    else:
        tell(text(done))
    return back(onglet=PAYMENTS)


def _read_day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
