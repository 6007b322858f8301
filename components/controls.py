"""Buttons, segmented controls and fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dash.development.base_component import Component

from components import html
from components.attributes import attributes
from components.icons import icon
from components.links import nav_link
from services.kernel.wording import text

ButtonKind = Literal["primary", "secondary", "quiet", "danger"]
Size = Literal["small", "normal", "large"]

_SIZE_CLASS = {"small": " btn-sm", "normal": "", "large": " btn-lg"}


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a segmented control; ``icon`` is optional, ``hint`` completes a short label."""

    label: str
    href: str
    icon: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class ButtonLink:
    """A link that looks like a button; ``download``: leave it to the browser, not to the router."""

    label: str
    href: str
    icon: str = ""
    download: bool = False


def segmented(label: str, options: Sequence[Option], *, name: str = "segment") -> Component:
    """Return up to five links in a track; ``label`` names the group for screen readers.

    ``name`` makes the ids ``<name>-0``… that keep the focus when the page is drawn again.
    """
    items = [html.Li(_segment(option, f"{name}-{n}")) for n, option in enumerate(options)]
    return html.Nav(html.Ul(items), className="segmented", **attributes(aria_label=label))


def _segment(option: Option, identifier: str) -> Component:
    return nav_link(
        _with_icon(option.icon, option.label),
        option.href,
        class_name="segment",
        current="true" if option.current else "",
        id=identifier,
    )


def button_link(
    link: ButtonLink, *, kind: ButtonKind = "secondary", size: Size = "normal"
) -> Component:
    """Return a link dressed as a button: it leads somewhere, or downloads a file."""
    return _link(link, f"btn btn-{kind}{_SIZE_CLASS[size]}")


def icon_button(name: str, label: str, href: str, *, framed: bool = True) -> Component:
    """Return a link drawn as an icon alone, with ``label`` as its name and tooltip."""
    return html.A(
        icon(name),
        href=href,
        title=label,
        className="icon-btn framed" if framed else "icon-btn",
        **attributes(data_spa="", aria_label=label),
    )


def split_button(
    primary: ButtonLink, items: Sequence[ButtonLink], *, kind: ButtonKind = "secondary"
) -> Component:
    """Return a button that acts at once, and a chevron that opens its variants."""
    chevron = html.Summary(
        icon("chevron-down", size=18),
        className=f"btn btn-{kind}",
        title=text("shell.more_choices"),
        **attributes(aria_label=text("shell.more_choices_of", label=primary.label)),
    )
    entries = html.Ul([html.Li(_link(item, "menu-item")) for item in items], className="menu")
    details = html.Details([chevron, entries], **attributes(data_popup=""))
    return html.Div([_link(primary, f"btn btn-{kind}"), details], className="split")


def _link(link: ButtonLink, classes: str) -> Component:
    children = _with_icon(link.icon, link.label)
    if link.download:
        return html.A(children, href=link.href, className=classes, download="")
    return nav_link(children, link.href, class_name=classes)


def _with_icon(name: str, label: str) -> list[str | Component]:
    return [icon(name), html.Span(label, className="btn-label")] if name else [label]


def field(
    label: str, control: Component, *, control_id: str, hint: str = "", error: str = ""
) -> Component:
    """Return ``control`` under its label, with its hint and its error beneath.

    The control has the id ``control_id`` and, by its maker, aria-describedby ``<id>-hint`` and
    ``<id>-error`` where these are given.
    """
    parts: list[Component] = [html.Label(label, htmlFor=control_id), control]
    if hint:
        parts.append(html.P(hint, id=f"{control_id}-hint", className="field-hint"))
    if error:
        parts.append(
            html.P(
                [icon("circle-alert", size=16), error],
                id=f"{control_id}-error",
                className="field-error",
            )
        )
    return html.Div(parts, className="field")
