"""What a browser says with a passkey: JSON in the hidden field of a form (passkeys.js)."""

import json

from flask import Response, request

from app.browser_session import keep_challenge
from services.factors.passkey_challenges import Request

LONGEST_ANSWER = 16 * 1024


def send_options(asked: Request) -> Response:
    """Answer with what the browser hands to the passkey, and remember what was asked."""
    keep_challenge(asked.challenge)
    return Response(asked.options, mimetype="application/json")


def read_answer() -> object:
    """Return what the passkey said, None for anything that is not JSON."""
    try:
        found: object = json.loads(request.form.get("credential", "")[:LONGEST_ANSWER])
    except (ValueError, RecursionError):  # nested without end: nobody's passkey
        return None
    return found
