"""What stands with a password: the eye that shows it, and how far a new one is from long enough."""

from dash.development.base_component import Component

from components import html
from components.attributes import attributes
from components.icons import icon
from services.kernel.wording import text


def with_eye(control: Component, *, control_id: str) -> Component:
    """Return ``control`` with the button that shows what was typed (password.js)."""
    show, hide = text("public.show_password"), text("public.hide_password")
    words = attributes(
        aria_controls=control_id,
        aria_label=show,
        data_password_toggle="",  # nosec B106 - marks the button
        data_show=show,
        data_hide=hide,
    )
    button = html.Button(icon("eye"), type="button", className="icon-btn", **words)
    return html.Div([control, button], className="with-end")


def length_meter(control_id: str, *, least: int) -> Component:
    """Return what says how many characters are missing; nothing before any is typed.

    It is hidden until password.js has something to say.
    """
    words = attributes(
        data_strength=control_id,
        data_least=str(least),
        data_enough=text("register.long_enough"),
        data_more=text("register.more_letters", count="{count}"),
        data_one_more=text("register.one_more_letter"),
    )
    track = html.Span(html.Span(), className="strength-track", **attributes(aria_hidden="true"))
    said = html.Span(className="strength-words", role="status")
    return html.Div([track, said], className="strength", hidden=True, **words)
