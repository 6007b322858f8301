"""A copy of somebody's data: a zip of one JSON file and a CSV file for each listing."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import TextIOWrapper
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from services.domain.calendar import PARIS
from services.domain.load_curve import LoadCurve, PointStatus
from services.exports.curve_points import iterate_blocks, offset_label
from services.exports.plain_text import cleaned, guarded

Value = str | int | float | bool | Decimal | date | datetime | None

CURVE_COLUMNS = ("horodate_locale", "decalage", "puissance_w", "statut")
_STATUS = {PointStatus.REAL: "reel", PointStatus.ESTIMATED: "estime"}
_EARLIEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Listing:
    """One kind of data: the name of its file, its columns, its rows."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Value]]


def render_zip(
    readme: str,
    listings: Sequence[Listing],
    curves: Iterable[tuple[str, LoadCurve]],
    file: IO[bytes],
) -> None:
    """Write the copy to ``file``: LISEZ-MOI.txt, donnees.json, csv/*.csv.

    ``curves``: load curves by the name of their file, taken one at a time.
    """
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        package.writestr(_entry("LISEZ-MOI.txt"), "\ufeff" + readme)
        package.writestr(_entry("donnees.json"), _json(listings))
        for listing in listings:
            rows = (map(_field, row) for row in listing.rows)
            _write_csv(package, listing.name, listing.columns, rows)
        for name, curve in curves:
            _write_csv(package, name, CURVE_COLUMNS, _points(curve))


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, _EARLIEST)
    entry.compress_type = ZIP_DEFLATED
    return entry


def _json(listings: Sequence[Listing]) -> str:
    whole = {
        listing.name: [
            dict(zip(listing.columns, map(_plain, row), strict=True)) for row in listing.rows
        ]
        for listing in listings
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


def _write_csv(
    package: ZipFile, name: str, columns: Sequence[str], rows: Iterable[Iterable[str]]
) -> None:
    with (
        package.open(_entry(f"csv/{name}.csv"), "w") as raw,
        TextIOWrapper(raw, "utf-8-sig", newline="") as lines,
    ):
        writer = csv.writer(lines, delimiter=";", lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _plain(value: Value) -> str | int | float | bool | None:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(PARIS).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return cleaned(value) if isinstance(value, str) else value


def _field(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    # What people typed may look like a formula; numbers and dates are ours.
    return guarded(value) if isinstance(value, str) else str(_plain(value))


def _points(curve: LoadCurve) -> Iterator[tuple[str, ...]]:
    for block in iterate_blocks(curve, None):
        moments = block.local_s.astype("datetime64[s]").astype(str)
        columns = (moments, block.offset_s, block.power_w, block.status)
        for moment, offset_s, power_w, status in zip(*(c.tolist() for c in columns), strict=True):
            if status != PointStatus.MISSING:
                yield moment, offset_label(offset_s), str(power_w), _STATUS[PointStatus(status)]
