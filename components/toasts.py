"""Messages that come and go at the bottom of the page, and the one live region."""

from dataclasses import dataclass
from secrets import token_hex
from typing import Literal, TypedDict

from dash import ClientsideFunction, Dash, Input, dcc
from dash.development.base_component import Component

from components import html
from components.attributes import attributes
from components.icons import icon
from services.kernel.wording import text

TOAST = "app-toast"
"""Store whose change shows a message: ``set_props(TOAST, {"data": toast(...)})``."""

Kind = Literal["ok", "info", "warn", "error"]


class ToastData(TypedDict):
    """What toasts.js reads; ``token`` makes two equal messages two changes of the store."""

    kind: Kind
    title: str
    text: str
    href: str
    linkText: str
    token: str


@dataclass(frozen=True, slots=True)
class ToastLink:
    """The one link that a message may carry."""

    label: str
    href: str


def toast(kind: Kind, title: str, line: str = "", *, link: ToastLink | None = None) -> ToastData:
    """Return the message for the store TOAST. Errors stay until closed, the others six seconds."""
    return ToastData(
        kind=kind,
        title=title,
        text=line,
        href=link.href if link else "",
        linkText=link.label if link else "",
        token=token_hex(8),
    )


def toast_region() -> Component:
    """Return the place of messages, the live region and the line shown while data are read."""
    texts = attributes(
        aria_label=text("toast.region"),
        data_close=text("toast.close"),
        data_failed_title=text("toast.failed_title"),
        data_failed_text=text("toast.failed_text"),
        data_reference=text("toast.reference"),
        data_retry=text("toast.retry"),
    )
    line = html.Div(
        [icon("loader-circle", size=18), text("state.reading")],
        id="busy-line",
        className="busy-line",
        hidden=True,
    )
    return html.Section(
        [
            html.Div(className="toasts"),
            html.Div(id="live", className="visually-hidden", role="status"),
            line,
            dcc.Store(id=TOAST),
        ],
        id="toasts",
        **texts,
    )


def register(app: Dash) -> None:
    """Connect the store to toasts.js."""
    app.clientside_callback(
        ClientsideFunction(namespace="ael", function_name="show_toast"),
        Input(TOAST, "data"),
        prevent_initial_call=True,
    )
