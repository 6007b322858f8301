"""Export values of the kinds that the pages produce, small and large."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from services.domain.consumption import (
    ClassEnergies,
    ConsumptionHistory,
    ConsumptionPeriod,
    Granularity,
    PeriodSource,
)
from services.domain.load_curve import LoadCurve, PointStatus
from services.domain.readings import ReadingNature
from services.domain.sites import Site
from services.exports.consumption import ConsumptionExport

EXTRACTED_AT = datetime(2016, 1, 4, 8, 30, 15, tzinfo=UTC)

BROCHURE: tuple[tuple[date, date, ClassEnergies, int], ...] = (
    (date(2014, 10, 31), date(2014, 11, 30), (1902, 1218, 0, 0), 3384),
    (date(2014, 11, 30), date(2014, 12, 31), (2124, 1416, 0, 0), 3702),
    (date(2014, 12, 31), date(2015, 1, 31), (2347, 1500, 0, 0), 4115),
    (date(2015, 1, 31), date(2015, 2, 28), (2092, 1395, 0, 0), 3620),
    (date(2015, 2, 28), date(2015, 3, 31), (2266, 1449, 0, 0), 3498),
    (date(2015, 3, 31), date(2015, 4, 30), (0, 0, 1404, 976), 2510),
    (date(2015, 4, 30), date(2015, 5, 31), (0, 0, 1091, 823), 2040),
    (date(2015, 5, 31), date(2015, 7, 1), (0, 0, 1124, 1088), 2105),
    (date(2015, 7, 1), date(2015, 7, 31), (0, 0, 1146, 1079), 2390),
    (date(2015, 7, 31), date(2015, 8, 31), (0, 0, 431, 388), 905),
    (date(2015, 8, 31), date(2015, 10, 1), (0, 0, 1962, 1874), 3544),
    (date(2015, 10, 1), date(2015, 10, 31), (0, 0, 978, 900), 2002),
)
"""The mock-up's table: from, reading date, kWh per class, kWh a year before."""


def build_site(*, name: str = "Siège et atelier", note: str = "") -> Site:
    return Site(
        contract_number="C-2011-004187",
        prm="30001642617347",
        name=name,
        town="Le Coudray",
        segment="C4",
        holder="Coopérative des Closeaux",
        offer_name="Tarif Alt'Expert C4 MU",
        started_on=date(2011, 7, 1),
        ended_on=None,
        subscribed_kva=None,
        has_curve=True,
        note=note,
    )


def brochure_history() -> ConsumptionHistory:
    """Return the twelve readings of the brochure's customer, by month."""
    periods = tuple(
        ConsumptionPeriod(
            anchor=(end - timedelta(days=15)).replace(day=1),
            start=start,
            end=end,
            energy_kwh=energy_kwh,
            source=PeriodSource.READING,
            nature=ReadingNature.REAL,
            previous_kwh=previous_kwh,
        )
        for start, end, energy_kwh, previous_kwh in BROCHURE
    )
    return ConsumptionHistory(Granularity.MONTH, date(2014, 11, 1), date(2015, 11, 1), periods)


def daily_history(days: int, *, start: date = date(2021, 1, 1)) -> ConsumptionHistory:
    """Return ``days`` days from a curve: 10 + i kWh in HPH for day i, 5 in HCH."""
    periods = tuple(
        ConsumptionPeriod(
            anchor=start + timedelta(days=i),
            start=start + timedelta(days=i),
            end=start + timedelta(days=i + 1),
            energy_kwh=(10 + i, 5, 0, 0),
            source=PeriodSource.CURVE,
            nature=ReadingNature.REAL,
            missing_share=0.25 if i == 0 else 0.0,
        )
        for i in range(days)
    )
    return ConsumptionHistory(Granularity.DAY, start, start + timedelta(days=days), periods)


def build_curve(start: str, points: int, step_s: int = 600) -> LoadCurve:
    """Return a curve of ``points`` real points; point i has 10 000 + 1 000 × (i mod 90) watts."""
    power_w = (10_000 + 1_000 * (np.arange(points) % 90)).astype(np.int32)
    status = np.full(points, PointStatus.REAL, dtype=np.uint8)
    return LoadCurve(np.datetime64(start, "s"), step_s, power_w, status)


def classes_of(points: int) -> NDArray[np.int8]:
    """Return the four classes in turn."""
    return (np.arange(points) % 4).astype(np.int8)


def build_export(
    history: ConsumptionHistory | None = None,
    curve: LoadCurve | None = None,
    *,
    site: Site | None = None,
    is_demo: bool = True,
    source_note: str = "Relevés du gestionnaire de réseau",
) -> ConsumptionExport:
    return ConsumptionExport(
        site=site or build_site(),
        history=history or brochure_history(),
        curve=curve,
        curve_classes=None if curve is None else classes_of(len(curve.power_w)),
        real_share=None if curve is None else 0.975,
        estimated_share=None if curve is None else 0.0,
        missing_share=None if curve is None else 0.025,
        extracted_at=EXTRACTED_AT,
        is_demo=is_demo,
        source_note=source_note,
    )
