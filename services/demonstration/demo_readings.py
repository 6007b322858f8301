"""The monthly readings that the demonstration's printed invoices charge for.

The brochure's customer has them in a file; the neighbour's are invented, up to the last month that
is billed on the day of loading.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from services.demonstration.demo_prices import Energies
from services.domain.invoice_terms import add_months
from services.domain.time_classes import HIGH_SEASON_MONTHS, TIME_CLASSES

CLOSEAUX_FILE = "demonstration_closeaux_mensuel_par_classe.csv"
NEIGHBOUR_FILE = "demonstration_voisin_mensuel_par_classe.csv"
_CLOSEAUX_PATH = Path(__file__).parent / "demo_data" / "closeaux" / CLOSEAUX_FILE

NEIGHBOUR_KWH = ((980, 490), (870, 430), (610, 300), (536, 265), (1497, 760), (260, 126))
"""Peak and off-peak kWh of six invented months, the newest last; the last three are billed."""

_HISTORY = 13
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class MonthRead:
    """What was read of ``start`` to before ``end``."""

    start: date
    end: date
    energy_kwh: Energies


def closeaux_months() -> list[MonthRead]:
    """Return the brochure's customer's months, oldest first."""
    with _CLOSEAUX_PATH.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found: dict[tuple[str, str], dict[str, int]] = {}
    for row in rows:
        found.setdefault((row["debut"], row["fin"]), {})[row["classe"]] = int(float(row["valeur"]))
    return [
        MonthRead(date.fromisoformat(start), date.fromisoformat(end), _in_order(kwh))
        for (start, end), kwh in sorted(found.items())
    ]


def neighbour_months(today: date) -> list[MonthRead]:
    """Return the neighbour's months, oldest first: all over when the newest invoice is issued."""
    last = working_day_before(today).replace(day=1)
    bounds = [add_months(last, -back) for back in range(len(NEIGHBOUR_KWH), -1, -1)]
    months = []
    for (start, end), (peak, off_peak) in zip(pairwise(bounds), NEIGHBOUR_KWH, strict=True):
        is_high = start.month in HIGH_SEASON_MONTHS
        energy_kwh = (peak, off_peak, 0, 0) if is_high else (0, 0, peak, off_peak)
        months.append(MonthRead(start, end, energy_kwh))
    return months


def history_until(months: Sequence[MonthRead], end: date) -> tuple[tuple[str, int], ...]:
    """Return the kWh of the last months read until ``end``, each under its middle's month."""
    known = [month for month in months if month.end <= end][-_HISTORY:]
    return tuple(
        (f"{month.start + (month.end - month.start) / 2:%Y-%m}", sum(month.energy_kwh))
        for month in known
    )


def working_day_before(day: date) -> date:
    """Return the last day before ``day`` that is no Saturday or Sunday."""
    before = day - timedelta(days=1)
    return before - timedelta(days=max(0, before.weekday() - _SATURDAY + 1))


def _in_order(kwh: dict[str, int]) -> Energies:
    hph, hch, hpe, hce = (kwh[time_class.value] for time_class in TIME_CLASSES)
    return hph, hch, hpe, hce
