"""Forms of ``/agence``: opening and leaving a file, registrations to examine, users."""

from collections.abc import Callable

from flask import Blueprint, redirect, session
from flask_login import login_user
from werkzeug.wrappers import Response

from app.auth import SignedInUser, viewer
from app.notes import tell
from app.routes.agency_forms import back, hide_from_others, prove_first, typed
from pages._agency_forms import about_demand, about_file, keep_reason
from pages.agency import INVITATION, QUEUE, USERS
from services.enrolment import registrations_queue
from services.kernel.clock import Clock
from services.kernel.errors import InvalidInputError, ProofNeededError, ServiceError
from services.kernel.house import House
from services.kernel.wording import text
from services.office import agency, staff

LEAVE = "/agence/fiche/quitter"
FIELDS = {"username": "identifiant", "email": "courriel", "display_name": "nom", "role": "role"}
"""How the form names what a use case finds wrong."""

LONGEST_KEPT = 254
"""Characters of a field that come back to its form: an address may be that long."""


def blueprint(house: House, clock: Clock) -> Blueprint:
    """Return the forms; for anybody but the agency there are none."""
    views = Blueprint("agency", __name__)
    hide_from_others(views)
    _add_files(views, house, clock)
    _add_registrations(views, house, clock)
    _add_users(views, house, clock)
    return views


def _add_files(views: Blueprint, house: House, clock: Clock) -> None:
    @views.post("/agence/fiche")
    def open_file() -> Response:
        reference, reason = typed("reference"), typed("motif")
        try:
            secret = agency.open_file(
                viewer(), house, customer_reference=reference, reason=reason, now=clock()
            )
        except InvalidInputError:
            keep_reason(about_file(reference), reason, is_wrong=True)
            return back(fiche=reference, erreur="motif")
        except ServiceError as error:
            tell(error.message, "danger")
            return back()
        _hold(secret)
        return redirect("/", code=303)

    @views.post(LEAVE)
    def leave_file() -> Response:
        _hold(agency.close_file(viewer(), house, now=clock()))
        return back()


def _add_registrations(views: Blueprint, house: House, clock: Clock) -> None:
    @views.post("/agence/demandes/<int:number>/accepter")
    def accept(number: int) -> Response:
        return _do(
            lambda: registrations_queue.accept(viewer(), house, number=number, now=clock()),
            done="agency.registration_accepted",
            onglet=QUEUE,
        )

    @views.post("/agence/demandes/<int:number>/refuser")
    def refuse(number: int) -> Response:
        reason = typed("motif")
        try:
            registrations_queue.refuse(viewer(), house, number=number, reason=reason, now=clock())
        except InvalidInputError:
            keep_reason(about_demand(QUEUE, number), reason, is_wrong=True)
            return back(onglet=QUEUE, demande=str(number), erreur="motif")
        except ServiceError as error:
            tell(error.message, "danger")
        else:
            tell(text("agency.registration_refused"))
        return back(onglet=QUEUE)


def _add_users(views: Blueprint, house: House, clock: Clock) -> None:
    @views.post("/agence/utilisateurs")
    def invite() -> Response:
        sent = {name: typed(name)[:LONGEST_KEPT] for name in FIELDS.values()}
        member = staff.NewMember(
            sent["identifiant"], sent["nom"], sent["courriel"], role=sent["role"]
        )
        try:
            staff.invite(viewer(), house, member, now=clock())
        except InvalidInputError as error:
            tell(error.message, "danger")
            session[INVITATION] = sent | {"erreur": FIELDS.get(error.field or "", "role")}
        except ProofNeededError:
            session[INVITATION] = sent
            return prove_first(onglet=USERS)
        else:
            tell(text("staff.invited"))
        return back(onglet=USERS)

    @views.post("/agence/utilisateurs/<int:user_id>/role")
    def change_role(user_id: int) -> Response:
        role = typed("role")
        return _do(
            lambda: staff.change_role(viewer(), house, user_id=user_id, role=role, now=clock()),
            done="staff.role_changed",
            onglet=USERS,
        )

    @views.post("/agence/utilisateurs/<int:user_id>/<any(activer, desactiver):action>")
    def set_active(user_id: int, action: str) -> Response:
        is_active = action == "activer"
        return _do(
            lambda: staff.set_active(
                viewer(), house, user_id=user_id, is_active=is_active, now=clock()
            ),
            done="staff.enabled" if is_active else "staff.disabled",
            onglet=USERS,
        )


def _do(act: Callable[[], None], *, done: str, onglet: str) -> Response:
    """Do something and tell what came of it on the page that the form is on.

    A NotFoundError of who may not do it is an error page, as for any address that does not exist.
    """
    try:
        act()
    except InvalidInputError as error:
        tell(error.message, "danger")
    else:
        tell(text(done))
    return back(onglet=onglet)


def _hold(secret: str) -> None:
    """Give the browser the session's new secret; the old one opens nothing any more."""
    login_user(SignedInUser(secret, viewer()))
