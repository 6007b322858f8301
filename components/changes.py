"""Words for a change against the year before, and for how a figure was obtained."""

from typing import Literal

from dash.development.base_component import Component

from components import html
from services.domain.consumption import ConsumptionPeriod, PeriodSource
from services.domain.readings import ReadingNature
from services.kernel import formats
from services.kernel.wording import text

COMPLETE = 0.005
"""A missing share below half a percent is not worth a word."""


def change_sentence(change_pct: float | None, against: str) -> list[str | Component]:
    """Return « −6,2 % par rapport à octobre 2014 », the figure coloured and signed."""
    if change_pct is None:
        return [text("change.unknown")]
    return [change_figure(change_pct), f" {against}"]


def change_figure(change_pct: float) -> Component:
    """Return the signed change; the sign says what the colour says."""
    return html.Strong(formats.change(change_pct), className=change_direction(change_pct) or None)


def change_direction(change_pct: float) -> Literal["", "rising", "falling"]:
    """Return which way the change goes as it is written; neither for « 0,0 % »."""
    if round(change_pct, 1) == 0:
        return ""
    return "rising" if change_pct > 0 else "falling"


def nature_name(period: ConsumptionPeriod) -> str:
    """Return « Relevé », « Estimé », « Auto-relevé » or « Courbe de charge », gaps included."""
    if period.missing_share >= 1:
        return text("nature.missing")
    if period.source is PeriodSource.CURVE and period.nature is not ReadingNature.ESTIMATED:
        name = text("nature.curve")
    else:
        name = text(f"nature.{period.nature}")
    if period.missing_share < COMPLETE:
        return name
    return text("nature.partial", name=name, share=formats.percent(period.missing_share * 100))
