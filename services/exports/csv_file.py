"""The .csv files: semicolons, decimal commas, UTF-8 with a BOM, as French spreadsheets expect.

The table comes without its total row: a flat file is added up by whoever reads it.
"""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from io import StringIO
from typing import IO

from services.domain.consumption import ClassEnergies
from services.domain.load_curve import PointStatus
from services.domain.time_classes import TIME_CLASSES
from services.exports.consumption import ConsumptionExport
from services.exports.curve_points import (
    CurveBlock,
    energy_kwh,
    iterate_blocks,
    offset_label,
    power_kw,
)
from services.exports.curve_sheet import curve_headings, status_names
from services.exports.plain_text import guarded
from services.exports.table import TableRow, build_rows, headings

BOM = b"\xef\xbb\xbf"
_EPOCH_DAY = date(1970, 1, 1)


def render_csv(export: ConsumptionExport, file: IO[bytes]) -> None:
    """Write the table of ``export`` to ``file``: the sheet's columns, one line per period."""
    file.write(BOM)
    rows = (_table_fields(row) for row in build_rows(export.history))
    names = [guarded(name) for name in headings(export.history)]
    file.write(_encode([names, *rows]))


def render_curve_csv(export: ConsumptionExport, file: IO[bytes]) -> None:
    """Write the points of the load curve to ``file``; only the headings without a curve.

    Stamps are the beginning of each step, Paris time; a missing point has no power.
    """
    file.write(BOM)
    file.write(_encode([[guarded(name) for name in curve_headings()]]))
    if export.curve is None:
        return
    for block in iterate_blocks(export.curve, export.curve_classes):
        file.write(_encode(_point_fields(block, export.curve.step_s)))


def _table_fields(row: TableRow) -> list[str]:
    label = row.label
    return [
        _day(label) if isinstance(label, date) else guarded(str(label)),
        _day(row.start),
        _day(row.end),
        guarded(row.kind),
        *_energies(row.energy_kwh),
        "" if row.previous_kwh is None else str(row.previous_kwh),
        "" if row.change is None else _percent(row.change),
        _percent(row.missing_share),
    ]


def _energies(energy_kwh: ClassEnergies | None) -> tuple[str, ...]:
    if energy_kwh is None:
        return ("",) * (len(TIME_CLASSES) + 1)
    return (*map(str, energy_kwh), str(sum(energy_kwh)))


def _point_fields(block: CurveBlock, step_s: int) -> Iterator[Sequence[str]]:
    statuses, classes = status_names(), _class_names(block)
    columns = (block.local_s, block.offset_s, block.power_w, block.status)
    points = zip(*(column.tolist() for column in columns), classes, strict=True)
    for local_s, offset_s, power_w, status, class_name in points:
        is_known = status != PointStatus.MISSING
        yield (
            _moment(local_s),
            offset_label(offset_s),
            _decimal(power_kw(power_w)) if is_known else "",
            _decimal(energy_kwh(power_w, step_s)) if is_known else "",
            class_name,
            statuses[status],
        )


def _class_names(block: CurveBlock) -> list[str]:
    if block.classes is None:
        return [""] * len(block.local_s)
    return [TIME_CLASSES[code].value for code in block.classes.tolist()]


def _encode(rows: Sequence[Sequence[str]] | Iterator[Sequence[str]]) -> bytes:
    lines = StringIO()
    csv.writer(lines, delimiter=";", lineterminator="\r\n").writerows(rows)
    return lines.getvalue().encode()


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _moment(local_s: int) -> str:
    days, seconds = divmod(local_s, 86_400)
    day = _EPOCH_DAY + timedelta(days=days)
    return f"{day:%d/%m/%Y} {seconds // 3600:02}:{seconds // 60 % 60:02}"


def _decimal(value: float) -> str:
    return repr(value).replace(".", ",")


def _percent(ratio: float) -> str:
    """Return a ratio in percent with one decimal, a half rounded away from zero as workbooks do."""
    share = Decimal(repr(ratio * 100)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return str(share if share else abs(share)).replace(".", ",")
