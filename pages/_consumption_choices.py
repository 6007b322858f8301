"""The choices of the consumption page, and the addresses that they lead to."""

from dataclasses import dataclass, replace
from datetime import date

from pages._page import address
from services.consumption import Exploration
from services.domain.consumption import ConsumptionPeriod, Granularity
from services.domain.window import Window, default_window, period_text

PATH = "/consommations"
VIEWS = {Granularity.DAY: "jour", Granularity.MONTH: "mois", Granularity.YEAR: "annee"}


@dataclass(frozen=True, slots=True)
class Choices:
    """Every choice of the page, as its address writes it; None where it is the default."""

    contrat: str | None = None
    vue: str | None = None
    affichage: str | None = None
    du: str | None = None
    au: str | None = None
    courbe: str | None = None
    masquer: str | None = None

    def href(self, path: str = PATH) -> str:
        """Return the address that makes these choices."""
        return address(path, **{name: getattr(self, name) for name in self.__slots__})

    def showing(self, window: Window) -> "Choices":
        """Return the same choices on another window."""
        first, last = (period_text(window.granularity, d) for d in (window.start, window.last))
        return replace(self, vue=VIEWS[window.granularity], du=first, au=last, courbe=None)


def in_view(shown: Exploration, choices: Choices, granularity: Granularity) -> Choices:
    """Return the choices of another granularity: on the same time where that makes sense."""
    if granularity is Granularity.DAY and shown.window.granularity is not Granularity.DAY:
        last = shown.daily_kwh[-1][0] if shown.daily_kwh else shown.window.last
        return choices.showing(default_window(granularity, shown.first, last.replace(day=1)))
    return replace(choices, vue=VIEWS[granularity], du=None, au=None, courbe=None)


def links(shown: Exploration, choices: Choices) -> list[str]:
    """Return where each period leads: to its months, its days, its curve; empty for nowhere."""
    site = shown.choice.current
    has_curve = site is not None and site.has_curve
    return [_deeper(p, shown.window, choices, has_curve) for p in shown.history.periods]


def _deeper(period: ConsumptionPeriod, window: Window, choices: Choices, has_curve: bool) -> str:
    if window.granularity is Granularity.YEAR:
        year = period.anchor.year
        return choices.showing(
            Window(Granularity.MONTH, date(year, 1, 1), date(year + 1, 1, 1))
        ).href()
    if not has_curve or period.missing_share >= 1:
        return ""
    if window.granularity is Granularity.MONTH:
        return choices.showing(Window(Granularity.DAY, period.start, period.end)).href()
    day = period.anchor.isoformat()
    return replace(choices.showing(window), courbe=f"{day}..{day}").href()
