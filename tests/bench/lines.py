"""One line of the benchmark's table: what was measured, against what, and whether it will do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of ours beside the plain page's, and the target that it has to meet.

    ``ours``, ``plain``, ``ratio`` and ``target`` are as they are printed, empty where there is
    none; ``ok`` is None for a figure without a target.
    """

    section: str
    what: str
    ours: str
    plain: str = ""
    ratio: str = ""
    target: str = ""
    ok: bool | None = None

    @property
    def verdict(self) -> str:
        """Return the last cell of the line: ok, MISS or nothing."""
        return {True: "ok", False: "MISS", None: ""}[self.ok]
