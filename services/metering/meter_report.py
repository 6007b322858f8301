"""What an import did, for the operator and for the trace that stays with the file."""

import json
from dataclasses import asdict, dataclass

from services.imports.files import FileKind
from services.kernel import formats
from services.kernel.wording import text

MAX_STORED = 4_000
"""Characters of a report that the database keeps."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many values were new, replaced, or known already."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.added + other.added,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
        )


@dataclass(frozen=True, slots=True)
class PartReport:
    """What one part of a file did.

    ``subject``: a PRM or a region; ``content``: ``"curve EA"``, ``"energy"``, ``"index"`` or
    ``"temperature"``; ``missing``: steps that the file leaves unknown, in ``gaps`` stretches;
    ``withdrawn``: how many of them are known from another file, and kept; ``is_skipped``: nothing
    was written, the holder has not agreed to it.
    """

    subject: str
    content: str
    tally: Tally
    missing: int = 0
    gaps: int = 0
    withdrawn: int = 0
    is_skipped: bool = False


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did; ``is_new`` is False when the same file had been imported before."""

    name: str
    kind: str
    file_id: int
    is_new: bool
    parts: tuple[PartReport, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def tally(self) -> Tally:
        """Return the sums over all parts."""
        return sum((part.tally for part in self.parts), Tally())

    @property
    def changes(self) -> bool:
        """Tell whether the import changed anything."""
        return bool(self.tally.added or self.tally.changed)

    @property
    def missing(self) -> int:
        """Return the missing steps over all parts."""
        return sum(part.missing for part in self.parts)

    def sentences(self) -> tuple[str, ...]:
        """Return the report in the reader's language, one sentence a line."""
        kind = text(f"meter.kind.{self.kind}")
        if not self.is_new:
            return (text("meter.report.same", file=self.name, kind=kind),)
        head = text("meter.report.head", file=self.name, kind=kind, **_counts(self.tally))
        skipped = tuple(
            text("meter.report.skipped", subject=part.subject)
            for part in self.parts
            if part.is_skipped
        )
        return (head, *skipped, *self._gaps(), *self.notes)

    def _gaps(self) -> tuple[str, ...]:
        # The notes on buildings already count the missing hours, by the names of the file.
        if self.kind == FileKind.BUILDINGS:
            return ()
        gaps = tuple(_gaps_sentence(part) for part in self.parts if part.missing)
        return gaps + tuple(_withdrawn_sentence(part) for part in self.parts if part.withdrawn)

    def stored(self) -> str:
        """Return the report as JSON, short enough for the database."""
        whole = json.dumps(
            {"parts": [asdict(part) for part in self.parts], "notes": self.notes},
            ensure_ascii=False,
        )
        if len(whole) <= MAX_STORED:
            return whole
        return json.dumps({"tally": asdict(self.tally), "missing": self.missing})


def _counts(tally: Tally) -> dict[str, str]:
    return {name: formats.number(count) for name, count in asdict(tally).items()}


def _gaps_sentence(part: PartReport) -> str:
    return text(
        "meter.report.missing",
        subject=part.subject,
        missing=formats.number(part.missing),
        gaps=formats.number(part.gaps),
    )


def _withdrawn_sentence(part: PartReport) -> str:
    return text(
        "meter.report.withdrawn", subject=part.subject, count=formats.number(part.withdrawn)
    )
