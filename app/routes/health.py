"""``/healthz``: whether this process can reach its database."""

from flask import Blueprint, Response

from app.auth import public
from services.keeping.readiness import is_answering
from services.kernel.viewer import TransactionSource


def blueprint(database: TransactionSource) -> Blueprint:
    """Return the health endpoint: 200 « ok », or 503 while the database does not answer."""
    views = Blueprint("health", __name__)

    @views.get("/healthz")
    @public
    def healthz() -> Response:
        ready = is_answering(database)
        return Response(
            "ok\n" if ready else "database\n", 200 if ready else 503, mimetype="text/plain"
        )

    return views
