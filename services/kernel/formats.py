"""Numbers, dates and references as a French reader expects them.

U+202F (narrow no-break space) groups thousands and precedes units; U+2212 is the minus sign.
"""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

NARROW_SPACE = "\u202f"
MINUS = "\u2212"

_FRENCH = re.compile(r"(?:0|\+33)([1-9]\d{8})", re.ASCII)
_ABROAD = re.compile(
    r"\+(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})(\d{5,})", re.ASCII
)
"""A country's code (ITU-T E.164) and the number there."""

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
SHORT_MONTHS = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin",
    "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip


def number(value: float | Decimal, decimals: int = 0) -> str:
    """Return ``1878`` as ``1 878``: grouped by narrow spaces, decimal comma, true minus.

    A half is rounded away from zero, as workbooks do.
    """
    exact = abs(value if isinstance(value, Decimal) else Decimal(repr(value)))
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    grouped = f"{rounded:,f}".replace(",", NARROW_SPACE).replace(".", ",")
    negative = value < 0 and any(c in "123456789" for c in grouped)
    return MINUS + grouped if negative else grouped


def quantity(value: float | Decimal, unit: str, decimals: int = 0) -> str:
    """Return ``1 878 kWh``: a number and its unit, held together."""
    return f"{number(value, decimals)}{NARROW_SPACE}{unit}"


def euros(amount_eur: Decimal) -> str:
    """Return ``1 325,67 €``."""
    return quantity(amount_eur, "€", 2)


def percent(value_pct: float, decimals: int = 1) -> str:
    """Return ``52 %``."""
    return quantity(value_pct, "%", decimals)


def change(value_pct: float) -> str:
    """Return ``+8,2 %`` or ``−6,2 %``: a signed change."""
    shown = percent(value_pct)
    return shown if shown.startswith(MINUS) or round(value_pct, 1) == 0 else f"+{shown}"


def short_date(day: date) -> str:
    """Return ``18/11/2015``."""
    return f"{day:%d/%m/%Y}"


def long_date(day: date) -> str:
    """Return ``mercredi 18 novembre 2015``."""
    return f"{DAYS[day.weekday()]} {day_of_month(day)} {MONTHS[day.month - 1]} {day.year}"


def list_date(day: date) -> str:
    """Return ``18 nov.``."""
    return f"{day_of_month(day)} {SHORT_MONTHS[day.month - 1]}"


def month_name(day: date) -> str:
    """Return ``octobre 2015``."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def sign_in_moment(moment: datetime) -> str:
    """Return ``lundi 14 décembre 2015 13:15:46`` for a moment in local time."""
    return f"{long_date(moment)} {moment:%H:%M:%S}"


def hour(moment: datetime) -> str:
    """Return ``16 h 20``."""
    return f"{moment.hour}{NARROW_SPACE}h{NARROW_SPACE}{moment:%M}"


def day_of_month(day: date) -> str:
    """Return ``1er`` or ``18``."""
    return "1er" if day.day == 1 else str(day.day)


def prm(number_: str) -> str:
    """Return a 14-digit PRM grouped 2-3-3-3-3."""
    cuts = (0, 2, 5, 8, 11, 14)
    return NARROW_SPACE.join(number_[a:b] for a, b in pairwise(cuts))


def in_threes(digits: str) -> str:
    """Return a SIREN grouped 3-3-3."""
    return NARROW_SPACE.join(digits[i : i + 3] for i in range(0, len(digits), 3))


def telephone(number_: str) -> str:
    """Return a French number in pairs, another country's in groups: ``+32 2 123 45 67``.

    ``+33`` is written as at home: ``06 12 34 56 78``. What is neither stays as it is.
    """
    if found := _FRENCH.fullmatch(number_):
        pairs = f"0{found[1]}"
        return NARROW_SPACE.join(pairs[i : i + 2] for i in range(0, len(pairs), 2))
    if found := _ABROAD.fullmatch(number_):
        return NARROW_SPACE.join([f"+{found[1]}", *_grouped(found[2])])
    return number_


def _grouped(digits: str) -> list[str]:
    """Return a number of a country in twos at its end and threes before: ``2 123 45 67``."""
    head, tail = digits[:-4], [digits[-4:-2], digits[-2:]]
    if len(head) == 5:
        return [head[:3], head[3:], *tail]
    first = len(head) % 3
    threes = [head[i : i + 3] for i in range(first, len(head), 3)]
    return [part for part in (head[:first], *threes, *tail) if part]


def date_range(first: date, last: date) -> str:
    """Return ``12 octobre 2015`` or ``12 au 18 octobre 2015``, both days included."""
    end = f"{day_of_month(last)} {month_name(last)}"
    if first == last:
        return end
    start = day_of_month(first)
    if (first.year, first.month) != (last.year, last.month):
        start += f" {MONTHS[first.month - 1]}"
    if first.year != last.year:
        start += f" {first.year}"
    return f"{start} au {end}"


def short_range(first: date, last: date) -> str:
    """Return ``09/01/2022 au 02/02/2022``, both days included."""
    return f"{short_date(first)} au {short_date(last)}"


def month_range(first: date, last: date) -> str:
    """Return ``octobre 2015`` or ``novembre 2014 à octobre 2015``, both months included."""
    if (first.year, first.month) == (last.year, last.month):
        return month_name(last)
    start = MONTHS[first.month - 1] if first.year == last.year else month_name(first)
    return f"{start} à {month_name(last)}"
