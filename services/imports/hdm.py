"""Load curves of the grid operator's CSV exports: HDM ("Mes mesures") and the customer's space.

Two lines of preamble (names, values), then ``Horodate;Valeur``: mean power of a step, ISO stamps
with an offset, a blank value where nothing is known. ``Unite`` and ``Pas en minutes`` may be blank
(they are for C4 sites): watts, and the step of the stamps themselves.
"""

import re
from dataclasses import dataclass
from datetime import date

import numpy as np

from services.domain.calendar import day_bounds_utc, local_days
from services.domain.load_curve import Channel, LoadCurve
from services.imports.columns import Column
from services.imports.curve_building import (
    STEPS_S,
    RawPoints,
    build_curve,
    inferred_step_s,
    stamps_end_steps,
)
from services.imports.defects import DefectError, Reason
from services.imports.delimited import cut
from services.imports.files import Limits, ParsedFile, PointCurve
from services.imports.names import CHANNELS, DRAWN, checked_prm, plain, power_factor
from services.imports.notes import note
from services.imports.numbers import read_power
from services.imports.recognition import kind_of
from services.imports.stamps import read_stamps
from services.imports.statuses import plain_statuses
from services.imports.text_lines import checked_text, first_lines, line_number
from services.kernel.formats import short_date

_POINT_NAMES = re.compile(r"horodate[^;]*;(?:valeur|puissance moyenne)[ ]*(?:\([^;)]*\))?")
_DAY = re.compile(r"(?P<day>\d\d)/(?P<month>\d\d)/(?P<year>20\d\d)", re.ASCII)
_STEPS_S = {str(step_s // 60): step_s for step_s in STEPS_S}
LOAD_CURVE = "courbe de charge"
VALUES_LINE = 2


@dataclass(frozen=True, slots=True)
class Preamble:
    """What the lines before the points say; ``names``: the two columns of the points."""

    prm: str
    channel: Channel
    factor: int
    step_min: str
    end_day: date | None
    names: tuple[str, str]


def read_hdm(content: bytes, limits: Limits) -> ParsedFile:
    """Return the curve of an HDM file or of an export of the customer's space.

    Raises DefectError for anything that is not such a curve, read to the last line.
    """
    text = checked_text(content)
    lines, start = first_lines(text, 3)
    preamble = _read_preamble(lines)
    first_line = line_number(text, start)
    table = cut(text[start:], preamble.names, separator=";", first_line=first_line, limits=limits)
    points = _read_points(table.column(0), table.column(1), preamble.factor)
    step_s = _step_s(preamble, points)
    at_end = "fin de pas" in plain(preamble.names[0]) or stamps_end_steps(points.instants, step_s)
    curve = build_curve(points.moved(-step_s) if at_end else points, step_s)
    notes = [note("end_of_step", minutes=step_s // 60)] if at_end else []
    notes += _early_end(
        preamble, curve, complete=text.endswith(b"\n"), line=first_line + len(points.stamps) - 1
    )
    found = PointCurve(preamble.prm, preamble.prm, preamble.channel, curve)
    return ParsedFile(kind_of(text), curves=(found,), notes=tuple(notes))


def _read_preamble(lines: list[str]) -> Preamble:
    if len(lines) < 3:
        raise DefectError(Reason.TRUNCATED, line=len(lines))
    names, values = ([cell.strip() for cell in line.split(";")] for line in lines[:2])
    said = dict(zip(map(plain, names), values, strict=False))
    _expect(said, "type de donnees", frozenset({LOAD_CURVE}), Reason.UNKNOWN_KIND)
    _expect(said, "grandeur metier", DRAWN, Reason.DIRECTION)
    _expect(said, "grandeur physique", frozenset(CHANNELS), Reason.QUANTITY)
    channel = CHANNELS[plain(said["grandeur physique"])]
    point_names, unit = _point_names(lines[2])
    return Preamble(
        prm=checked_prm(values[0], line=VALUES_LINE, column="Identifiant PRM"),
        channel=channel,
        factor=power_factor(said.get("unite") or unit, channel, line=VALUES_LINE, column="Unite"),
        step_min=said.get("pas en minutes", ""),
        end_day=_day(said.get("date de fin", "")),
        names=point_names,
    )


def _expect(said: dict[str, str], name: str, known: frozenset[str], reason: Reason) -> None:
    value = said.get(name, "")
    if plain(value) not in known:
        raise DefectError(reason, line=VALUES_LINE, column=name.capitalize(), value=value)


def _point_names(line: str) -> tuple[tuple[str, str], str]:
    """Return the names of the two columns of points, and the unit that the second one may bear."""
    names = line.split(";")
    if not _POINT_NAMES.fullmatch(";".join(map(plain, names))):
        raise DefectError(Reason.MISSING_COLUMN, value=line, names="Horodate;Valeur")
    return (names[0].strip(), names[1].strip()), names[1].partition("(")[2].rstrip(") ")


def _day(value: str) -> date | None:
    """Return a day of the preamble, None if it is blank or not within the years of the files."""
    found = _DAY.fullmatch(value)
    if found is None:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _read_points(stamps: Column, values: Column, factor: int) -> RawPoints:
    power_w, blank = read_power(values, factor)
    return RawPoints(stamps, read_stamps(stamps), power_w, plain_statuses(blank))


def _step_s(preamble: Preamble, points: RawPoints) -> int:
    """Return the step that the preamble says, or else that of the stamps."""
    if not preamble.step_min:
        return inferred_step_s(points.stamps, points.instants)
    if preamble.step_min not in _STEPS_S:
        raise DefectError(
            Reason.STEP_UNSUPPORTED,
            line=VALUES_LINE,
            column="Pas en minutes",
            value=preamble.step_min,
        )
    return _STEPS_S[preamble.step_min]


def _early_end(preamble: Preamble, curve: LoadCurve, *, complete: bool, line: int) -> list[str]:
    """Return a note on points that stop before the announced end, if they do.

    The export writes a line for every step, known or not: a file that stops early in the middle of
    its last line was cut on the way, and DefectError is raised.
    """
    if preamble.end_day is None or curve.end >= day_bounds_utc(preamble.end_day)[0]:
        return []
    if not complete:
        raise DefectError(Reason.TRUNCATED, line=line)
    last_day = local_days(curve.instants_at(np.array([len(curve) - 1])))[0].astype(date)
    return [note("early_end", last=short_date(last_day), end=short_date(preamble.end_day))]
