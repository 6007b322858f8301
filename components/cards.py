"""Cards, tiles and the figures that stand in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dash.development.base_component import Component

from components import html
from components.icons import icon
from components.links import nav_link
from services.domain.time_classes import TimeClass

ChipKind = Literal["ok", "warn", "danger", "info", "neutral"]
Content = str | Component | Sequence[str | Component]
Swatch = TimeClass | Literal["previous"]

_CHIP_ICON = {
    "ok": "check",
    "warn": "triangle-alert",
    "danger": "circle-alert",
    "info": "info",
    "neutral": "",
}


@dataclass(frozen=True, slots=True)
class Kpi:
    """One cell of a KPI strip; values are already written (``32 973``, ``kWh``, ``−2,5 %…``)."""

    label: str
    value: str
    unit: str = ""
    note: Content = ""
    swatch: Swatch | None = None
    alert: bool = False


@dataclass(frozen=True, slots=True)
class TileLink:
    """Where a tile leads."""

    label: str
    href: str


def card(
    title: str,
    children: Content,
    *,
    unit: str = "",
    actions: Sequence[Component] = (),
    class_name: str = "",
    title_id: str | None = None,
) -> Component:
    """Return a card: title and unit on the left, actions on the right, the content beneath."""
    heading: list[Component] = [html.H2(title, id=title_id) if title_id else html.H2(title)]
    if unit:
        heading.append(html.Span(unit, className="caption"))
    head: list[Component] = [html.Div(heading, className="card-title")]
    if actions:
        head.append(html.Div(list(actions), className="card-actions"))
    return html.Section(
        [html.Div(head, className="card-head"), html.Div(children, className="card-body")],
        className=f"card {class_name}".strip(),
    )


def tile(
    title: str, body: Content, link: TileLink | None = None, *, class_name: str = ""
) -> Component:
    """Return a tile of the home page; its one link stands at the bottom."""
    parts: list[Component] = [html.H2(title), html.Div(body, className="card-body")]
    if link:
        parts.append(
            nav_link(
                [html.Span(link.label), icon("arrow-right", size=16)],
                link.href,
                class_name="tile-link",
            )
        )
    return html.Section(parts, className=f"card tile {class_name}".strip())


def kpi_strip(cells: Sequence[Kpi]) -> Component:
    """Return three to five figures side by side; they wrap on narrow screens."""
    return html.Dl([_kpi(cell) for cell in cells], className="kpi-strip")


def _kpi(cell: Kpi) -> Component:
    label: list[str | Component] = [cell.label]
    if cell.alert:
        label.insert(0, icon("triangle-alert", size=16))
    elif cell.swatch:
        label.insert(0, swatch(cell.swatch))
    parts = [html.Dt(label), html.Dd(_figure(cell.value, cell.unit), className="kpi-figure")]
    if cell.note:
        parts.append(html.Dd(cell.note, className="kpi-note"))
    return html.Div(parts, className="kpi is-alert" if cell.alert else "kpi")


def key_figure(value: str, unit: str = "") -> Component:
    """Return the number that answers the question of the screen."""
    return html.P(_figure(value, unit), className="key-figure")


def _figure(value: str, unit: str) -> list[str | Component]:
    # The narrow space stays in the text for those who copy or listen; the eye gets a margin.
    return [value, html.Span(f"\u202f{unit}", className="unit")] if unit else [value]


def swatch(series: Swatch) -> Component:
    """Return the colour, pattern and outline of a time class, or of the previous year."""
    return html.Span(className=f"swatch swatch-{series.lower()}")


def chip(kind: ChipKind, label: str, *, icon_name: str = "") -> Component:
    """Return a status: an icon and a word on a tint."""
    name = icon_name or _CHIP_ICON[kind]
    parts: list[str | Component] = [icon(name, size=16), label] if name else [label]
    return html.Span(parts, className=f"chip chip-{kind}")


def note(kind: ChipKind, children: Content) -> Component:
    """Return one or two sentences on a tint, with the icon of their kind."""
    return html.Div(
        [icon(_CHIP_ICON[kind] or "info"), html.Div(children)],
        className=f"note note-{kind}",
    )


def facts(rows: Sequence[tuple[Content, Content]]) -> Component:
    """Return labels on the left and their values on the right."""
    return html.Dl(
        [html.Div([html.Dt(label), html.Dd(value)]) for label, value in rows], className="facts"
    )
