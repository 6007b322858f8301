"""Names of columns and codes as the grid operator writes them, with or without accents."""

import re
import unicodedata

from services.domain.load_curve import Channel
from services.domain.time_classes import TimeClass
from services.imports.defects import DefectError, Reason

CHANNELS = {
    "ea": Channel.ACTIVE,
    "pa": Channel.ACTIVE,
    "energie active": Channel.ACTIVE,
    "eri": Channel.REACTIVE_INDUCTIVE,
    "pri": Channel.REACTIVE_INDUCTIVE,
    "energie reactive inductive": Channel.REACTIVE_INDUCTIVE,
    "erc": Channel.REACTIVE_CAPACITIVE,
    "prc": Channel.REACTIVE_CAPACITIVE,
    "energie reactive capacitive": Channel.REACTIVE_CAPACITIVE,
}
"""Channel by quantity; R4x says EA, ERI, ERC, the answers and R63 say PA, PRI, PRC."""

DRAWN = frozenset({"cons", "consommation", ""})
"""Codes of energy drawn from the grid, as against injected."""

TIME_CLASS_ALIASES = {"HPB": TimeClass.HPE, "HCB": TimeClass.HCE}
"""Low-season classes as the tariff, not the flows, names them."""

_PRM = re.compile(r"[0-9]{14}")
_POWER_UNITS = {"w": 1, "kw": 1_000}
_REACTIVE_UNITS = {"var": 1, "kvar": 1_000}


def plain(name: str) -> str:
    """Return a name in lower case, without accents or outer spaces."""
    decomposed = unicodedata.normalize("NFD", name.strip().lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def power_factor(unit: str, channel: Channel, *, line: int | None, column: str) -> int:
    """Return watts (or reactive volt-amperes) per ``unit``; no unit at all means 1.

    Raises DefectError for an energy, another quantity, or a unit that no flow uses.
    """
    units = _POWER_UNITS if channel is Channel.ACTIVE else _REACTIVE_UNITS
    factor = 1 if not unit.strip() else units.get(plain(unit))
    if factor is None:
        expected = "W" if channel is Channel.ACTIVE else "VAr"
        raise DefectError(Reason.UNIT, line=line, column=column, value=unit, expected=expected)
    return factor


def checked_prm(value: str, *, line: int | None, column: str) -> str:
    """Return a PRM number; raises DefectError unless it has 14 digits."""
    if not _PRM.fullmatch(value):
        raise DefectError(Reason.PRM, line=line, column=column, value=value)
    return value


def checked_time_class(value: str, *, line: int | None, column: str) -> TimeClass:
    """Return a time class by its code; raises DefectError for another code."""
    if value in TIME_CLASS_ALIASES:
        return TIME_CLASS_ALIASES[value]
    if value not in set(TimeClass):
        raise DefectError(Reason.TIME_CLASS, line=line, column=column, value=value)
    return TimeClass(value)
