"""What has to be reached, as data: ratios to the plain Dash page in one run, or plain figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Of = Literal["ratio", "ours"]


@dataclass(frozen=True, slots=True)
class Target:
    """A bound of the ratio to the plain page or of our own figure, in ``unit``."""

    bound: float
    of: Of = "ratio"
    unit: str = "×"
    at_least: bool = False

    @property
    def text(self) -> str:
        """Return « ≤ 0.35 × »."""
        return f"{'≥' if self.at_least else '≤'} {self.bound:g} {self.unit}"

    def is_met(self, *, ours: float, ratio: float | None) -> bool:
        """Tell whether the figure that the bound is about keeps it; without a ratio it does not."""
        figure = ours if self.of == "ours" else ratio
        if figure is None:
            return False
        return figure >= self.bound if self.at_least else figure <= self.bound


TARGETS: Mapping[str, Target] = {
    "first_load.bytes": Target(720, "ours", "kB"),
    "sign_in.bytes": Target(150, "ours", "kB"),
    "cold.first_chart": Target(0.35),
    "cold.all_charts": Target(0.35),
    "cold.blocking": Target(0.35),
    "warm.all_charts": Target(0.35),
    "site.p50": Target(0.25),
    "site.p95": Target(0.35),
    "site.bytes": Target(40, "ours", "kB"),
    "site.cpu": Target(0.08),
    "interactions": Target(12, at_least=True),
    "interactions.new": Target(12, at_least=True),
    "excel.seconds": Target(0.25),
    "memory.sessions": Target(0.9),
    "load.pages_p95": Target(300, "ours", "ms"),
    "load.charts_p95": Target(500, "ours", "ms"),
    "load.errors": Target(0, "ours", "errors"),
    "growth.years": Target(1.3),
    "growth.customers": Target(1.2),
    "lighthouse.performance": Target(90, "ours", "points", at_least=True),
    "lighthouse.accessibility": Target(100, "ours", "points", at_least=True),
    "lighthouse.best_practices": Target(95, "ours", "points", at_least=True),
}
"""By the key of a figure; a figure without an entry is shown for information."""
