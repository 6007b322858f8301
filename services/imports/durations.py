"""Steps written as ISO 8601 durations: ``PT10M``, ``PT1H``."""

import re

import numpy as np

from services.imports.columns import Column
from services.imports.curve_building import checked_step_s
from services.imports.defects import Reason

_DURATION = re.compile(rb"PT(?:(?P<minutes>[0-9]{1,3})M|(?P<hours>[0-9])H)")


def common_step_s(column: Column) -> int:
    """Return the one step of a column of durations that has a row, in seconds.

    Raises DefectError where the step changes, and for a step that no meter has.
    """
    found = _DURATION.fullmatch(bytes(column.cells[0]))
    if found is None:
        raise column.defect(Reason.STEP_UNSUPPORTED, 0)
    minutes = int(found["minutes"] or 0) + 60 * int(found["hours"] or 0)
    changed = column.cells != column.cells[0]
    if changed.any():
        raise column.defect(Reason.STEP_CHANGE, int(np.argmax(changed)))
    return checked_step_s(column, 0, 60 * minutes)
