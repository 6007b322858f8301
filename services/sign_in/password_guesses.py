"""How many guesses a password is worth: the cheapest way to write it in parts known to anybody.

Our own measure over zxcvbn's lists of frequent passwords and words: zxcvbn itself tries every
reading of figures as letters, which takes it 20 s for one hostile password. Here the work is
bounded: every stretch of at most READ_AT_MOST characters is looked up a fixed number of times.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from math import log10

from zxcvbn.frequency_lists import FREQUENCY_LISTS

READ_AT_MOST = 48
"""Characters that are looked at; more of them tell nothing new."""

LONGEST_WORD = 24
"""Characters; the lists have nothing longer than 23."""

LETTER = 1.0
"""What a character costs (log10 of the guesses) that is in no part known to anybody."""

LEAST_OF_A_WORD = 1.0
OF_OWNER, OF_REPEAT, OF_RUN, OF_YEAR, OF_DATE = 1.0, 1.0, 1.5, 2.0, 4.5
DISGUISE = 0.3
"""What it costs more to write a word backwards or with figures for letters: twice the guesses."""

SHORTEST_PART = 3

FIGURES = str.maketrans("4@8({[<369!|0$5+7%2", "aabcccceggiiossttxz")
"""Figures and signs that stand for letters, each for one; 1 for two, see ``_readings``."""

ROWS = (
    "01234567890", "abcdefghijklmnopqrstuvwxyz",
    "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm",
    "1aqw2zsx3edc4rfv5tgb6yhn7ujm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "aqwzsxedcrfvtgbyhn",
)  # fmt: skip
"""Counting, the alphabet, and the rows and columns of French and English keyboards."""

RUNS = "\n".join(line for row in ROWS for line in (row, row[::-1]))
YEAR = re.compile(r"(19|20)\d\d", re.ASCII)
DATE = re.compile(r"\d{1,2}([-/. ]?)\d{1,2}\1((19|20)\d\d|\d\d)", re.ASCII)


def folded(typed: str) -> str:
    """Return ``typed`` as guessers try it: small letters without accents."""
    parts = unicodedata.normalize("NFKD", typed.casefold())
    return "".join(c for c in parts if not unicodedata.combining(c))


def guesses_log10(password: str, known: Collection[str]) -> float:
    """Return the log10 of the guesses that find ``password``, at its cheapest.

    ``known``: folded words that a guesser of this very password tries first.
    """
    plain = folded(password)[:READ_AT_MOST]
    readings = _readings(plain)
    ranks, owned = _ranks(), frozenset(known)
    cheapest = [0.0]
    for end in range(1, len(plain) + 1):
        best = cheapest[end - 1] + LETTER
        for start in range(end - SHORTEST_PART, -1, -1):
            cost = _known_cost(plain, start, end)
            if end - start <= LONGEST_WORD:
                words = [reading[start:end] for reading in readings]
                cost = min(cost, _word_cost(words, ranks, owned))
            best = min(best, cheapest[start] + cost)
        cheapest.append(best)
    return cheapest[-1]


def _readings(plain: str) -> tuple[str, ...]:
    """Return ``plain`` and what its figures may stand for: 1 is an i, or an l, in all of it."""
    as_letters = plain.translate(FIGURES)
    return plain, as_letters.replace("1", "i"), as_letters.replace("1", "l")


def _known_cost(plain: str, start: int, end: int) -> float:
    """Return what a stretch costs that needs no word: said before, a run or a date."""
    part, length = plain[start:end], end - start
    if part in plain[:start] or part == part[0] * length:
        return OF_REPEAT
    if part in RUNS:
        return OF_RUN
    if length <= 10 and part[0].isdecimal():
        return OF_YEAR if YEAR.fullmatch(part) else OF_DATE if DATE.fullmatch(part) else length
    return length * LETTER


def _word_cost(words: list[str], ranks: Mapping[str, float], owned: frozenset[str]) -> float:
    """Return what the cheapest reading of a stretch costs; each is looked up both ways."""
    costs = [len(words[0]) * LETTER]
    for word, disguise in _both_ways(words):
        if word in owned:
            costs.append(OF_OWNER + disguise)
        elif word in ranks:
            costs.append(ranks[word] + disguise)
    return min(costs)


def _both_ways(words: list[str]) -> Iterator[tuple[str, float]]:
    for word in dict.fromkeys(words):
        disguise = 0.0 if word == words[0] else DISGUISE
        yield word, disguise
        yield word[::-1], disguise + DISGUISE


@cache
def _ranks() -> Mapping[str, float]:
    """Return log10 of each frequent word's place, of the list where it stands first."""
    places: dict[str, int] = {}
    for words in FREQUENCY_LISTS.values():
        for place, word in enumerate(words, 1):
            places[word] = min(place, places.get(word, place))
    return {word: max(log10(place), LEAST_OF_A_WORD) for word, place in places.items()}
