"""The forms of Mon Compte: address, telephone, fax, e-mail; and the agency's confirmation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from components import html
from components.attributes import attributes
from components.cards import card
from components.controls import field
from components.links import nav_link
from services.domain.account import CustomerCard
from services.kernel.wording import text

Errors = Mapping[str, str]
"""The message by field, and under ``typed_<field>`` what stood there."""


@dataclass(frozen=True, slots=True)
class FormFrame:
    """Where a form goes, where giving up leads, and its token."""

    action: str
    cancel_href: str
    token: str


@dataclass(frozen=True, slots=True)
class _Field:
    """A field: ``autocomplete`` as browsers know it; ``width``: short fields look short."""

    name: str
    autocomplete: str
    kind: str = "text"
    hint: str = ""
    longest: int = 254
    width: str = ""
    is_optional: bool = False


_FIELDS: Mapping[str, Sequence[_Field]] = {
    "address": (
        _Field("street", "street-address", longest=140),
        _Field("postcode", "postal-code", longest=10, width="is-short"),
        _Field("town", "address-level2", longest=80),
    ),
    "telephone": (_Field("telephone", "tel", "tel", "account.number_hint", 24, "is-middle"),),
    "fax": (_Field("fax", "fax", "tel", "account.fax_hint", 24, "is-middle", is_optional=True),),
    "email": (
        _Field("email", "email", "email", "account.email_hint"),
        _Field("email_password", "current-password", "password"),
    ),
}


def change_form(detail: str, values: Mapping[str, str], errors: Errors, to: FormFrame) -> Component:
    """Return the form of one detail; ``values``: what is known, by field."""
    fields = [_field(one, values.get(one.name, ""), errors) for one in _FIELDS[detail]]
    label = text("account.send_link" if detail == "email" else "account.save")
    return _form([*fields, _buttons(label, to)], to, "account-form")


def known_values(customer: CustomerCard) -> dict[str, str]:
    """Return what the fields show before anything is typed; a new e-mail address begins empty."""
    address = customer.address
    return {
        "street": address.street,
        "postcode": address.postcode,
        "town": address.town,
        "telephone": customer.telephone,
        "fax": customer.fax,
    }


@dataclass(frozen=True, slots=True)
class AskedChange:
    """What the agency is about to change for the customer ``name``, and what was typed."""

    detail: str
    before: str
    after: str
    typed: Mapping[str, str]
    name: str


def confirmation_card(asked: AskedChange, to: FormFrame, *, title_id: str) -> Component:
    """Return what changes, before and after, with the button that does it."""
    what = text(f"account.{asked.detail}")
    words = [
        html.P(text("account.confirm_text", name=asked.name)),
        html.Dl(
            [
                _line(text("account.confirm_before", what=what), asked.before),
                _line(text("account.confirm_after", what=what), asked.after),
            ],
            className="account-rows",
        ),
    ]
    unseen = [
        html.Input(type="hidden", name=key, defaultValue=value)
        for key, value in {**asked.typed, "confirmed": "1"}.items()
    ]
    form = _form([*unseen, _buttons(text("account.confirm"), to)], to, "account-form")
    return card(
        text("account.confirm_title"),
        [*words, form],
        class_name="account-card",
        title_id=title_id,
    )


def _line(label: str, value: str) -> Component:
    shown = value or text("account.unknown")
    return html.Div([html.Dt(label), html.Dd(shown)], className="account-row")


def _form(children: list[Component], to: FormFrame, class_name: str) -> Component:
    return html.Form(
        children, method="post", action=to.action, noValidate=True, className=class_name
    )


def _buttons(label: str, to: FormFrame) -> Component:
    save = html.Button(
        label,
        type="submit",
        name="csrf_token",
        value=to.token,
        className="btn btn-primary",
    )
    cancel = nav_link(text("account.cancel"), to.cancel_href, class_name="btn btn-secondary")
    return html.Div([save, cancel], className="account-buttons")


def _field(one: _Field, value: str, errors: Errors) -> Component:
    error = errors.get(one.name, "")
    hint = text(one.hint) if one.hint else ""
    told = " ".join(f"{one.name}-{p}" for p, said in (("hint", hint), ("error", error)) if said)
    label = text(f"account.field.{one.name}")
    if one.is_optional:
        label = text("account.optional", label=label)
    control = html.Input(
        id=one.name,
        name=one.name,
        type=one.kind,
        className=f"form-control {one.width}".strip(),
        defaultValue=errors.get(f"typed_{one.name}", value),
        maxLength=one.longest,
        required=not one.is_optional,
        autoComplete=one.autocomplete,
        **(attributes(aria_invalid="true") if error else {}),
        **(attributes(aria_describedby=told) if told else {}),
    )
    return field(label, control, control_id=one.name, hint=hint, error=error)
