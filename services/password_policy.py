"""What a password must be: long, and not among what anybody would try first."""

from collections.abc import Collection

from zxcvbn import zxcvbn

from services.demo_accounts import DEMO_PASSWORD
from services.kernel.errors import InvalidInputError
from services.kernel.passwords import MAX_LENGTH
from services.kernel.wording import text

LEAST = 15
LEAST_DIGITS = 16
"""Fifteen digits alone would have less than 50 bits."""

LEAST_GUESSES_LOG10 = 10
"""zxcvbn's best mark: it finds common passwords, words, repeats, sequences and dates."""

READ_AT_MOST = 72
"""Characters that zxcvbn looks at; reading more would take long and tell nothing new."""

COMMON = (
    "terralis", "electricite", "électricité", "energie", "agence", "contrat", "facture",
    "motdepasse", "mot de passe", "azerty", "azertyuiop", "qsdfghjklm", "wxcvbn",
    "azertyuiopqsdfghjklmwxcvbn", "bonjour", "jetaime", "soleil", "administrateur",
)  # fmt: skip
"""What zxcvbn's lists lack: our house and trade, French keyboards, French favourites."""

LEAST_OF_ITS_OWN = 6
"""Characters that are left when all that is known of the owner is taken away."""

SHORTEST_WORD = 3


def checked_password(password: str, *, about: Collection[str] = ()) -> str:
    """Return ``password``; raises InvalidInputError for one that must not be used.

    ``about``: what is known of its owner (names, e-mail, reference, town), easily guessed. There
    is no rule on kinds of characters (NIST SP 800-63B-4, ASVS 6.2).
    """
    problem = _find_problem(password, about)
    if problem:
        raise InvalidInputError(problem, field="password")
    return password


def _find_problem(password: str, about: Collection[str]) -> str:
    given = len(password)
    if given < LEAST:
        return text("password.short", least=LEAST, given=given)
    if given > MAX_LENGTH:
        return text("password.long", most=MAX_LENGTH, given=given)
    if password.isdecimal() and given < LEAST_DIGITS:
        return text("password.digits", least=LEAST_DIGITS)
    if password == DEMO_PASSWORD:
        return text("password.public")
    return text("password.guessable") if _is_guessable(password, about) else ""


def _is_guessable(password: str, about: Collection[str]) -> bool:
    own = _words(about)
    left = password.casefold()
    for word in sorted(own, key=len, reverse=True):
        left = left.replace(word, "")
    if len(left) < LEAST_OF_ITS_OWN:
        return True
    found = zxcvbn(password[:READ_AT_MOST], user_inputs=[*COMMON, *own])
    return float(found["guesses_log10"]) < LEAST_GUESSES_LOG10


def _words(about: Collection[str]) -> set[str]:
    """Return each text of ``about`` and its parts: ``e.keller@closeaux.example`` has four."""
    texts = [said.casefold()[:254] for said in about]
    parts = ("".join(c if c.isalnum() else " " for c in said).split() for said in texts)
    words = {*texts, *(part for found in parts for part in found)}
    return {word for word in words if len(word) >= SHORTEST_WORD}
