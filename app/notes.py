"""What a form's answer says on the page that follows: kept in the signed cookie, told once."""

from typing import Literal

from flask import session

from pages._page import TOLD

Kind = Literal["ok", "info", "warn", "danger"]


def tell(sentence: str, kind: Kind = "ok") -> None:
    """Leave ``sentence`` for the next page that asks (``pages._page.told``)."""
    session[TOLD] = (kind, sentence)
