"""One sentence per chart, for those who do not see it."""

from datetime import UTC, datetime

import numpy as np

from components.figures.load_curve import is_reduced
from components.figures.period_labels import period_name
from services.domain.calendar import PARIS
from services.domain.consumption import ConsumptionHistory, ConsumptionPeriod, Granularity
from services.domain.load_curve import LoadCurve, PointStatus
from services.kernel import formats
from services.kernel.wording import text

SECONDS_PER_MINUTE = 60


def bars_summary(history: ConsumptionHistory) -> str:
    """Return what the bars say: the span, the total, the lowest and the highest period."""
    known = [period for period in history.periods if period.missing_share < 1]
    if not known:
        return text("chart.summary.empty")
    total = formats.quantity(history.total_kwh, "kWh")
    if len(known) == 1:
        return text("chart.summary.bars.one", first=_name(history, known[0]), total=total)
    lowest = min(known, key=lambda p: p.total_kwh)
    highest = max(known, key=lambda p: p.total_kwh)
    return text(
        f"chart.summary.bars.{history.granularity}",
        first=_name(history, history.periods[0]),
        last=_name(history, history.periods[-1]),
        total=total,
        lowest=formats.quantity(lowest.total_kwh, "kWh"),
        lowest_name=_name(history, lowest),
        highest=formats.quantity(highest.total_kwh, "kWh"),
        highest_name=_name(history, highest),
    )


def curve_summary(curve: LoadCurve) -> str:
    """Return what the line says: the span, the range, when the peak was, what is missing."""
    known = np.flatnonzero(curve.status != PointStatus.MISSING)
    first, last = _local(curve.start), _local(curve.end - np.timedelta64(curve.step_s, "s"))
    dates = {"first": formats.short_date(first), "last": formats.short_date(last)}
    if not len(known):
        return text("chart.summary.curve_empty", **dates)
    power_w = curve.power_w[known]
    peak = _local(curve.instants_at(known[[power_w.argmax()]])[0])
    sentence = text(
        "chart.summary.curve",
        minutes=curve.step_s // SECONDS_PER_MINUTE,
        lowest=_kilowatts(int(power_w.min())),
        highest=_kilowatts(int(power_w.max())),
        peak_day=formats.long_date(peak),
        peak_hour=formats.hour(peak),
        **dates,
    )
    missing = 100 * (1 - len(known) / len(curve))
    if missing:
        share = formats.percent(missing)
        sentence += f" {text('chart.summary.curve_missing', share=share)}"
    return f"{sentence} {text('chart.reduced')}" if is_reduced(curve) else sentence


def _name(history: ConsumptionHistory, period: ConsumptionPeriod) -> str:
    name = period_name(history.granularity, period.anchor)
    return name if history.granularity is Granularity.YEAR else name[0].lower() + name[1:]


def _kilowatts(power_w: int) -> str:
    return formats.quantity(power_w / 1000, "kW", 1)


def _local(instant: np.datetime64) -> datetime:
    moment: datetime = instant.astype("datetime64[s]").item()
    return moment.replace(tzinfo=UTC).astimezone(PARIS)
