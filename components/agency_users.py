"""The agency's users: who they are, and for an administrator what can be changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from components import cards, html
from components.agency_forms import choice, choice_field, decision, text_field, unseen
from components.tables import Cell, Column, data_table
from services.kernel.wording import text

Options = Sequence[tuple[str, str]]
"""Roles: the value and the words of each."""


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A user; ``path``: where changes are sent, "" for who may only look."""

    username: str
    name: str
    email: str
    role: str
    role_words: str
    last_sign_in: str
    is_active: bool
    path: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """The form of an invitation as it was typed, and the field that is wrong, with why."""

    values: dict[str, str]
    wrong: str = ""
    why: str = ""


def members(rows: Sequence[MemberRow], roles: Options, token: str) -> Component:
    """Return the table of the agency's users."""
    columns = [
        Column(text("agency.column_member"), main=True),
        Column(text("agency.column_username")),
        Column(text("agency.column_email")),
        Column(text("agency.column_role")),
        Column(text("agency.column_last_sign_in")),
        Column(text("agency.column_state")),
    ]
    return data_table(text("agency.users"), columns, [_row(row, roles, token) for row in rows])


def _row(row: MemberRow, roles: Options, token: str) -> list[str | Cell]:
    state = text("agency.member_active" if row.is_active else "agency.member_disabled")
    chip = cards.chip("ok" if row.is_active else "neutral", state)
    role: str | Cell = row.role_words
    access: list[Component] = [chip]
    if row.path:
        role = Cell(_role_form(row, roles, token))
        words = text("agency.disable" if row.is_active else "agency.enable")
        target = f"{row.path}/{'desactiver' if row.is_active else 'activer'}"
        access.append(decision(words, target, token, small=True))
    cell = Cell(html.Div(access, className="agency-inline"))
    return [row.name, row.username, row.email, role, row.last_sign_in, cell]


def _role_form(row: MemberRow, roles: Options, token: str) -> Component:
    label = text("agency.role_of", name=row.name)
    select = choice(f"role-{row.username}", "role", roles, chosen=row.role, label=label)
    button = html.Button(
        text("agency.change_role"), type="submit", className="btn btn-secondary btn-sm"
    )
    return html.Form(
        [unseen(token, {}), select, button],
        action=f"{row.path}/role",
        method="post",
        noValidate=True,
        className="agency-inline",
    )


def invitation(form: Invitation, roles: Options, *, action: str, token: str) -> Component:
    """Return the form that invites somebody."""
    fields = [
        text_field(
            f"agency-{name}",
            text(f"agency.new_{name}"),
            name,
            typed=form.values.get(name, ""),
            kind="email" if name == "courriel" else "text",
            error=form.why if form.wrong == name else "",
        )
        for name in ("nom", "identifiant", "courriel")
    ]
    chosen = form.values.get("role") or roles[0][0]
    fields.append(
        choice_field("agency-role", text("agency.column_role"), "role", roles, chosen=chosen)
    )
    button = html.Button(text("agency.invite"), type="submit", className="btn btn-primary")
    return cards.card(
        text("agency.invite_title"),
        html.Form(
            [unseen(token, {}), *fields, button],
            action=action,
            method="post",
            noValidate=True,
            className="agency-form",
        ),
    )
