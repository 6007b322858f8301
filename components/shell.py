"""The frame of every page: menu, top bar, page head."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from dash.development.base_component import Component

from components import html
from components.attributes import attributes
from components.icons import icon
from components.links import nav_link
from components.toasts import toast_region
from services.kernel.wording import text

MAIN = "contenu"
"""Id of the main element: target of the skip link, focus of last resort."""

BOTTOM_ENTRIES = 4


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """An entry of the menu; consecutive entries of a ``group`` stand under its name.

    ``short_label``: where there is little room; ``in_bottom_bar``: on mobile, four at most.
    """

    label: str
    href: str
    icon: str
    group: str = ""
    short_label: str = ""
    badge: int = 0
    in_bottom_bar: bool = True


@dataclass(frozen=True, slots=True)
class Brand:
    """Addresses of the logo's drawings (fixed names under ``assets/brand``)."""

    wordmark: str
    wordmark_dark: str
    mark: str


def shell(
    *,
    menu: Sequence[MenuEntry],
    user_name: str,
    holder: str,
    content: Component,
    sign_out: Component,
    brand: Brand,
    above: Component | None = None,
) -> Component:
    """Return the frame around ``content`` (the router's container); drawn once per session.

    ``sign_out``: the form of :func:`sign_out_form`, shown twice, hence without ids. The current
    entry is marked by navigation.js, as the frame does not know the address. ``above``: what
    stands above the panel on every page.
    """
    user = _user(user_name, holder)
    return html.Div(
        [
            html.A(text("shell.skip"), href=f"#{MAIN}", className="skip-link"),
            _sidebar(menu, user, sign_out, brand),
            html.Header(
                [_logo(brand), theme_toggle(), _avatar(user_name)], className="mobile-header"
            ),
            *([] if above is None else [above]),
            html.Div(content, className="panel"),
            _bottom_bar(menu),
            _sheet(menu, user, sign_out, brand),
            toast_region(),
        ],
        className="shell",
    )


def sign_out_form(action: str, csrf_token: str) -> Component:
    """Return the form that ends the session; the button itself carries the token."""
    button = html.Button(
        _label("log-out", text("shell.sign_out")),
        type="submit",
        name="csrf_token",
        value=csrf_token,
        className="nav-item",
    )
    return html.Form(button, method="post", action=action, className="sign-out")


def page(bar: Component, head: Component | None, *body: Component) -> Component:
    """Return a page for the router: the top bar, then main with its head and its content."""
    parts = [head] if head is not None else []
    content = html.Div(list(body), className="page-body")
    main = html.Main([*parts, content], id=MAIN, tabIndex=-1)
    return html.Div([bar, main], className="page")


def top_bar(*, selector: Component | None = None, tools: Sequence[Component] = ()) -> Component:
    """Return the bar of the panel: what the page is about on the left, tools on the right."""
    left = [selector] if selector is not None else []
    right = html.Div([*tools, theme_toggle()], className="top-tools")
    label = attributes(aria_label=text("shell.top_bar"))
    return html.Section([*left, right], className="top-bar", **label)


def page_head(
    title: str,
    context: str = "",
    actions: Sequence[Component] = (),
    *,
    switches: Sequence[Component] = (),
) -> Component:
    """Return the title of the page, one line of context, and its actions on the right.

    ``switches`` (segmented controls, periods) stand before the actions; on mobile they have a row
    of their own beneath the site, and the actions become icons beside the title.
    """
    heading: list[Component] = [html.H1(title, tabIndex=-1)]
    if context:
        heading.append(html.P(context, className="page-context"))
    parts = [html.Div(heading, className="page-title")]
    if switches:
        parts.append(html.Div(list(switches), className="page-switches"))
    if actions:
        parts.append(html.Div(list(actions), className="page-actions"))
    return html.Div(parts, className="page-head")


def theme_toggle() -> Component:
    """Return the button that goes through the system's theme, light and dark (theme.js)."""
    states = (("systeme", "sun-moon"), ("clair", "sun"), ("sombre", "moon"))
    faces = [
        html.Span(
            [icon(name), html.Span(text(f"shell.theme_{state}"), className="tip")],
            className=f"theme-face theme-{state}",
        )
        for state, name in states
    ]
    return html.Button(
        faces, type="button", className="icon-btn theme-toggle", **attributes(data_theme_toggle="")
    )


def _sidebar(
    menu: Sequence[MenuEntry], user: Component, sign_out: Component, brand: Brand
) -> Component:
    navigation = html.Nav(_entries(menu), **attributes(aria_label=text("nav.main")))
    foot = html.Div([user, sign_out], className="sidebar-foot")
    return html.Header([_logo(brand), navigation, foot], className="sidebar")


def _entries(menu: Sequence[MenuEntry]) -> list[Component]:
    """Return the entries, each group under its name; groups keep the order given."""
    parts: list[Component] = []
    for group, entries in groupby(menu, key=lambda entry: entry.group):
        if group:
            parts.append(html.P(group, className="nav-group"))
        label = attributes(aria_label=group) if group else {}
        parts.append(html.Ul([html.Li(_entry(entry)) for entry in entries], **label))
    return parts


def _entry(entry: MenuEntry) -> Component:
    children = _label(entry.icon, entry.label)
    if entry.badge:
        children.append(html.Span(str(entry.badge), className="badge"))
    return nav_link(children, entry.href, class_name="nav-item", data_menu="")


def _label(icon_name: str, label: str) -> list[str | Component]:
    return [icon(icon_name, size=18), html.Span(label, className="nav-label")]


def _bottom_bar(menu: Sequence[MenuEntry]) -> Component:
    chosen = [entry for entry in menu if entry.in_bottom_bar][:BOTTOM_ENTRIES]
    links: list[Component] = [
        nav_link(
            _bottom_face(entry.icon, entry.short_label or entry.label),
            entry.href,
            class_name="bottom-item",
            data_menu="",
        )
        for entry in chosen
    ]
    opener = html.Button(
        _bottom_face("menu", text("nav.menu")),
        type="button",
        className="bottom-item",
        **attributes(data_sheet_open="", aria_haspopup="dialog"),
    )
    label = attributes(aria_label=text("nav.bottom"))
    return html.Nav([*links, opener], className="bottom-bar", **label)


def _bottom_face(icon_name: str, label: str) -> list[str | Component]:
    return [
        html.Span(icon(icon_name), className="bottom-pill"),
        html.Span(label, className="bottom-label"),
    ]


def _sheet(
    menu: Sequence[MenuEntry], user: Component, sign_out: Component, brand: Brand
) -> Component:
    close = html.Button(
        icon("x"),
        type="button",
        className="icon-btn",
        **attributes(data_sheet_close="", aria_label=text("nav.close")),
    )
    navigation = html.Nav(
        _entries(menu), className="sheet-list", **attributes(aria_label=text("nav.sheet"))
    )
    return html.Dialog(
        [
            html.Div([_logo(brand), close], className="sheet-head"),
            navigation,
            html.Div([user, sign_out], className="sheet-foot"),
        ],
        id="menu-sheet",
        className="sheet",
        **attributes(aria_label=text("nav.menu")),
    )


def _logo(brand: Brand) -> Component:
    drawings = [
        html.Img(src=brand.wordmark, alt=text("shell.home"), className="when-light"),
        html.Img(src=brand.wordmark_dark, alt=text("shell.home"), className="when-dark"),
        html.Img(src=brand.mark, alt=text("shell.home"), className="brand-mark"),
    ]
    return nav_link(drawings, "/", class_name="brand")


def _user(name: str, holder: str) -> Component:
    lines = [html.P(name, className="user-name"), html.P(holder, className="user-holder")]
    return html.Div([_avatar(name), html.Div(lines, className="user-text")], className="user")


def _avatar(name: str) -> Component:
    initials = "".join(word[0] for word in name.split()[:2]).upper()
    return html.Span(initials, className="avatar", **attributes(aria_hidden="true"))
