"""Downloads of consumption: ``/consommations/export.xlsx`` and ``.csv``."""

from contextlib import ExitStack
from tempfile import SpooledTemporaryFile

from flask import Blueprint, Response, request, send_file

from app.auth import viewer
from services import consumption_export
from services.consumption import Request
from services.kernel.clock import Clock
from services.kernel.places import Places

IN_MEMORY = 8 * 1024 * 1024
"""A larger file goes to the disk while it is made."""

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}


_places = Places(2, patience_s=20.0, busy="export.busy")
"""Exports made at once by one process: the other threads are for the pages."""


def blueprint(clock: Clock) -> Blueprint:
    """Return the downloads of the consumption page."""
    views = Blueprint("export", __name__)

    @views.get("/consommations/export.<any(xlsx, csv):extension>")
    def consumption(extension: str) -> Response:
        asked = Request(
            contract_number=request.args.get("contrat"),
            granularity=request.args.get("vue"),
            first=request.args.get("du"),
            last=request.args.get("au"),
        )
        with _places.take(), ExitStack() as until_sent:
            file = until_sent.enter_context(SpooledTemporaryFile(max_size=IN_MEMORY))
            name = consumption_export.export(
                viewer(), request=asked, extension=extension, now=clock(), file=file
            )
            until_sent.pop_all()  # from here on the response closes the file
        size = file.tell()
        file.seek(0)
        response: Response = send_file(
            file, mimetype=MEDIA_TYPES[extension], as_attachment=True, download_name=name
        )
        response.content_length = size
        return response

    return views
