"""Consommations: the history by time class, and the load curve beneath."""

from dataclasses import replace
from datetime import date, timedelta

from dash import Dash, Input, Output, State
from dash.development.base_component import Component

from components import (
    charts,
    consumption_cards,
    consumption_views,
    controls,
    html,
    period_bar,
    shell,
    states,
)
from components.attributes import attributes
from components.brush import BRUSH
from components.controls import ButtonLink, Option
from components.figures.frame import Figure
from components.figures.load_curve import load_curve_line
from components.figures.summaries import curve_summary
from components.period_bar import PeriodChoice, Preset
from components.source_line import source_line
from pages._consumption_choices import PATH, Choices, in_view, links
from pages._page import Page, asked_contract, no_site, one, site_bar, today, viewer
from services import consumption
from services.consumption import CurveView, Exploration, Request
from services.domain.consumption import Granularity
from services.domain.window import Window, shifted
from services.kernel import formats
from services.kernel.wording import text
from services.sites import SiteChoice

PAGE = Page(
    PATH,
    "nav.consumption",
    "consumption.title",
    "chart-column-stacked",
    short_label="nav.consumption_short",
    start="consumption.see_latest",
    plotly="basic",
)
BARS = "consumption-bars"
CURVE = "consumption-curve"
CURVE_TITLE = "consumption-curve-title"

TABLE = "tableau"
EXPORTS = "/consommations/export"


def layout(**query: object) -> Component:
    """Return the page for the choices in the address."""
    choices = Choices(**{name: one(query.get(name)) for name in Choices.__slots__})
    request = Request(choices.contrat, choices.vue, choices.du, choices.au, choices.courbe)
    shown = consumption.explore(viewer(), request=request)
    if isinstance(shown, SiteChoice):
        return _nothing_yet(shown)
    return shell.page(
        _site_bar(shown.choice, choices),
        shell.page_head(
            text("consumption.title"),
            _context(shown),
            [_export(replace(choices.showing(shown.window), affichage=None, masquer=None))],
            switches=_switches(shown, choices),
        ),
        _period(shown, choices),
        *_body(shown, choices),
        *source_line(shown.choice.current),
    )


def show_curve(days: object, search: object) -> tuple[Figure, str, str]:
    """Return the curve of the days that the brush holds, its title and its summary."""
    view = consumption.load_curve(
        viewer(), contract_number=asked_contract(search), days=_read_brush(days)
    )
    title = consumption_cards.curve_title(view.days.start, view.days.last)
    return load_curve_line(view.curve), title, curve_summary(view.curve)


def register(app: Dash) -> None:
    """Connect the brush to the curve."""
    app.callback(
        Output(CURVE, "figure"),
        Output(CURVE_TITLE, "children"),
        Output(charts.summary_id(CURVE), "children"),
        Input(BRUSH, "data"),
        State("_pages_location", "search"),
        prevent_initial_call=True,
    )(show_curve)


def _read_brush(days: object) -> str:
    """Return the days of the brush's store as an address writes them, from any JSON."""
    chosen = days if isinstance(days, dict) else {}
    return f"{chosen.get('start')}..{chosen.get('end')}"


def _nothing_yet(choice: SiteChoice) -> Component:
    title = text("consumption.title")
    if choice.current is None:
        return no_site(choice, PAGE.path, title)
    words = (text("consumption.none_title"), text("consumption.none_text"))
    if ended_on := choice.current.ended_by(today()):
        ended = text("consumption.none_ended_title", day=formats.short_date(ended_on))
        words = (ended, text("consumption.none_ended_text"))
    empty = states.empty_state("chart-column-stacked", *words)
    return shell.page(
        site_bar(choice, PAGE.path), shell.page_head(title), html.Section(empty, className="card")
    )


def _site_bar(choice: SiteChoice, choices: Choices) -> Component:
    """Return the selector: another site opens in the same view, on its own latest period."""
    return site_bar(
        choice,
        PAGE.path,
        vue=choices.vue,
        affichage=choices.affichage,
        masquer=choices.masquer,
    )


def _context(shown: Exploration) -> str:
    site = shown.choice.current
    number, offer = (site.contract_number, site.offer_name) if site else ("", "")
    ended_on = site.ended_by(today()) if site else None
    if ended_on is None:
        return text("consumption.context", number=number, offer=offer)
    day = formats.short_date(ended_on)
    return text("consumption.context_ended", number=number, offer=offer, day=day)


def _switches(shown: Exploration, choices: Choices) -> list[Component]:
    views = [
        Option(
            text(f"consumption.view.{granularity}"),
            in_view(shown, choices, granularity).href(),
            current=granularity is shown.window.granularity,
        )
        for granularity in (Granularity.DAY, Granularity.MONTH, Granularity.YEAR)
    ]
    is_table = choices.affichage == TABLE
    displays = [
        Option(
            text("consumption.chart"),
            replace(choices, affichage=None).href(),
            "chart-column-stacked",
            current=not is_table,
        ),
        Option(
            text("consumption.table"),
            replace(choices, affichage=TABLE).href(),
            "table-2",
            current=is_table,
        ),
    ]
    return [
        controls.segmented(text("consumption.views"), views, name="view"),
        controls.segmented(text("consumption.displays"), displays, name="display"),
    ]


def _export(kept: Choices) -> Component:
    """Return the download button; export.js reads its words for progress and failure."""
    xlsx, csv = (kept.href(f"{EXPORTS}.{extension}") for extension in ("xlsx", "csv"))
    button = controls.split_button(
        ButtonLink(text("consumption.export"), xlsx, "file-spreadsheet", download=True),
        [
            ButtonLink(text("consumption.export_xlsx"), xlsx, download=True),
            ButtonLink(text("consumption.export_csv"), csv, download=True),
        ],
    )
    words = {
        f"data_{name}": text(f"export.{name}")
        for name in ("making", "receiving", "ready", "failed", "retry")
    }
    return html.Div(button, **attributes(data_export="", **words))


def _period(shown: Exploration, choices: Choices) -> Component:
    window = shown.window
    back, forward = shifted(window, -1), shifted(window, 1)
    plain = replace(choices, du=None, au=None, courbe=None)
    kept = [
        (n, str(v)) for n in ("contrat", "vue", "affichage", "masquer") if (v := getattr(plain, n))
    ]
    return period_bar.period_bar(
        PeriodChoice(
            window=window,
            label=consumption_views.window_name(window).capitalize(),
            first=shown.first,
            last=shown.last,
            back_href=choices.showing(back).href() if back.end > shown.first else "",
            forward_href=choices.showing(forward).href() if forward.start <= shown.last else "",
            presets=_presets(shown, choices),
            action=PAGE.path,
            kept=kept,
        )
    )


def _presets(shown: Exploration, choices: Choices) -> list[Preset]:
    latest = replace(choices, du=None, au=None, courbe=None)
    presets = [Preset(text(f"period.latest.{shown.window.granularity}"), latest.href())]
    if shown.window.granularity is Granularity.DAY:
        return presets
    years = range(shown.last.year, shown.first.year - 1, -1)
    for year in list(years)[:5]:
        months = Window(Granularity.MONTH, date(year, 1, 1), date(year + 1, 1, 1))
        presets.append(Preset(text("period.year", year=year), choices.showing(months).href()))
    return presets


def _body(shown: Exploration, choices: Choices) -> list[Component]:
    if not shown.history.periods:
        latest = replace(choices, du=None, au=None, courbe=None, vue=None)
        action = ButtonLink(text("consumption.see_latest"), latest.href())
        why = _why_empty(shown)
        empty = states.empty_state(
            "chart-column-stacked",
            text(f"consumption.{why}_title"),
            text(f"consumption.{why}_text"),
            action,
        )
        return [html.Section(empty, className="card")]
    if choices.affichage == TABLE:
        caption = f"{text('consumption.title')}, {consumption_views.window_name(shown.window)}"
        return [consumption_views.history_table(shown.history, caption, links(shown, choices))]
    hidden = frozenset((choices.masquer or "").split(",")) - {""}
    bars = consumption_cards.bars_card(
        BARS,
        shown.history,
        links=links(shown, choices),
        hidden=hidden,
        selected=_only_day(shown.curve),
    )
    parts = [consumption_views.kpis(shown.history), bars]
    return [*parts, _curve_card(shown, shown.curve)] if shown.curve else parts


def _why_empty(shown: Exploration) -> str:
    site = shown.choice.current
    if shown.window.granularity is not Granularity.DAY or (site and site.has_curve):
        return "empty"
    return "withheld" if site and site.is_withheld else "no_curve"


def _only_day(view: CurveView | None) -> date | None:
    """Return the day whose curve is shown alone."""
    return view.days.start if view and view.days.start == view.days.last else None


def _curve_card(shown: Exploration, view: CurveView) -> Component:
    return consumption_cards.curve_card(
        CURVE,
        CURVE_TITLE,
        view.curve,
        days=(view.days.start, view.days.last),
        strip=shown.daily_kwh,
        is_strip_cut=shown.is_strip_cut,
        period=(shown.window.start, shown.window.end - timedelta(days=1)),
    )
