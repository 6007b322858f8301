"""Choosing the period: a step back, a step forward, or two fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import dash_bootstrap_components as dbc
from dash import dcc
from dash.development.base_component import Component

from components import html
from components.attributes import attributes
from components.icons import icon
from components.links import nav_link
from services.domain.consumption import Granularity
from services.domain.window import Window, next_period, period_text
from services.kernel import formats
from services.kernel.wording import text


@dataclass(frozen=True, slots=True)
class Preset:
    """A period in one click."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class PeriodChoice:
    """What the bar offers: ``first``/``last``: the periods with data; hrefs empty at the ends.

    ``action`` and ``kept``: the page's address and the query values that a choice keeps.
    """

    window: Window
    label: str
    first: date
    last: date
    back_href: str
    forward_href: str
    presets: Sequence[Preset]
    action: str
    kept: Sequence[tuple[str, str]]


def period_bar(choice: PeriodChoice) -> Component:
    """Return the bar; without JavaScript its form and links still work."""
    return html.Div(
        [
            _step("chevron-left", text("period.back"), choice.back_href, "period-back"),
            html.Details(
                [
                    html.Summary(
                        [icon("calendar", size=18), choice.label, icon("chevron-down", size=18)],
                        className="btn btn-quiet period-face",
                    ),
                    _panel(choice),
                ],
                id="period",
                className="period",
                **attributes(data_popup=""),
            ),
            _step("chevron-right", text("period.forward"), choice.forward_href, "period-forward"),
        ],
        className="period-bar",
        role="group",
        **attributes(aria_label=text("period.name")),
    )


def _step(name: str, label: str, href: str, identifier: str) -> Component:
    """Return an arrow; at the end of the data it stays in its place, without a link."""
    if not href:
        return html.Span(icon(name), className="icon-btn is-off", **attributes(aria_hidden="true"))
    return nav_link(
        [icon(name), html.Span(label, className="visually-hidden")],
        href,
        class_name="icon-btn",
        id=identifier,
    )


def _panel(choice: PeriodChoice) -> Component:
    kept = html.Div(
        [dcc.Input(type="hidden", name=name, value=value) for name, value in choice.kept],
        className="period-kept",
    )
    fields = html.Div(
        [
            _field("du", text("period.from"), choice, choice.window.start),
            _field("au", text("period.to"), choice, choice.window.last),
        ],
        className="period-fields",
    )
    form = html.Form(
        [
            kept,
            fields,
            html.Button(text("period.show"), type="submit", className="btn btn-primary"),
        ],
        action=choice.action,
        method="get",
        **attributes(data_spa=""),
    )
    presets = [html.Li(nav_link(p.label, p.href, class_name="menu-item")) for p in choice.presets]
    return html.Div(
        [html.Ul(presets, className="period-presets"), form], className="menu period-panel"
    )


def _field(name: str, label: str, choice: PeriodChoice, value: date) -> Component:
    granularity = choice.window.granularity
    identifier = f"period-{name}"
    control: Component
    if granularity is Granularity.DAY:
        control = dbc.Input(
            id=identifier,
            name=name,
            type="date",
            value=value.isoformat(),
            required=True,
            **attributes(min=choice.first.isoformat()),
        )
    else:
        control = dbc.Select(
            id=identifier,
            name=name,
            value=period_text(granularity, value),
            options=_options(choice, value),
        )
    return html.Div([html.Label(label, htmlFor=identifier), control], className="field")


def _options(choice: PeriodChoice, value: date) -> list[dict[str, str]]:
    """Return the months or years with data, newest first, and the one chosen in any case."""
    granularity = choice.window.granularity
    day, periods = min(choice.first, value), []
    while day <= max(choice.last, value):
        periods.append(day)
        day = next_period(granularity, day)
    return [
        {
            "value": period_text(granularity, day),
            "label": str(day.year)
            if granularity is Granularity.YEAR
            else formats.month_name(day).capitalize(),
        }
        for day in reversed(periods)
    ]
