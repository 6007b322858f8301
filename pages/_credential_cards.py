"""The cards of the page of security that change password, e-mail address and user name."""

from collections.abc import Mapping

from dash.development.base_component import Component
from flask import session

from components import html
from components.attributes import attributes
from components.controls import field
from components.password_field import length_meter, with_eye
from components.security_cards import Card
from services.kernel.wording import text
from services.sign_in.credentials import Account
from services.sign_in.password_policy import LEAST

ERRORS = "credential_errors"
"""Where a refused form leaves what was wrong, until the page is drawn."""


def take_errors() -> Mapping[str, str]:
    """Return what the last refused form left, once.

    The message by its field; under ``typed_email`` and ``typed_username`` what stood there.
    """
    left = session.pop(ERRORS, None)
    return left if isinstance(left, dict) else {}


def credential_cards(account: Account, csrf_token: str, errors: Mapping[str, str]) -> list[Card]:
    """Return the three cards; ``errors``: message by field, as ``take_errors`` returns them."""
    return [
        _password_card(csrf_token, errors),
        _email_card(account, csrf_token, errors),
        _username_card(account, csrf_token, errors),
    ]


def _password_card(csrf_token: str, errors: Mapping[str, str]) -> Card:
    fields = [
        _field("current", "credentials.current", errors, kind="password"),
        _field(
            "password",
            "credentials.new",
            errors,
            kind="password",
            autocomplete="new-password",
            hint=text("register.password_hint"),
        ),
    ]
    return _card("password", "mot-de-passe", text("credentials.password_text"), fields, csrf_token)


def _email_card(account: Account, csrf_token: str, errors: Mapping[str, str]) -> Card:
    fields = [
        _field("email", "credentials.new_email", errors, kind="email", autocomplete="email"),
        _field("email_password", "credentials.current", errors, kind="password"),
    ]
    said = text("credentials.email_text", email=account.email)
    return _card("email", "e-mail", said, fields, csrf_token)


def _username_card(account: Account, csrf_token: str, errors: Mapping[str, str]) -> Card:
    fields = [
        _field("username", "credentials.new_username", errors, autocomplete="username"),
        _field("username_password", "credentials.current", errors, kind="password"),
    ]
    said = text("credentials.username_text", username=account.username)
    return _card("username", "nom-d-utilisateur", said, fields, csrf_token)


def _card(name: str, address: str, said: str, fields: list[Component], csrf_token: str) -> Card:
    button = html.Button(
        text(f"credentials.save_{name}"),
        type="submit",
        name="csrf_token",
        value=csrf_token,
        className="btn btn-secondary",
    )
    form = html.Form(
        [*fields, button],
        method="post",
        action=f"/securite/{address}",
        noValidate=True,
        className="credentials-form",
    )
    return Card(address, text(f"credentials.{name}_title"), [html.P(said), form])


def _field(
    name: str,
    label: str,
    errors: Mapping[str, str],
    *,
    kind: str = "text",
    autocomplete: str = "current-password",
    hint: str = "",
) -> Component:
    error = errors.get(name, "")
    told = " ".join(f"{name}-{part}" for part, said in (("hint", hint), ("error", error)) if said)
    control: Component = html.Input(
        id=name,
        name=name,
        type=kind,
        className="form-control",
        defaultValue=errors.get(f"typed_{name}", ""),
        required=True,
        autoComplete=autocomplete,
        **(attributes(aria_invalid="true") if error else {}),
        **(attributes(aria_describedby=told) if told else {}),
    )
    if kind == "password":
        control = with_eye(control, control_id=name)
    if autocomplete == "new-password":
        meter = length_meter(name, least=LEAST)
        control = html.Div([control, meter], className="with-meter")
    return field(text(label), control, control_id=name, hint=hint, error=error)
