"""A site's consumption: the history in a window, and the load curve of some days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from services import history, sites
from services.domain.consumption import ConsumptionHistory, Granularity
from services.domain.load_curve import LoadCurve
from services.domain.window import (
    LONGEST_CURVE_DAYS,
    Window,
    align,
    build_window,
    default_window,
    is_too_long,
    parse_period,
)
from services.history import Reach
from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.sites import SiteChoice
from services.storage.consumption import Coverage
from services.supply_period import SupplyPeriod, supply_period_of

DEFAULT_CURVE = timedelta(days=7)
LONGEST_STRIP = {
    Granularity.DAY: timedelta(days=731),
    Granularity.MONTH: timedelta(days=731),
    Granularity.YEAR: timedelta(days=LONGEST_CURVE_DAYS),
}
"""How many days there are to choose from: two years fill a screen; beside years, one."""


@dataclass(frozen=True, slots=True)
class Days:
    """Consecutive local days, from ``start`` to before ``end``."""

    start: date
    end: date

    @property
    def last(self) -> date:
        """Return the last day."""
        return self.end - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CurveView:
    """The load curve of some days, as it is kept: no decimation, gaps as they are."""

    days: Days
    curve: LoadCurve


@dataclass(frozen=True, slots=True)
class Exploration:
    """All that the consumption page shows.

    ``first``/``last``: first days of the first and last periods with data; ``daily_kwh``: energy
    of each day of the window (its last ``LONGEST_STRIP``) as far as the curve reaches, None for a
    day of which nothing is known; ``is_strip_cut``: the window goes further back than they do;
    ``curve`` is None where no day of the window has one.
    """

    choice: SiteChoice
    window: Window
    first: date
    last: date
    history: ConsumptionHistory
    daily_kwh: tuple[tuple[date, int | None], ...]
    is_strip_cut: bool
    curve: CurveView | None


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks to see, as untrusted text from an address; None means the default."""

    contract_number: str | None = None
    granularity: str | None = None
    first: str | None = None
    last: str | None = None
    curve: str | None = None


VIEWS: Mapping[str, Granularity] = {
    "jour": Granularity.DAY,
    "mois": Granularity.MONTH,
    "annee": Granularity.YEAR,
}
"""How addresses name the granularities."""


def explore(viewer: Viewer, *, request: Request) -> Exploration | SiteChoice:
    """Return the history and curve asked for, or the bare choice where there is no data yet.

    Raises NotFoundError for a contract that the viewer may not see and InvalidInputError for a
    text that names no period.
    """
    with viewer.database.begin() as session:
        return _explore(session, viewer, request)


def load_curve(viewer: Viewer, *, contract_number: str | None, days: str) -> CurveView:
    """Return the load curve of ``days`` (2021-10-12..2021-10-18), 366 at most.

    Raises NotFoundError and InvalidInputError as ``explore`` does.
    """
    with viewer.database.begin() as session:
        _, contract = sites.choose_within(session, viewer, contract_number)
        if contract is None:
            raise NotFoundError(text("site.not_found"))
        return _load_curve(session, supply_period_of(contract), read_days(days))


def read_window(request: Request, reach: Reach) -> Window:
    """Return the window that ``request`` names, the default one for what it leaves out."""
    granularity = VIEWS.get(request.granularity or "mois")
    if granularity is None:
        raise InvalidInputError(text("consumption.unknown_view"), field="vue")
    if request.first is None and request.last is None:
        years = granularity is Granularity.YEAR
        return default_window(granularity, reach.first, reach.last if years else reach.opening)
    try:
        texts = (request.first or request.last or "", request.last or request.first or "")
        first, last = (parse_period(granularity, t) for t in texts)
        window = build_window(granularity, first, last)
    except (ValueError, OverflowError) as error:
        raise InvalidInputError(text("consumption.unreadable_period"), field="du") from error
    if is_too_long(window):
        raise InvalidInputError(text("consumption.too_long"), field="du")
    return window


def read_days(days: str) -> Days:
    """Return the days that ``2021-10-12..2021-10-18`` names, both included.

    Raises InvalidInputError for an unreadable text, a reversed one or more than 366 days.
    """
    first, _, last = days.partition("..")
    try:
        start, end = (parse_period(Granularity.DAY, t) for t in (first, last or first))
        end += timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise InvalidInputError(text("consumption.unreadable_period"), field="courbe") from error
    if not 0 < (end - start).days <= LONGEST_CURVE_DAYS:
        reason = text("consumption.curve_too_long", most=LONGEST_CURVE_DAYS)
        raise InvalidInputError(reason, field="courbe")
    return Days(start, end)


def _explore(session: Session, viewer: Viewer, request: Request) -> Exploration | SiteChoice:
    choice, contract = sites.choose_within(session, viewer, request.contract_number)
    if contract is None:
        return choice
    supply = supply_period_of(contract)
    coverage = history.find_coverage(session, supply)
    reach = history.find_reach(coverage)
    if reach is None:
        return choice
    window = read_window(request, reach)
    shown = history.load_history(session, supply, coverage, window)
    asked = None if request.curve is None else read_days(request.curve)
    strip = _strip_of(shown, coverage, asked)
    daily = history.load_daily_kwh(session, supply, strip.start, strip.end) if strip else ()
    return Exploration(
        choice=choice,
        window=window,
        first=align(window.granularity, reach.first),
        last=align(window.granularity, reach.last),
        history=shown,
        daily_kwh=daily,
        is_strip_cut=strip is not None and strip.is_cut,
        curve=_find_curve(session, supply, daily, asked),
    )


@dataclass(frozen=True, slots=True)
class _Strip:
    start: date
    end: date
    is_cut: bool


def _strip_of(shown: ConsumptionHistory, coverage: Coverage, asked: Days | None) -> _Strip | None:
    """Return the days of the strip: the window's, those of its readings included.

    Of a long window the last ``LONGEST_STRIP``, or as many from the days ``asked`` for that are
    older. None without a curve.
    """
    if coverage.curve_start is None or coverage.curve_end is None:
        return None
    start = max(min([shown.start, *(p.start for p in shown.periods)]), coverage.curve_start)
    end = min(max([shown.end, *(p.end for p in shown.periods)]), coverage.curve_end)
    longest = LONGEST_STRIP[shown.granularity]
    first = max(start, min(shown.end, end) - longest)
    if asked is not None and start <= asked.start < first:
        first = asked.start
        end = min(end, first + longest)
    return _Strip(first, end, is_cut=first > start)


def _find_curve(
    session: Session,
    supply: SupplyPeriod,
    daily: tuple[tuple[date, int | None], ...],
    days: Days | None,
) -> CurveView | None:
    """Return the days asked for if the curve has them, or else its last week in the window."""
    known = [day for day, kwh in daily if kwh is not None]
    if not known or not supply.detail.curve:
        return None
    end = known[-1] + timedelta(days=1)
    if days is not None and known[0] <= days.start and days.end <= end:
        return _load_curve(session, supply, days)
    return _load_curve(session, supply, Days(max(known[0], end - DEFAULT_CURVE), end))


def _load_curve(session: Session, supply: SupplyPeriod, days: Days) -> CurveView:
    """Return the curve of ``days``, as far as they are under the contract."""
    if not supply.detail.curve:
        raise InvalidInputError(text("consumption.curve_withheld"), field="courbe")
    curve = history.load_curve(session, supply, days.start, days.end)
    if curve is None:
        raise InvalidInputError(text("consumption.curve_outside"), field="courbe")
    return CurveView(Days(*supply.clip(days.start, days.end)), curve)
