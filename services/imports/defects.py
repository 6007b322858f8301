"""Why a file is refused, and the French sentence that says so."""

import re
import unicodedata
from enum import StrEnum

from services.kernel.errors import FileDefect, ImportRefusedError
from services.kernel.wording import text

SHOWN_LENGTH = 60


class Reason(StrEnum):
    """The reasons for refusing a file; each has a sentence and an advice in the catalogue."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNPACKED_TOO_LARGE = "unpacked_too_large"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_SERIES = "too_many_series"
    BROKEN_ARCHIVE = "broken_archive"
    ZIP_ARCHIVE = "zip_archive"
    ENCODING = "encoding"
    BINARY = "binary"
    UNKNOWN_KIND = "unknown_kind"
    DOCTYPE = "doctype"
    MALFORMED_XML = "malformed_xml"
    SERVICE_ANSWER = "service_answer"
    TRUNCATED = "truncated"
    MALFORMED_CSV = "malformed_csv"
    CELL_COUNT = "cell_count"
    CELL_LENGTH = "cell_length"
    MISSING_COLUMN = "missing_column"
    MISSING_ELEMENT = "missing_element"
    NO_DATA = "no_data"
    NUMBER = "number"
    NEGATIVE = "negative"
    TOO_HIGH = "too_high"
    DATE = "date"
    STAMP = "stamp"
    SKIPPED_HOUR = "skipped_hour"
    OFF_GRID = "off_grid"
    DUPLICATE = "duplicate"
    UNORDERED = "unordered"
    OVERLAP = "overlap"
    STEP_CHANGE = "step_change"
    STEP_UNKNOWN = "step_unknown"
    STEP_UNSUPPORTED = "step_unsupported"
    SPAN = "span"
    UNIT = "unit"
    PRM = "prm"
    QUANTITY = "quantity"
    DIRECTION = "direction"
    STATUS = "status"
    TIME_CLASS = "time_class"
    NATURE = "nature"
    PERIOD = "period"
    TEMPERATURE = "temperature"


class DefectError(Exception):
    """A defect found while reading: where it is, the value as read, facts for the sentence."""

    def __init__(
        self,
        reason: Reason,
        *,
        line: int | None = None,
        column: str | None = None,
        value: str | bytes | None = None,
        **facts: object,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.column = column
        self.value = None if value is None else shown(value)
        self.facts = facts


def refusal(name: str, defect: DefectError) -> ImportRefusedError:
    """Return the refusal of the file ``name``, worded for the person who sent it."""
    sentence = text(
        "import.refused",
        # The folders of the sender or of the server are nobody's business.
        file=shown(re.split(r"[/\\]", name)[-1]),
        place=_place(defect),
        reason=text(f"import.reason.{defect.reason}", **defect.facts),
        advice=text(f"import.advice.{defect.reason}"),
    )
    found = FileDefect(defect.reason.value, defect.line, defect.column, defect.value)
    return ImportRefusedError(sentence, defect=found)


def shown(value: str | bytes) -> str:
    """Return a value fit to be shown: 60 characters at most, without control characters."""
    readable = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    # Far more than is shown, far less than a hostile value may hold.
    kept = "".join(c for c in readable[:1_000] if unicodedata.category(c)[0] != "C")
    return kept if len(kept) <= SHOWN_LENGTH else kept[: SHOWN_LENGTH - 1] + "…"


def _place(defect: DefectError) -> str:
    parts = {"line": defect.line, "column": defect.column, "value": defect.value}
    return "".join(
        text(f"import.place.{part}", value=value) for part, value in parts.items() if value
    )
