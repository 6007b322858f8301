"""What a consumption export holds, before it is any file: the site, its history, its curve."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from services.domain.consumption import ConsumptionHistory
from services.domain.load_curve import LoadCurve
from services.domain.sites import Site
from services.domain.window import covered_days

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, eq=False)
class ConsumptionExport:
    """All that an export of one site's consumption says.

    ``curve_classes``: ``int8[n]``, position of each point's class in TIME_CLASSES;
    ``real_share``, ``estimated_share``, ``missing_share``: of the exported time, 0 to 1, None where
    it has no meaning; ``extracted_at``: aware; ``source_note``: where the data come from, in words.
    Raises ValueError when the classes do not match the curve or the instant is naive.
    """

    site: Site
    history: ConsumptionHistory
    curve: LoadCurve | None
    curve_classes: NDArray[np.int8] | None
    real_share: float | None
    estimated_share: float | None
    missing_share: float | None
    extracted_at: datetime
    is_demo: bool
    source_note: str

    def __post_init__(self) -> None:
        if self.extracted_at.tzinfo is None:
            raise ValueError("extracted_at must be aware")
        if self.curve_classes is not None and len(self.curve_classes) != self.curve_points:
            raise ValueError("curve_classes must have one class per point of the curve")

    @property
    def curve_points(self) -> int:
        """Return the number of points of the curve, 0 without one."""
        return 0 if self.curve is None else len(self.curve.power_w)


def shown_window(history: ConsumptionHistory) -> tuple[date, date]:
    """Return the first and last date that the history covers, both included.

    The window asked for where there is no period in it.
    """
    if history.periods:
        return covered_days(history.periods)
    return history.start, max(history.start, history.end - ONE_DAY)


def export_name(export: ConsumptionExport, extension: str) -> str:
    """Return ``terralis-consommations-<prm>-<from>-<to>.<extension>``, safe as a file name.

    ``<from>`` and ``<to>`` are the ISO dates of :func:`shown_window`.
    """
    prm = "".join(c for c in export.site.prm if c.isascii() and c.isalnum())[:20] or "site"
    first, last = shown_window(export.history)
    return f"terralis-consommations-{prm}-{first.isoformat()}-{last.isoformat()}.{extension}"
