"""The three steps of a card payment, and where somebody is."""

from dash.development.base_component import Component

from components import html
from components.attributes import attributes
from components.icons import icon
from services.kernel.wording import text

STEPS = ("payment.step_choice", "payment.step_bank", "payment.step_done")


def steps(current: int) -> Component:
    """Return the steps; ``current``: 1 to 3, those before it are done."""
    items = [_step(number, name, current) for number, name in enumerate(STEPS, 1)]
    return html.Ul(items, className="pay-steps", **attributes(aria_label=text("payment.steps")))


def _step(number: int, name: str, current: int) -> Component:
    face = icon("check", size=16) if number < current else str(number)
    done = html.Span(text("payment.step_over"), className="visually-hidden")
    parts: list[str | Component] = [
        html.Span(face, className="pay-step-number"),
        html.Span(text(name)),
        *([done] if number < current else []),
    ]
    here = attributes(aria_current="step") if number == current else {}
    return html.Li(parts, className="is-done" if number < current else None, **here)
