"""Below ``/mon-compte``: changing how one is reached, the electronic invoice, the statement."""

from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request, send_file, session
from werkzeug.wrappers import Response as AnyResponse

from app.auth import viewer
from app.notes import Kind, tell
from app.routes.export import IN_MEMORY, MEDIA_TYPES
from components.security_cards import MESSAGE
from pages._account_forms import CONFIRMATION, DETAILS, LEFT
from services.account import contact_details, invoice_delivery, statement
from services.account.contact_details import Detail, Outcome
from services.account.statement import StatementRequest
from services.enrolment.registration_forms import RefusedFormError
from services.kernel.clock import Clock
from services.kernel.errors import InvalidInputError, TooManyAttemptsError
from services.kernel.house import House
from services.kernel.places import Places
from services.kernel.wording import text
from services.office.agency import refuse_while_acting
from services.sign_in import credentials

PAGE = "/mon-compte"
FIELDS = {
    Detail.ADDRESS: ("street", "postcode", "town"),
    Detail.TELEPHONE: ("telephone",),
    Detail.FAX: ("fax",),
}
LONGEST = 300
"""Characters of a field that are read at all."""

PDF = "application/pdf"
_places = Places(2, patience_s=20.0, busy="export.busy")
"""Statements made at once by one process: the other threads are for the pages."""


def blueprint(house: House, clock: Clock) -> Blueprint:
    """Return the forms and files of Mon Compte."""
    views = Blueprint("account", __name__)
    _add_details(views, house, clock)
    _add_email(views, house, clock)
    _add_delivery(views, house, clock)
    _add_statement(views, clock)
    return views


def _add_details(views: Blueprint, house: House, clock: Clock) -> None:
    @views.post(f"{PAGE}/<reference>/<any(adresse, telephone, fax):segment>")
    def change_detail(reference: str, segment: str) -> AnyResponse:
        detail = Detail(DETAILS[segment])
        typed = {name: _typed(name) for name in FIELDS[detail]}
        try:
            done = contact_details.change(
                viewer(),
                house,
                reference,
                detail,
                typed,
                now=clock(),
                is_confirmed="confirmed" in request.form,
            )
        except RefusedFormError as error:
            return _again(segment, error.problems, typed)
        except TooManyAttemptsError as error:
            return _back(error.message, "warn")
        if done.outcome is Outcome.TO_CONFIRM:
            asked = {"to_confirm": detail.value, "reference": reference}
            return _again("", {**asked, "before": done.before, "after": done.after}, typed)
        said = "contact_details.same" if done.outcome is Outcome.SAME else "contact_details.done"
        return _back(text(said))


def _add_email(views: Blueprint, house: House, clock: Clock) -> None:
    @views.post(f"{PAGE}/courriel")
    def ask_for_email() -> AnyResponse:
        refuse_while_acting(viewer())
        email, password = _typed("email"), _typed("email_password")
        try:
            address = credentials.ask_for_email(
                viewer(), house, password=password, email=email, now=clock()
            )
        except TooManyAttemptsError as error:
            return _back(error.message, "warn")
        except InvalidInputError as error:
            return _again("courriel", {error.field or "email": error.message}, {"email": email})
        return _back(text("credentials.email_sent", email=address))


def _add_delivery(views: Blueprint, house: House, clock: Clock) -> None:
    @views.post(f"{PAGE}/<reference>/facture-electronique")
    def activate(reference: str) -> AnyResponse:
        version = _typed("version")
        try:
            invoice_delivery.activate(viewer(), house, reference, version=version, now=clock())
        except InvalidInputError as error:
            return _back(error.message, "warn", vue="facture-electronique")
        return _back(text("delivery.activated"))

    @views.post(f"{PAGE}/<reference>/facture-papier")
    def return_to_paper(reference: str) -> AnyResponse:
        invoice_delivery.return_to_paper(viewer(), house, reference, now=clock())
        return _back(text("delivery.on_paper"))


def _add_statement(views: Blueprint, clock: Clock) -> None:
    @views.get(f"{PAGE}/<reference>/releve.<any(xlsx, pdf):extension>")
    def take_statement(reference: str, extension: str) -> Response:
        asked = StatementRequest(request.args.get("du"), request.args.get("au"))
        with _places.take(), ExitStack() as until_sent:
            file = until_sent.enter_context(SpooledTemporaryFile(max_size=IN_MEMORY))
            name = statement.export(
                viewer(), reference, request=asked, extension=extension, now=clock(), file=file
            )
            until_sent.pop_all()  # from here on the response closes the file
        size = file.tell()
        file.seek(0)
        kind = MEDIA_TYPES.get(extension, PDF)
        answer: Response = send_file(file, mimetype=kind, as_attachment=True, download_name=name)
        answer.content_length = size
        return answer


def _typed(name: str) -> str:
    return request.form.get(name, "")[:LONGEST]


def _again(segment: str, said: dict[str, str], typed: dict[str, str]) -> AnyResponse:
    """Show the form again, with what was typed and what is wrong; passwords are typed again."""
    session[LEFT] = {**said, **{f"typed_{name}": value for name, value in typed.items()}}
    field = next(iter(said)) if segment else CONFIRMATION
    return redirect(f"{_address(modifier=segment)}#{field}", code=303)


def _back(sentence: str, kind: Kind = "ok", **query: str) -> AnyResponse:
    tell(sentence, kind)
    return redirect(f"{_address(**query)}#{MESSAGE}", code=303)


def _address(**query: str) -> str:
    given = {name: value for name, value in query.items() if value}
    return f"{PAGE}?{urlencode(given)}" if given else PAGE
