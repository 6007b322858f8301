"""Lines of the account's cards: a label, what is known, what can be done about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from components import html
from components.cards import Content


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One line; ``form`` stands in the place of its value while it is changed."""

    label: str
    value: Content
    action: Component | None = None
    is_plain: bool = False
    form: Component | None = None


def account_rows(rows: Sequence[AccountRow]) -> Component:
    """Return the lines as a list of definitions."""
    return html.Dl([_row(row) for row in rows], className="account-rows")


def _row(row: AccountRow) -> Component:
    if row.form is not None:
        return html.Div(
            [html.Dt(row.label), html.Dd(row.form)], className="account-row is-changing"
        )
    value: list[str | Component] = [
        html.Span(row.value, className="account-plain" if row.is_plain else "account-value")
    ]
    if row.action is not None:
        value.append(row.action)
    return html.Div([html.Dt(row.label), html.Dd(value)], className="account-row")
