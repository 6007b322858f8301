"""What people see when something goes wrong: a sentence, a reference, never a trace."""

import logging
import secrets
from typing import TypeVar
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, jsonify, make_response, redirect, render_template, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from app.after_proof import want
from app.auth import CALLBACKS, MACHINE_PREFIXES, SAFE_METHODS
from services.kernel.errors import (
    InvalidInputError,
    NotFoundError,
    ProofNeededError,
    ServiceError,
    TooManyAttemptsError,
)
from services.kernel.wording import text

log = logging.getLogger(__name__)
_Answer = TypeVar("_Answer", bound=AnyResponse)

SECURITY_PAGE = "/securite"
KNOWN = frozenset({400, 403, 404, 405, 413, 429, 500, 503})


def handle_errors(server: Flask) -> None:
    """Answer every error in one place: pages for people, JSON for scripts."""
    server.register_error_handler(HTTPException, _on_http)
    server.register_error_handler(ServiceError, _on_service)
    server.register_error_handler(ProofNeededError, _ask_for_proof)
    server.register_error_handler(OperationalError, _on_database)
    server.register_error_handler(Exception, _on_unforeseen)


def new_reference() -> str:
    """Return a short reference that a person can quote: ``a7f3-19c2``."""
    digits = secrets.token_hex(4)
    return f"{digits[:4]}-{digits[4:]}"


def status_of(error: ServiceError) -> int:
    """Return the HTTP status that says the same as ``error``."""
    if isinstance(error, NotFoundError):
        return 404
    if isinstance(error, TooManyAttemptsError):
        return 429
    return 400 if isinstance(error, InvalidInputError) else 422


def ask_to_wait(answer: _Answer, error: TooManyAttemptsError) -> _Answer:
    """Return ``answer`` as a refusal for now, which says when to come back."""
    answer.status_code = 429
    answer.headers["Retry-After"] = str(error.retry_after_s)
    return answer


def _on_http(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    return _answer(error.code or 500, None)


def _ask_for_proof(_: ProofNeededError) -> Response:
    """Lead to the page that asks for a proof, and from there back to where the person was."""
    back = want(request.path)
    if back is not None:
        wanted = back
    elif request.method in SAFE_METHODS:
        wanted = request.full_path.rstrip("?")
    else:
        came_from = urlsplit(request.referrer or "")
        is_ours = came_from.netloc == request.host
        query = f"?{came_from.query}" if came_from.query else ""
        wanted = came_from.path + query if is_ours else SECURITY_PAGE
    return make_response(redirect(f"/verification?{urlencode({'suite': wanted})}", code=303))


def _on_service(error: ServiceError) -> Response:
    answer = _answer(status_of(error), error.message)
    return ask_to_wait(answer, error) if isinstance(error, TooManyAttemptsError) else answer


def _on_database(error: OperationalError) -> Response:
    reference = new_reference()
    log.error("database unavailable, reference %s: %s", reference, error.orig)
    return _answer(503, None, reference)


def _on_unforeseen(error: Exception) -> Response:
    """Log with a reference. A malformed callback body is the sender's fault, and no trace."""
    reference = new_reference()
    if is_forged(error):
        log.warning("malformed callback, reference %s: %.200r", reference, error)
        return _answer(400, None, reference)
    log.error("unforeseen error, reference %s", reference, exc_info=error)
    return _answer(500, None, reference)


def is_forged(error: Exception) -> bool:
    """Tell whether Dash itself stumbled over the body, before any of our callbacks ran."""
    if request.path != CALLBACKS:
        return False
    trace = error.__traceback__
    files = []
    while trace is not None:
        files.append(trace.tb_frame.f_globals.get("__name__", ""))
        trace = trace.tb_next
    return not any(name.startswith(("pages.", "services.")) for name in files)


def _answer(status: int, message: str | None, reference: str | None = None) -> Response:
    reference = reference or new_reference()
    if _wants_json():
        response: Response = jsonify(error=message or text("app.failed"), reference=reference)
    else:
        code = status if status in KNOWN else 500 if status >= 500 else 400
        page = render_template("error.html", code=code, message=message, reference=reference)
        response = make_response(page)
    response.status_code = status
    response.headers["X-Reference"] = reference
    return response


def _wants_json() -> bool:
    """Tell whether a script asks: by the address, or by what it accepts."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return request.path.startswith(MACHINE_PREFIXES) or best == "application/json"
