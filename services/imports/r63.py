"""Load curves of flow R63 as CSV: one line per point, several metering points perhaps.

Stamps mark the start of the step for C1-C4 meters (5 and 10 minutes) and its end for C5 meters
(15 minutes and more); they bear an offset or are in legal time.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.imports.columns import Column
from services.imports.curve_building import (
    LONGEST_START_STAMPED_S,
    RawPoints,
    build_curve,
)
from services.imports.defects import DefectError, Reason
from services.imports.delimited import cut
from services.imports.durations import common_step_s
from services.imports.files import FileKind, Limits, ParsedFile, PointCurve
from services.imports.joining import joined
from services.imports.names import CHANNELS, DRAWN, checked_prm, plain, power_factor
from services.imports.notes import ignored_series
from services.imports.numbers import read_power
from services.imports.stamps import read_stamps
from services.imports.statuses import plain_statuses, read_statuses
from services.imports.text_lines import checked_text, first_lines, line_number

KEYS = ("identifiant prm", "grandeur physique", "grandeur metier", "unite", "pas")
USED = frozenset({*KEYS, "horodate", "valeur", "nature"})

MAX_SERIES = 1_000


class Series(NamedTuple):
    """What tells the lines of one curve from the others, as the file writes it."""

    prm: str
    quantity: str
    direction: str
    unit: str
    step: str


def read_r63(content: bytes, limits: Limits) -> ParsedFile:
    """Return the curves drawn from the grid; other series are named in the notes.

    Raises DefectError for anything that is not such a file, and for a file of other series only.
    """
    columns = _columns(checked_text(content), limits)
    curves: list[PointCurve] = []
    ignored: list[str] = []
    for series, rows in _series(columns):
        if plain(series.direction) in DRAWN and plain(series.quantity) in CHANNELS:
            curves.append(_read_curve(columns, series, rows))
        else:
            ignored.append(f"{series.direction} {series.quantity}")
    return ParsedFile(FileKind.R63_CURVE, joined(curves), notes=ignored_series(curves, ignored))


def _columns(text: bytes, limits: Limits) -> dict[str, Column]:
    """Return the columns that count, by name; raises DefectError where one is missing."""
    lines, start = first_lines(text, 1)
    names = tuple(map(plain, lines[0].split(";")))
    missing = sorted({*KEYS, "horodate", "valeur"} - set(names))
    if missing:
        raise DefectError(Reason.MISSING_COLUMN, line=1, names=missing[0])
    first_line = line_number(text, start)
    table = cut(text[start:], names, separator=";", first_line=first_line, limits=limits)
    return {name: table.column(position) for position, name in enumerate(names) if name in USED}


def _series(columns: dict[str, Column]) -> list[tuple[Series, NDArray[np.intp]]]:
    """Return the rows of each series, in the order of the file within a series.

    Raises DefectError where one point and quantity has two steps or two units.
    """
    keys = [columns[name] for name in KEYS]
    codes = [np.unique(key.cells, return_inverse=True)[1] for key in keys]
    _, series, rows = np.unique(np.stack(codes), axis=1, return_index=True, return_inverse=True)
    if len(series) > MAX_SERIES:
        raise DefectError(Reason.TOO_MANY_SERIES, limit=MAX_SERIES)
    order = np.argsort(rows.ravel(), kind="stable")
    parts = np.split(order, np.cumsum(np.bincount(rows.ravel()))[:-1])
    found = [
        (Series(*(_at(key, int(first)) for key in keys)), part)
        for first, part in zip(series, parts, strict=True)
    ]
    _check_one_step(found, keys[-1])
    return found


def _check_one_step(found: list[tuple[Series, NDArray[np.intp]]], steps: Column) -> None:
    seen: set[tuple[str, str, str]] = set()
    for series, rows in sorted(found, key=lambda item: int(item[1][0])):
        if series[:3] in seen:
            raise steps.defect(Reason.STEP_CHANGE, int(rows[0]))
        seen.add(series[:3])


def _read_curve(columns: dict[str, Column], series: Series, rows: NDArray[np.intp]) -> PointCurve:
    mine = {name: column.of(rows) for name, column in columns.items()}
    stamps = mine["horodate"]
    line = int(stamps.lines[0])
    prm = checked_prm(series.prm, line=line, column="Identifiant PRM")
    channel = CHANNELS[plain(series.quantity)]
    factor = power_factor(series.unit, channel, line=line, column="Unité")
    step_s = common_step_s(mine["pas"])
    power_w, blank = read_power(mine["valeur"], factor)
    status = read_statuses(mine["nature"], blank) if "nature" in mine else plain_statuses(blank)
    points = RawPoints(stamps, read_stamps(stamps), power_w, status)
    curve = build_curve(
        points.moved(-step_s) if step_s > LONGEST_START_STAMPED_S else points, step_s
    )
    return PointCurve(prm, prm, channel, curve)


def _at(column: Column, row: int) -> str:
    return bytes(column.cells[row]).decode("utf-8", "replace").strip()
