"""The forms of the agency: what goes with a form unseen, a field, a button that decides."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash.development.base_component import Component

from components import html
from components.attributes import attributes
from components.controls import ButtonKind, field
from services.domain.reasons import LONGEST_REASON, SHORTEST_REASON
from services.kernel.wording import text


def unseen(token: str, values: Mapping[str, str]) -> Component:
    """Return what a form sends without showing it: its token and what it is about."""
    sent = {"csrf_token": token, **values}
    return html.Div(
        [html.Input(type="hidden", name=name, defaultValue=value) for name, value in sent.items()],
        className="agency-hidden",
    )


def reason_field(identifier: str, label: str, *, typed: str = "", error: str = "") -> Component:
    """Return the compulsory reason of 10 to 200 characters."""
    described = [f"{identifier}-hint", *([f"{identifier}-error"] if error else [])]
    limits = {"least": SHORTEST_REASON, "most": LONGEST_REASON}
    control = html.Input(
        id=identifier,
        name="motif",
        type="text",
        defaultValue=typed,
        className="form-control",
        required=True,
        minLength=SHORTEST_REASON,
        maxLength=LONGEST_REASON,
        autoComplete="off",
        **_aria(described, is_wrong=bool(error)),
    )
    hint = text("agency.reason_hint", **limits)
    return field(label, control, control_id=identifier, hint=hint, error=error)


def text_field(
    identifier: str, label: str, name: str, *, typed: str = "", kind: str = "text", error: str = ""
) -> Component:
    """Return a compulsory field of one line."""
    described = [f"{identifier}-error"] if error else []
    control = html.Input(
        id=identifier,
        name=name,
        type=kind,
        defaultValue=typed,
        className="form-control",
        required=True,
        maxLength=120,
        autoComplete="off",
        **_aria(described, is_wrong=bool(error)),
    )
    return field(label, control, control_id=identifier, error=error)


def choice_field(
    identifier: str, label: str, name: str, options: Sequence[tuple[str, str]], *, chosen: str
) -> Component:
    """Return a choice among ``options``: value and words of each."""
    return field(label, choice(identifier, name, options, chosen=chosen), control_id=identifier)


def choice(
    identifier: str, name: str, options: Sequence[tuple[str, str]], *, chosen: str, label: str = ""
) -> Component:
    """Return the choice alone; ``label`` names it where no label stands beside it."""
    listed = [html.ChoiceItem(words, value=value) for value, words in options]
    named = attributes(aria_label=label) if label else {}
    return html.Choice(
        listed, id=identifier, name=name, defaultValue=chosen, className="form-select", **named
    )


def decision(
    words: str, action: str, token: str, *, kind: ButtonKind = "secondary", small: bool = False
) -> Component:
    """Return a form of one button, which carries the token itself."""
    size = " btn-sm" if small else ""
    button = html.Button(
        words,
        type="submit",
        name="csrf_token",
        value=token,
        className=f"btn btn-{kind}{size}",
    )
    return html.Form(button, method="post", action=action)


def _aria(described: Sequence[str], *, is_wrong: bool) -> dict[str, Any]:
    values = {"aria-describedby": " ".join(described)} if described else {}
    return values | ({"aria-invalid": "true"} if is_wrong else {})
