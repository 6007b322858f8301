"""Importing meter-data files: read, checked, written with their roll-ups in one transaction."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from math import gcd

import numpy as np
from sqlalchemy.orm import Session

from services.domain.load_curve import (
    Channel,
    LoadCurve,
    PointStatus,
    gaps,
    merge,
    resample_finer,
)
from services.domain.readings import EnergyReading, IndexReading
from services.imports.files import Limits, ParsedFile
from services.imports.parsing import parse
from services.kernel.viewer import TransactionSource
from services.metering import meter_readings, meter_rollups
from services.metering.meter_checks import refuse_the_future
from services.metering.meter_refusals import no_calendar, overlap
from services.metering.meter_report import ImportReport, PartReport, Tally
from services.metering.meter_targets import GivenFile, Targets, find_targets
from services.storage import imports as storage
from services.storage import load_curves
from services.storage.consents import find_points_without_curve

Progress = Callable[[int, int], None]
"""Called with the number of values written so far, and of all values."""


@dataclass(frozen=True, slots=True)
class _Work:
    """An import under way: its transaction, what it writes and to which metering points."""

    session: Session
    import_id: int
    parsed: ParsedFile
    targets: Targets


def import_file(
    database: TransactionSource,
    name: str,
    data: bytes,
    *,
    by: str,
    now: datetime,
    prm: str | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Import a file as delivered and return what it changed; the same file twice changes nothing.

    A file that a later one corrected is taken again: it takes the correction back.

    ``prm``: the metering point of a file that names none. A file that corrects known values
    replaces them and leaves a trace; roll-ups follow. Raises ImportRefusedError, with nothing
    written, for a file that cannot be read, an unknown metering point, a day without off-peak
    hours, or periods that overlap known ones in part. A curve whose holder has not agreed to it
    (``domain.consents``) is left out, and the report says so.
    """
    given = GivenFile(name, data, prm)
    parsed = parse(name, data, limits=limits or Limits())
    refuse_the_future(name, parsed, now)
    with database.write() as session:
        storage.wait_for_turn(session)
        targets = find_targets(session, given, parsed)
        identity = storage.FileIdentity(hashlib.sha256(data).hexdigest(), targets.chosen_prm)
        known = storage.find_file(session, identity)
        facts = storage.FileFacts(name, parsed.kind, len(data), now, by)
        with session.begin_nested() as attempt:
            row = storage.add_file(session, identity, facts)
            parts = _write(given, _Work(session, row.id, parsed, targets), progress)
            report = ImportReport(
                name, parsed.kind, row.id, is_new=True, parts=parts, notes=parsed.notes
            )
            if known is not None and not report.changes:
                attempt.rollback()
                return ImportReport(name, parsed.kind, known.id, is_new=False)
            row.report = report.stored()
        return report


def _write(given: GivenFile, work: _Work, progress: Progress | None) -> tuple[PartReport, ...]:
    parsed = work.parsed
    total = sum(len(c.curve) for c in parsed.curves) + sum(
        len(values)
        for values in (parsed.energy_readings, parsed.index_readings, parsed.temperatures)
    )
    parts, done = [], 0
    with _refusals(given):
        for part, size in _parts(given, work):
            parts.append(part)
            done += size
            if progress is not None:
                progress(done, total)
    return tuple(parts)


@contextmanager
def _refusals(given: GivenFile) -> Iterator[None]:
    """Word what only the database could tell about the file."""
    try:
        yield
    except meter_readings.OverlapError as error:
        raise overlap(given.name, error) from error
    except meter_rollups.MissingCalendarError as error:
        raise no_calendar(given.name, error) from error


def _parts(given: GivenFile, work: _Work) -> Iterator[tuple[PartReport, int]]:
    """Write the parts of the file one by one; yield what each did and how many values it has."""
    yield from _write_curves(work)
    yield from _write_energy(work)
    yield from _write_indexes(work)
    regions = meter_readings.by_region(work.parsed.temperatures, given.first_word)
    for region, days in regions.items():
        tally = meter_readings.write_temperatures(
            work.session, region, days, import_id=work.import_id
        )
        yield PartReport(region, "temperature", tally), len(days)


def _write_curves(work: _Work) -> Iterator[tuple[PartReport, int]]:
    blocks: dict[tuple[str, Channel], list[LoadCurve]] = defaultdict(list)
    for part in work.parsed.curves:
        blocks[work.targets.prm_of(part), part.channel].append(part.curve)
    ids = work.targets.ids
    withheld = find_points_without_curve(work.session, {ids[prm] for prm, _ in blocks})
    for (prm, channel), curves in blocks.items():
        curve = _join(curves)
        point_id = ids[prm]
        if point_id in withheld:
            yield PartReport(prm, f"curve {channel}", Tally(), is_skipped=True), len(curve)
            continue
        withdrawn = _count_withdrawn(work.session, point_id, channel, curve)
        written = load_curves.write(
            work.session, point_id, channel, curve, import_id=work.import_id
        )
        if channel is Channel.ACTIVE:
            meter_rollups.refresh(work.session, point_id, written.months)
        known = int(np.count_nonzero(curve.status != PointStatus.MISSING))
        tally = Tally(
            written.points_added,
            written.points_changed,
            max(known - written.points_added - written.points_changed, 0),
        )
        missing = len(curve) - known
        done = PartReport(
            prm, f"curve {channel}", tally, missing, len(gaps(curve)), withdrawn=withdrawn
        )
        yield done, len(curve)


def _count_withdrawn(
    session: Session, metering_point_id: int, channel: Channel, curve: LoadCurve
) -> int:
    """Return how many points are known already that ``curve`` leaves out; they are kept."""
    if (curve.status != PointStatus.MISSING).all():
        return 0
    known = load_curves.read(session, metering_point_id, curve.start, curve.end, channel=channel)
    step_s = gcd(known.step_s, curve.step_s)
    before, now = resample_finer(known, step_s), resample_finer(curve, step_s)
    left_out = (now.status == PointStatus.MISSING) & (before.status != PointStatus.MISSING)
    return int(np.count_nonzero(left_out)) * step_s // curve.step_s


def _write_energy(work: _Work) -> Iterator[tuple[PartReport, int]]:
    readings: dict[str, list[EnergyReading]] = defaultdict(list)
    for part in work.parsed.energy_readings:
        readings[work.targets.prm_of(part)].append(part.reading)
    for prm, given in readings.items():
        tally = meter_readings.write_energy(
            work.session, work.targets.ids[prm], given, import_id=work.import_id
        )
        yield PartReport(prm, "energy", tally), len(given)


def _write_indexes(work: _Work) -> Iterator[tuple[PartReport, int]]:
    readings: dict[str, list[IndexReading]] = defaultdict(list)
    for part in work.parsed.index_readings:
        readings[part.prm].append(part.reading)
    for prm, given in readings.items():
        tally = meter_readings.write_indexes(
            work.session, work.targets.ids[prm], given, import_id=work.import_id
        )
        yield PartReport(prm, "index", tally), len(given)


def _join(curves: list[LoadCurve]) -> LoadCurve:
    """Return the blocks of a curve as one, in their finest common step."""
    step_s = gcd(*(curve.step_s for curve in curves))
    return reduce(merge, (resample_finer(curve, step_s) for curve in curves))
