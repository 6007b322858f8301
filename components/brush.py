"""The strip under the bars: every day of the history, and the days whose curve is shown."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dash import dcc
from dash.development.base_component import Component

from components import html
from components.attributes import attributes
from services.domain.window import LONGEST_CURVE_DAYS
from services.kernel import formats
from services.kernel.wording import text

BRUSH = "consumption-brush"
A_YEAR = 365
BrushDay = tuple[date, int | None]


@dataclass(frozen=True, slots=True)
class WholeDays:
    """Positions of the first and the last day that one action chooses.

    ``is_last_year``: the period that the page is about is longer, they are its last year.
    """

    start: int
    end: int
    is_last_year: bool


def whole_days(
    days: Sequence[BrushDay], first: date, last: date, *, is_cut: bool = False
) -> WholeDays:
    """Return the days from ``first`` to ``last`` as far as ``days`` go, or the last year of them.

    ``is_cut``: there are earlier ones than ``days``.
    """
    start = max((first - days[0][0]).days, 0)
    end = min((last - days[0][0]).days, len(days) - 1)
    if start > end:
        start, end = 0, len(days) - 1
    if is_cut or end - start >= LONGEST_CURVE_DAYS:
        return WholeDays(max(end - A_YEAR + 1, 0), end, is_last_year=True)
    return WholeDays(start, end, is_last_year=False)


def brush(days: Sequence[BrushDay], start: date, end: date, *, whole: WholeDays) -> Component:
    """Return the strip of ``days`` (consecutive; whole kWh, None where unknown).

    ``start`` to ``end``: the selected days, both included; ``whole``: those chosen in one action.
    The store ``consumption-brush`` gets the new days when the selection is moved:
    ``{"start": "2021-10-12", "end": "2021-10-18"}``.
    """
    first = days[0][0]
    selection = ((start - first).days, (end - first).days)
    strip = html.Div(
        [
            html.Canvas(className="brush-days", **attributes(aria_hidden="true")),
            html.Div(className="brush-window"),
            _handle("start", selection[0], len(days), start),
            _handle("end", selection[1], len(days), end),
        ],
        className="brush-strip",
        role="group",
        **attributes(aria_label=text("chart.brush.name"), aria_describedby=f"{BRUSH}-hint"),
    )
    return html.Div(
        [
            dcc.Store(id=BRUSH),
            html.P(text("chart.brush.hint"), id=f"{BRUSH}-hint", className="visually-hidden"),
            strip,
            html.Div(className="brush-labels", **attributes(aria_hidden="true")),
        ],
        className="brush",
        **attributes(
            data_brush=BRUSH,
            data_brush_first=first.isoformat(),
            data_brush_days=json.dumps([kwh for _, kwh in days], separators=(",", ":")),
            data_brush_selection=f"{selection[0]},{selection[1]}",
            data_brush_longest=str(LONGEST_CURVE_DAYS),
            data_brush_whole=f"{whole.start},{whole.end}",
            data_brush_range=text("chart.brush.range"),
        ),
    )


def all_days_button(whole: WholeDays) -> Component:
    """Return the button that selects the ``whole`` days in its card."""
    name = "year" if whole.is_last_year else "all"
    return html.Button(
        text(f"chart.brush.{name}"),
        id=f"{BRUSH}-all",
        type="button",
        className="btn btn-sm btn-secondary",
        **attributes(data_brush_all=""),
    )


def _handle(edge: str, position: int, count: int, day: date) -> Component:
    return html.Div(
        id=f"{BRUSH}-{edge}",
        className="brush-handle",
        role="slider",
        tabIndex=0,
        **attributes(
            data_brush_edge=edge,
            aria_label=text(f"chart.brush.{edge}"),
            aria_orientation="horizontal",
            aria_valuemin="0",
            aria_valuemax=str(count - 1),
            aria_valuenow=str(position),
            aria_valuetext=formats.long_date(day),
        ),
    )
