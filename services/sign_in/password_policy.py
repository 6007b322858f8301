"""What a password must be: long, and not among what anybody would try first."""

from collections.abc import Collection

from services.demonstration.demo_accounts import DEMO_PASSWORD
from services.kernel.errors import InvalidInputError
from services.kernel.passwords import MAX_LENGTH
from services.kernel.wording import text
from services.sign_in.password_guesses import folded, guesses_log10

LEAST = 15
LEAST_DIGITS = 16
"""Fifteen digits alone would have less than 50 bits."""

LEAST_GUESSES_LOG10 = 8
"""A hundred million tries of a guesser who knows each part and their order: who does not needs a
hundred times as many, and each costs a slow hash."""

COMMON = (
    "terralis", "electricite", "électricité", "energie", "agence", "contrat", "facture",
    "motdepasse", "mot de passe", "azerty", "azertyuiop", "qsdfghjklm", "wxcvbn",
    "azertyuiopqsdfghjklmwxcvbn", "bonjour", "jetaime", "soleil", "administrateur",
)  # fmt: skip
"""What the lists of frequent words lack: our house and trade, French keyboards and favourites."""

LEAST_OF_ITS_OWN = 6
"""Characters that are left when all that is known of the owner is taken away."""

SHORTEST_WORD = 3
LONGEST_ABOUT = 254


def checked_password(password: str, *, about: Collection[str] = ()) -> str:
    """Return ``password``; raises InvalidInputError for one that must not be used.

    ``about``: what is known of its owner (names, e-mail, reference, town), easily guessed. There
    is no rule on kinds of characters (NIST SP 800-63B-4, ASVS 6.2). A few milliseconds at most,
    whatever is typed.
    """
    checked_length(password)
    if password == DEMO_PASSWORD:
        raise InvalidInputError(text("password.public"), field="password")
    if _is_guessable(password, about):
        raise InvalidInputError(text("password.guessable"), field="password")
    return password


def checked_length(password: str) -> str:
    """Return ``password``; raises InvalidInputError for one too short or too long."""
    given = len(password)
    problem = ""
    if not given:
        problem = text("password.missing")
    elif given < LEAST:
        problem = text("password.short", least=LEAST, given=given)
    elif given > MAX_LENGTH:
        problem = text("password.long", most=MAX_LENGTH, given=given)
    elif password.isdecimal() and given < LEAST_DIGITS:
        problem = text("password.digits", least=LEAST_DIGITS)
    if problem:
        raise InvalidInputError(problem, field="password")
    return password


def _is_guessable(password: str, about: Collection[str]) -> bool:
    own = _words(about)
    left = folded(password)
    for word in sorted(own, key=len, reverse=True):
        left = left.replace(word, "")
    if len(left) < LEAST_OF_ITS_OWN:
        return True
    known = {*own, *(folded(word) for word in COMMON)}
    return guesses_log10(password, known) < LEAST_GUESSES_LOG10


def _words(about: Collection[str]) -> set[str]:
    """Return each text of ``about`` and its parts: ``e.keller@closeaux.example`` has four."""
    texts = [folded(said[:LONGEST_ABOUT]) for said in about]
    parts = ("".join(c if c.isalnum() else " " for c in said).split() for said in texts)
    words = {*texts, *(part for found in parts for part in found)}
    return {word for word in words if len(word) >= SHORTEST_WORD}
