"""Hourly energies of many buildings, one column each: the Cambridge Estates archive.

``debut_utc`` starts the hour; columns ``<label>_kwh`` are kWh of that hour. The authors of the
archive wrote 0 for what they did not measure. No building of it ever falls to nothing (each has a
base load of several kW), so every 0 is taken as missing, and counted in the notes.
"""

import re

import numpy as np
from numpy.typing import NDArray

from services.domain.load_curve import Channel, PointStatus, gaps
from services.imports.curve_building import RawPoints, build_curve, inferred_step_s
from services.imports.defects import DefectError, Reason
from services.imports.delimited import CellTable, cut
from services.imports.files import FileKind, Limits, ParsedFile, PointCurve
from services.imports.notes import note
from services.imports.numbers import read_power
from services.imports.stamps import Zone, read_stamps
from services.imports.statuses import plain_statuses
from services.imports.text_lines import checked_text, first_lines, line_number
from services.kernel.formats import number

HOUR_S = 3_600
W_PER_KWH_AN_HOUR = 1_000
MAX_BUILDINGS = 200

_COLUMN = re.compile(r"(?P<label>[A-Za-z0-9-]{1,20})_(?P<unit>[A-Za-z]{1,5})")


def read_buildings(content: bytes, limits: Limits) -> ParsedFile:
    """Return one curve per building, labelled by its column, without a PRM.

    Raises DefectError for anything that is not such a file, and for steps other than an hour.
    """
    text = checked_text(content)
    lines, start = first_lines(text, 1)
    names = tuple(name.strip() for name in lines[0].split(","))
    labels = _labels(names)
    first_line = line_number(text, start)
    table = cut(text[start:], names, separator=",", first_line=first_line, limits=limits)
    stamps = table.column(0)
    instants = read_stamps(stamps, Zone.UTC)
    step_s = inferred_step_s(stamps, instants)
    if step_s != HOUR_S:
        raise stamps.defect(Reason.STEP_UNSUPPORTED, 0)
    found = tuple(
        _read_building(table, position, label, instants)
        for position, label in enumerate(labels, start=1)
    )
    notes = tuple(_missing_note(part) for part in found if not part.curve.status.all())
    return ParsedFile(FileKind.BUILDINGS, found, notes=notes)


def _labels(names: tuple[str, ...]) -> list[str]:
    """Return the buildings that the columns after the first are named after."""
    if len(names) < 2 or len(names) > MAX_BUILDINGS + 1:
        raise DefectError(Reason.MISSING_COLUMN, line=1, names="b0_kwh")
    labels: list[str] = []
    for name in names[1:]:
        found = _COLUMN.fullmatch(name)
        if found is None or found["label"] in labels:
            raise DefectError(Reason.MISSING_COLUMN, line=1, value=name, names="b0_kwh")
        if found["unit"].lower() != "kwh":
            raise DefectError(Reason.UNIT, line=1, column=name, value=found["unit"], expected="kWh")
        labels.append(found["label"])
    return labels


def _read_building(
    table: CellTable, position: int, label: str, instants: NDArray[np.datetime64]
) -> PointCurve:
    power_w, blank = read_power(table.column(position), W_PER_KWH_AN_HOUR)
    status = plain_statuses(blank | (power_w == 0))
    points = RawPoints(table.column(0), instants, power_w, status)
    return PointCurve(None, label, Channel.ACTIVE, build_curve(points, HOUR_S))


def _missing_note(part: PointCurve) -> str:
    missing = part.curve.status == PointStatus.MISSING
    runs = len(gaps(part.curve))
    return note("zeros", label=part.label, hours=number(int(missing.sum())), runs=number(runs))
