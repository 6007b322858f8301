"""Which metering point each part of a file belongs to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services.imports.files import ParsedFile, PointCurve, PointEnergy
from services.metering import meter_refusals as refusals
from services.storage import imports as storage


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file as the operator gave it, with the PRM that it is for if it names none."""

    name: str
    data: bytes
    prm: str | None = None

    @property
    def first_word(self) -> str:
        """Return the first word of the name: whose temperatures a file without region holds."""
        return re.split(r"[_.\-\s]", self.name, maxsplit=1)[0][:40]


@dataclass(frozen=True, slots=True)
class Targets:
    """Metering point ids by PRM, and the PRM of each label that the file gives instead.

    ``chosen_prm``: the operator's, where the file left a choice; else empty.
    """

    ids: Mapping[str, int]
    labels: Mapping[str, str]
    chosen_prm: str

    def prm_of(self, part: PointCurve | PointEnergy) -> str:
        """Return the PRM of a part of the file."""
        if part.prm is not None:
            return part.prm
        return self.labels[part.label if isinstance(part, PointCurve) else ""]


def find_targets(session: Session, given: GivenFile, parsed: ParsedFile) -> Targets:
    """Return the metering points of ``parsed``.

    Raises ImportRefusedError for an unknown PRM or label, for a file that names no PRM when none
    was given, and for a given PRM that is not the file's.
    """
    labels = parsed.labels_without_prm
    if given.prm is not None:
        _check_given_prm(given.name, given.prm, parsed)
    if not labels:
        return Targets(_known_ids(session, given, parsed, parsed.prms), {}, "")
    if given.prm is not None:
        ids = _known_ids(session, given, parsed, (given.prm,))
        return Targets(ids, dict.fromkeys(labels, given.prm), given.prm)
    by_label = storage.load_points_by_label(session, labels)
    for label in labels:
        if not label:
            raise refusals.prm_needed(given.name)
        if label not in by_label:
            raise refusals.unknown_label(given.name, label)
    ids = {point.prm: point.id for point in by_label.values()}
    ids |= _known_ids(session, given, parsed, parsed.prms)
    return Targets(ids, {label: point.prm for label, point in by_label.items()}, "")


def _check_given_prm(name: str, prm: str, parsed: ParsedFile) -> None:
    """Refuse a given PRM that cannot be that of the whole file."""
    points = max(len(parsed.prms), len(parsed.labels_without_prm))
    if points > 1:
        raise refusals.several_points(name, prm, points)
    if parsed.prms and parsed.prms != (prm,):
        raise refusals.other_prm(name, prm, parsed.prms[0])


def _known_ids(
    session: Session, given: GivenFile, parsed: ParsedFile, prms: tuple[str, ...]
) -> dict[str, int]:
    ids = storage.load_points_by_prm(session, prms)
    for prm in prms:
        if prm not in ids:
            line = _line_of(given.data, prm) if prm in parsed.prms else None
            raise refusals.unknown_prm(given.name, prm, line)
    return ids


def _line_of(data: bytes, value: str) -> int | None:
    """Return the line where a value stands, None in a compressed file."""
    position = data.find(value.encode())
    return None if position < 0 else data.count(b"\n", 0, position) + 1
