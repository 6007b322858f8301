"""What a form's answer says on the page that follows: kept in the signed cookie, told once."""

from typing import Literal

from flask import session

from pages._page import TOLD
from services.kernel.wording import text

Kind = Literal["ok", "info", "warn", "danger"]


def tell(sentence: str, kind: Kind = "ok", *, at: str = "") -> None:
    """Leave ``sentence`` for the next page that asks (``pages._page.told``).

    ``at``: the anchor of the card that it is about, "" for the whole page.
    """
    session[TOLD] = (kind, sentence, at)


def tell_codes_left(left: int | None) -> None:
    """Leave for the page of security that a recovery code was used, None where none was."""
    if left is not None:
        said = text("security.recovery_done", left=left)
        tell(said, "warn", at="double-authentification")
