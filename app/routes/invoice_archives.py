"""Archives of invoices below ``/factures/archive``: asked for, watched, taken."""

from io import BytesIO

from flask import Blueprint, Response, jsonify, redirect, request
from flask import send_file as send
from werkzeug.wrappers import Response as AnyResponse

from app.auth import viewer
from app.notes import tell
from app.routes.invoices import PAGE, read_request
from services.billing import archives
from services.kernel.clock import Clock
from services.kernel.errors import InvalidInputError
from services.kernel.wording import text


def blueprint(clock: Clock) -> Blueprint:
    """Return the addresses of the archives."""
    views = Blueprint("invoice_archives", __name__)

    @views.post(f"{PAGE}/archive")
    def ask_archive() -> AnyResponse:
        try:
            archives.request_archive(viewer(), request=read_request(request.form), now=clock())
        except InvalidInputError as error:
            tell(error.message, "warn")
        return redirect(PAGE, code=303)

    @views.get(f"{PAGE}/archive/<public_id>")
    def take_archive(public_id: str) -> Response:
        taken = archives.take_archive(viewer(), public_id, now=clock())
        answer: Response = send(
            BytesIO(taken.content),
            mimetype="application/zip",
            as_attachment=True,
            download_name=taken.name,
        )
        return answer

    @views.get(f"{PAGE}/archive/<public_id>/etat")
    def archive_state(public_id: str) -> Response:
        state = archives.load_state(viewer(), public_id, now=clock())
        words = text("invoices.archive_done", done=state.done, total=state.total)
        answer: Response = jsonify(
            state=state.state, done=state.done, total=state.total, words=words
        )
        return answer

    return views
