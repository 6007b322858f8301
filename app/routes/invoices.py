"""Downloads below ``/factures``: the PDF of an invoice, the list as a workbook."""

from contextlib import ExitStack
from io import BytesIO
from tempfile import SpooledTemporaryFile

from flask import Blueprint, Response, make_response, render_template, request
from flask import send_file as send
from werkzeug.datastructures import MultiDict

from app.auth import viewer
from services.billing import document_download, invoices_export
from services.billing.document_download import DocumentState
from services.billing.invoice_requests import ListRequest
from services.kernel.clock import Clock
from services.kernel.errors import NotFoundError
from services.kernel.places import Places
from services.kernel.wording import text

PAGE = "/factures"
IN_MEMORY = 8 * 1024 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RETRY_AFTER_S = 20

_places = Places(2, patience_s=20.0, busy="export.busy")
"""Workbooks made at once by one process: the other threads are for the pages."""


def blueprint(clock: Clock) -> Blueprint:
    """Return the downloads of the page of invoices."""
    views = Blueprint("invoices", __name__)

    @views.get(f"{PAGE}/<invoice_number>.pdf")
    def document(invoice_number: str) -> Response:
        taken = document_download.take_document(viewer(), number=invoice_number, now=clock())
        if taken.state is DocumentState.WAITING:
            return _wait()
        if taken.state is not DocumentState.READY:
            raise NotFoundError(text(f"invoices.pdf_{taken.state}"))
        answer: Response = send(
            BytesIO(taken.content),
            mimetype=taken.media_type,
            download_name=f"{taken.number}.pdf",
        )
        answer.set_etag(taken.sha256)
        return answer

    @views.get(f"{PAGE}/export.xlsx")
    def export() -> Response:
        asked = read_request(request.args)
        with _places.take(), ExitStack() as until_sent:
            file = until_sent.enter_context(SpooledTemporaryFile(max_size=IN_MEMORY))
            name = invoices_export.export(viewer(), request=asked, now=clock(), file=file)
            until_sent.pop_all()  # from here on the response closes the file
        size = file.tell()
        file.seek(0)
        answer: Response = send(file, mimetype=XLSX, as_attachment=True, download_name=name)
        answer.content_length = size
        return answer

    return views


def read_request(values: MultiDict[str, str]) -> ListRequest:
    """Return what an address or a form asks; empty values are none."""
    return ListRequest(
        contract_number=values.get("contrat") or None,
        scope=values.get("portee") or None,
        year=values.get("annee") or None,
        kind=values.get("nature") or None,
        state=values.get("etat") or None,
        words=(values.get("q") or "")[:64] or None,
        sort=values.get("tri") or None,
    )


def _wait() -> Response:
    """Say that the PDF is being made, and when to come back."""
    words = {"title": text("invoices.pdf_waiting_title"), "message": text("invoices.pdf_waiting")}
    page = render_template("waiting.html", back=PAGE, **words)
    answer = make_response(page, 202)
    answer.headers["Retry-After"] = str(RETRY_AFTER_S)
    return answer
