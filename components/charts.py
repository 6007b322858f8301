"""A chart on its card: the graph, its keyboard and screen-reader parts, its legend."""

from typing import Literal

from dash import dcc
from dash.development.base_component import Component

from components import html
from components.attributes import attributes
from components.figures.class_bars import PREVIOUS_CODE
from components.figures.consumption import has_previous
from components.figures.frame import Figure
from components.figures.period_labels import is_estimated
from services.domain.consumption import ConsumptionHistory
from services.domain.time_classes import TIME_CLASSES
from services.kernel.wording import text

Kind = Literal["bars", "curve"]

GRAPH_CONFIG = dcc.Graph.Config(
    locale="fr",
    displayModeBar=False,
    displaylogo=False,
    showSendToCloud=False,
    showTips=False,
    responsive=True,
)
"""The configuration of every graph; ``showSendToCloud`` would post the data to a third party."""


def summary_id(chart_id: str) -> str:
    """Return the id of the sentence that describes the chart, for the callbacks that redraw it."""
    return f"{chart_id}-summary"


def chart(
    chart_id: str,
    figure: Figure,
    *,
    title_id: str,
    summary: str,
    height_class: str,
    kind: Kind,
    reduced: bool = False,
) -> Component:
    """Return the graph ``chart_id`` with everything assets/js/charts*.js needs around it.

    ``title_id``: the heading that names it; ``summary``: one sentence for those who do not see it;
    ``height_class``: a class of 50-charts.css (``chart-tall``, ``chart-low``, ``chart-home``);
    ``reduced``: a curve too long for all its points to be drawn.
    """
    keys_id = f"{chart_id}-keys"
    parts = [
        html.P(summary, id=summary_id(chart_id), className="visually-hidden"),
        html.P(text(f"chart.keys.{kind}"), id=keys_id, className="visually-hidden"),
        html.P(className="chart-readout", **attributes(data_chart_readout="", aria_hidden="true")),
        _stage(chart_id, figure, height_class, title_id=title_id, keys_id=keys_id),
        html.Div(className="chart-tooltip", hidden=True, **attributes(aria_hidden="true")),
        html.Div(className="visually-hidden", **attributes(data_chart_live="", aria_live="polite")),
    ]
    if kind == "curve":
        parts += [_reset_button(), _reduced_note(hidden=not reduced)]
    return html.Figure(
        parts,
        className=f"chart chart-{kind}",
        **attributes(
            data_chart=chart_id,
            aria_labelledby=title_id,
            aria_describedby=summary_id(chart_id),
        ),
    )


def _stage(
    chart_id: str, figure: Figure, height_class: str, *, title_id: str, keys_id: str
) -> Component:
    """Return what takes the keyboard: its role makes screen readers hand over the arrow keys."""
    graph = dcc.Graph(
        id=chart_id,
        figure=figure,
        config=GRAPH_CONFIG,
        responsive=True,
        className="chart-graph",
    )
    drawing = [html.Div(className="chart-under"), graph, html.Div(className="chart-over")]
    return html.Div(
        html.Div(drawing, className=height_class, **attributes(aria_hidden="true")),
        id=f"{chart_id}-stage",  # finds the focus again when a page is drawn anew
        className="chart-stage",
        role="application",
        tabIndex=0,
        **attributes(aria_labelledby=title_id, aria_describedby=keys_id),
    )


def legend(
    chart_id: str,
    history: ConsumptionHistory,
    *,
    hidden: frozenset[str] = frozenset(),
    interactive: bool = True,
) -> Component:
    """Return the classes drawn in ``chart_id``; each one can be hidden unless not ``interactive``.

    The browser hides them by itself and writes the choice in the address (``masquer=``).
    """
    items = [_class_chip(chart_id, code.value, hidden, interactive) for code in TIME_CLASSES]
    if interactive and has_previous(history):
        items.append(_class_chip(chart_id, PREVIOUS_CODE, hidden, interactive))
    if any(is_estimated(period) for period in history.periods):
        items.append(_note_chip("estimated"))
    if any(period.missing_share > 0 for period in history.periods):
        items.append(_note_chip("missing"))
    return html.Div(
        items,
        className="chart-legend" if interactive else "chart-legend chart-legend-plain",
        role="group",
        **attributes(aria_label=text("chart.legend")),
    )


def _class_chip(chart_id: str, code: str, hidden: frozenset[str], interactive: bool) -> Component:
    previous = code == PREVIOUS_CODE
    swatch = "previous" if previous else code.lower()
    label = html.Span(text("chart.previous")) if previous else html.B(code)
    inside = [_swatch(swatch), label]
    if not interactive:
        return html.Span(inside, className="chart-chip")
    return html.Button(
        inside,
        type="button",
        className="chart-chip",
        title=text("chart.previous" if previous else f"chart.class.{code}"),
        **attributes(
            data_chart_for=chart_id,
            data_chart_code=code,
            aria_pressed="false" if code in hidden else "true",
        ),
    )


def _note_chip(name: str) -> Component:
    return html.Span([_swatch(name), text(f"chart.{name}")], className="chart-chip chart-chip-note")


def _swatch(name: str) -> Component:
    return html.Span(className=f"swatch swatch-{name}", **attributes(aria_hidden="true"))


def _reset_button() -> Component:
    return html.Button(
        text("chart.reset_zoom"),
        type="button",
        className="chart-reset",
        hidden=True,
        **attributes(data_chart_reset=""),
    )


def _reduced_note(*, hidden: bool) -> Component:
    """Return what is said of a curve with too many points; charts-show.js shows and hides it."""
    return html.P(
        text("chart.reduced"),
        className="chart-note",
        hidden=hidden,
        **attributes(data_chart_reduced="", aria_hidden="true"),
    )
