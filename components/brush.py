"""The strip under the bars: every day of the history, and the days whose curve is shown."""

import json
from collections.abc import Sequence
from datetime import date

from dash import dcc
from dash.development.base_component import Component

from components import html
from components.attributes import attributes
from services.domain.window import LONGEST_CURVE_DAYS
from services.kernel import formats
from services.kernel.wording import text

BRUSH = "consumption-brush"
BrushDay = tuple[date, int | None]


def brush(days: Sequence[BrushDay], start: date, end: date) -> Component:
    """Return the strip of ``days`` (consecutive; whole kWh, None where unknown).

    ``start`` to ``end``: the selected days, both included. The store ``consumption-brush`` gets
    ``{"start": "2021-10-12", "end": "2021-10-18"}`` when the selection is moved.
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
            data_brush_range=text("chart.brush.range"),
        ),
    )


def all_days_button(days: Sequence[BrushDay]) -> Component:
    """Return the button that selects all ``days`` of the strip in its card, or a year of them."""
    name = "all" if len(days) <= LONGEST_CURVE_DAYS else "year"
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
