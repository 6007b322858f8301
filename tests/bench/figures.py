"""The figures of a round: how each is read, and the lines that they make against their targets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench.lines import Line
from tests.bench.measures import Change, Load, Measured, Rounds
from tests.bench.spread import paired_ratio, percentile
from tests.bench.targets import TARGETS

Read = Callable[[Measured], float | None]


@dataclass(frozen=True, slots=True)
class Figure:
    """What is read of every round; ``key`` finds its target, if it has one."""

    key: str
    what: str
    unit: str
    read: Read
    digits: int = 0

    def line(self, section: str, rounds: Rounds) -> Line | None:
        """Return the medians, and the median of the rounds' ratios; None if nothing was read."""
        pairs = [(self.read(each["ours"]), self.read(each["plain"])) for each in rounds]
        ours = [mine for mine, _ in pairs if mine is not None]
        plain = [other for _, other in pairs if other is not None]
        if not ours:
            return None
        ratio = paired_ratio(ours, plain) if plain else None
        target = TARGETS.get(self.key)
        return Line(
            section,
            f"{self.what}, {self.unit}",
            self._text(median(ours)),
            self._text(median(plain)) if plain else "",
            "" if ratio is None else f"{ratio:.3f}" if ratio < 0.1 else f"{ratio:.2f}",
            target.text if target else "",
            target.is_met(ours=median(ours), ratio=ratio) if target else None,
        )

    def _text(self, value: float) -> str:
        return f"{value:.{self.digits}f}"


def make_lines(section: str, figures: Sequence[Figure], rounds: Rounds) -> list[Line]:
    """Return a line for each figure that was measured."""
    lines = (figure.line(section, rounds) for figure in figures)
    return [line for line in lines if line is not None]


def _over(changes: Sequence[Change], share: float) -> float:
    return percentile([change.times["all_ms"] for change in changes], share)


def _per_change(changes: Sequence[Change], read: Callable[[Change], float]) -> float:
    return median(read(change) for change in changes)


SIGN_IN = (Figure("sign_in.bytes", "sign-in page", "kB", lambda m: m.sign_in_kilobytes),)


LOAD_TIMES: tuple[tuple[str, str, Callable[[Load], float]], ...] = (
    ("fcp", "first contentful paint", lambda load: load.times["fcp_ms"]),
    ("first_chart", "first chart", lambda load: load.times["first_ms"]),
    ("all_charts", "all charts", lambda load: load.times["all_ms"]),
    ("blocking", "total blocking time", lambda load: load.times["blocked_ms"]),
)


def _load(name: str, of: Callable[[Measured], Load]) -> tuple[Figure, ...]:
    """Return the times of a first load, ``cold`` or ``warm``, by the clock in the page."""

    def figure(key: str, what: str, read: Callable[[Load], float]) -> Figure:
        return Figure(f"{name}.{key}", f"{name}: {what}", "ms", lambda m: read(of(m)))

    return tuple(figure(*time) for time in LOAD_TIMES)


FIRST_LOAD = (
    Figure("first_load.bytes", "first load, on the wire", "kB", lambda m: m.cold.kilobytes),
    Figure("first_load.requests", "first load", "requests", lambda m: m.cold.requests),
    *_load("cold", lambda m: m.cold),
    Figure("warm.bytes", "warm: on the wire", "kB", lambda m: m.warm.kilobytes),
    Figure("warm.requests", "warm", "requests", lambda m: m.warm.requests),
    *_load("warm", lambda m: m.warm),
)


def _changes(key: str, what: str, of: Callable[[Measured], Sequence[Change]]) -> tuple[Figure, ...]:
    """Return what is read of each change, by sites or by years."""
    return (
        Figure(f"{key}.p50", f"{what} → all charts, p50", "ms", lambda m: _over(of(m), 0.5)),
        Figure(f"{key}.p95", f"{what} → all charts, p95", "ms", lambda m: _over(of(m), 0.95)),
        Figure(f"{key}.bytes", what, "kB", lambda m: _per_change(of(m), lambda c: c.kilobytes), 1),
        Figure(
            f"{key}.main_thread",
            f"{what}: main thread",
            "ms",
            lambda m: _per_change(of(m), lambda c: c.main_thread_ms),
        ),
    )


SITE_CHANGES = (
    *_changes("site", "change of site", lambda m: m.sites.each),
    Figure("site.cpu", "change of site: server CPU", "ms", lambda m: m.sites.server_cpu_ms, 1),
)
YEAR_CHANGES = (
    *_changes("year", "change of year", lambda m: m.years.each),
    Figure("year.cpu", "change of year: server CPU", "ms", lambda m: m.years.server_cpu_ms, 1),
)
EXPORT = (
    Figure(
        "excel.seconds",
        "Excel of the year, click → file",
        "s",
        lambda m: m.export.seconds if m.export else None,
        2,
    ),
    Figure(
        "excel.cpu",
        "Excel: server CPU",
        "s",
        lambda m: m.export.server_cpu_s if m.export else None,
        2,
    ),
    Figure("excel.bytes", "Excel file", "kB", lambda m: m.export.kilobytes if m.export else None),
)


def of_server(sessions: int) -> tuple[Figure, ...]:
    """Return what is read of the servers, with ``sessions`` open pages at most."""
    return (
        Figure(
            "interactions", "scripted changes of site", "per s", lambda m: m.interactions_per_s, 1
        ),
        Figure(
            "interactions.new",
            "scripted changes, none asked before",
            "per s",
            lambda m: m.new_interactions_per_s,
            1,
        ),
        Figure("memory.one", "server memory, 1 session", "MB PSS", lambda m: m.memory_mb),
        Figure(
            "memory.sessions",
            f"server memory, {sessions} sessions",
            "MB PSS",
            lambda m: m.memory_sessions_mb,
        ),
    )
