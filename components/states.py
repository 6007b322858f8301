"""What a card or a page shows when it has no data: nothing yet, a failure, not yet."""

from dash.development.base_component import Component

from components import html
from components.controls import ButtonLink, button_link
from components.icons import icon
from services.kernel.wording import text

ERROR_CODES = frozenset({400, 403, 404, 405, 413, 429, 500, 503})
"""Codes that have their own words; any other is told like 500."""


def empty_state(
    icon_name: str, title: str, line: str, action: ButtonLink | None = None
) -> Component:
    """Return why there is nothing here, what comes next, and one action."""
    button = button_link(action) if action else None
    return _state("state", icon_name, title, line, button)


def failed_state(title: str, line: str, retry_href: str) -> Component:
    """Return what could not be loaded, with a button to try again; the rest of the page stands."""
    retry = button_link(ButtonLink(text("state.retry"), retry_href, "rotate-cw"), kind="primary")
    return _state("state state-failed", "cloud-off", title, line, retry)


def _state(
    class_name: str, icon_name: str, title: str, line: str, action: Component | None
) -> Component:
    parts: list[Component] = [
        html.Div(icon(icon_name, size=28), className="state-icon"),
        html.H2(title),
        html.P(line),
    ]
    if action is not None:
        parts.append(action)
    return html.Div(parts, className=class_name)


def error_page(code: int, reference: str) -> Component:
    """Return the content of an error page inside the shell; ``reference`` is for quoting."""
    known = code if code in ERROR_CODES else 500
    quoted = text("state.error_reference", code=code, reference=reference)
    return _error(
        text(f"state.error_{known}_title"),
        text(f"state.error_{known}_text"),
        html.P(quoted, className="error-reference"),
    )


def refused_card(message: str, start: ButtonLink) -> Component:
    """Return what stands in a page's content when the program refuses: why, and a way on."""
    refusal = empty_state("circle-alert", text("state.refused_title"), message, start)
    return html.Section(refusal, className="card")


def _error(title: str, line: str, *after: Component) -> Component:
    home = ButtonLink(text("state.error_home"), "/")
    parts = [
        html.Div(className="error-drawing"),
        html.H1(title, tabIndex=-1),
        html.P(line, className="error-text"),
        html.Div(button_link(home, kind="primary", size="large"), className="error-actions"),
        *after,
    ]
    return html.Main(parts, id="contenu", tabIndex=-1, className="error")


def bone(kind: str) -> Component:
    """Return one bar of a skeleton: title, figure, label, note, strip or plot."""
    return html.Span(className=f"bone bone-{kind}")


def skeleton_strip(cells: int = 5) -> Component:
    """Return a KPI strip that is not known yet."""
    return html.Div(
        [
            html.Div([bone("label"), bone("figure"), bone("note")], className="kpi")
            for _ in range(cells)
        ],
        className="kpi-strip",
    )


def skeleton_card(*, bars: int = 0) -> Component:
    """Return a card that is not known yet, with ``bars`` bars or one plain plot."""
    plot = (
        html.Div([html.Span(className="bone") for _ in range(bars)], className="bone-bars")
        if bars
        else bone("plot")
    )
    return html.Div([bone("title"), plot], className="card")


def skeleton_page() -> Component:
    """Return a page that is not known yet: what shows before its first content."""
    body = html.Div([skeleton_strip(), skeleton_card(bars=12)], className="page-body")
    return html.Div([bone("title"), body], className="skeleton-page")
