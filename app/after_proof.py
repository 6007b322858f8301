"""What an asked proof was for: once it is given, the card of that action says it may be done now.

What was asked is kept with the browser until the proof; somebody who goes elsewhere instead is told
nothing of it.
"""

import re
from typing import NamedTuple

from flask import session

from app.notes import tell
from components.security_cards import MESSAGE
from services.kernel.wording import text

WANTED = "wanted_action"
PAGE = "/securite"


class Action(NamedTuple):
    """Something on the page of security that needs a proof: its card, and what the card says."""

    address: re.Pattern[str]
    card: str
    sentence: str


FACTORS = "double-authentification"
ACTIONS = (
    Action(re.compile(rf"{PAGE}/mes-donnees"), "mes-donnees", "proof.then_copy"),
    Action(re.compile(rf"{PAGE}/mes-donnees/[^/]+"), "mes-donnees", "proof.then_take"),
    Action(re.compile(rf"{PAGE}/effacement"), "effacement", "proof.then_erasure"),
    Action(re.compile(rf"{PAGE}/effacement/retirer"), "effacement", "proof.then_withdraw"),
    Action(re.compile(rf"{PAGE}/{FACTORS}/supprimer"), FACTORS, "proof.then_totp"),
    Action(re.compile(rf"{PAGE}/codes-de-secours"), FACTORS, "proof.then_codes"),
    Action(re.compile(rf"{PAGE}/cles-d-acces/\d+/supprimer"), FACTORS, "proof.then_passkey"),
)


def want(address: str) -> str | None:
    """Keep that ``address`` was asked for; return where the proof leads back to, None: as before.

    Each such action is a form, or a file, of the page of security: it cannot be done anew there.
    """
    if _find(address) is None:
        session.pop(WANTED, None)
        return None
    session[WANTED] = address
    return f"{PAGE}#{MESSAGE}"


def tell_wanted() -> None:
    """Leave in the card of what was asked for that it may be done now."""
    action = _find(str(session.pop(WANTED, "")))
    if action is not None:
        tell(text(action.sentence), "info", at=action.card)


def _find(address: str) -> Action | None:
    return next((action for action in ACTIONS if action.address.fullmatch(address)), None)
