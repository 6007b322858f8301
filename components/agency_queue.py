"""Registrations to examine: the list, and one of them beside what the file says."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from components import cards, html, states
from components.agency_forms import decision, reason_field, unseen
from components.links import nav_link
from components.security_cards import confirmed
from components.tables import Cell, Column, Emphasis, Row, data_table
from services.kernel.wording import text

REASON = "agency-refusal"


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A registration in the list."""

    reference: str
    name: str
    email: str
    asked_at: str
    href: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """One fact as it was typed and as the file has it."""

    label: str
    typed: str
    on_file: str


@dataclass(frozen=True, slots=True)
class Why:
    """Why a registration waits: who has an account already; what was proved; where to go on."""

    holders: Sequence[str]
    proof: str
    customer: str
    queue: str


def queue(rows: Sequence[QueueRow]) -> Component:
    """Return the registrations that wait, the oldest first."""
    if not rows:
        words = (text("agency.queue_empty_title"), text("agency.queue_empty_text"))
        return html.Section(states.empty_state("inbox", *words), className="card")
    columns = [
        Column(text("agency.column_reference")),
        Column(text("agency.column_declared_name"), main=True),
        Column(text("agency.column_declared_email")),
        Column(text("agency.column_asked_at")),
        Column(text("agency.column_decision")),
    ]
    return data_table(text("agency.queue"), columns, [_row(row) for row in rows])


def _row(row: QueueRow) -> list[str | Cell]:
    name = html.Span(f" {row.name}", className="visually-hidden")
    link = nav_link([text("agency.examine"), name], row.href)
    return [row.reference, row.name, row.email, row.asked_at, Cell(link)]


def examined(
    compared: Sequence[Comparison],
    why: Why,
    *,
    path: str,
    token: str,
    typed: str = "",
    error: str = "",
) -> list[Component]:
    """Return one registration beside the file, and the two decisions, each with its own button."""
    columns = [
        Column(text("agency.column_fact")),
        Column(text("agency.column_typed")),
        Column(text("agency.column_on_file")),
    ]
    rows: list[Row] = [[c.label, Cell(c.typed, _emphasis(c)), c.on_file] for c in compared]
    return [
        html.P(nav_link([text("agency.back_to_queue")], why.queue)),
        _why(why),
        data_table(text("agency.compared"), columns, rows),
        html.Div(
            [_acceptance(path, token), _refusal(path, token, typed, error)],
            className="agency-columns",
        ),
    ]


def _why(why: Why) -> Component:
    parts: list[Component] = []
    if why.holders:
        known = html.Ul([html.Li(holder) for holder in why.holders], className="privacy-list")
        parts += [html.P(text("agency.why_account")), known]
    else:
        parts.append(html.P(text("agency.why_no_account")))
    parts += [html.P(why.proof), html.P(nav_link([text("agency.see_customer")], why.customer))]
    return cards.card(text("agency.why"), parts)


def _emphasis(compared: Comparison) -> Emphasis:
    return "strong" if compared.typed != compared.on_file else ""


def _acceptance(path: str, token: str) -> Component:
    sure = decision(text("agency.accept_sure"), f"{path}/accepter", token, kind="primary")
    button = confirmed(text("agency.accept"), text("agency.accept_ask"), sure, kind="primary")
    line = html.P(text("agency.accept_text"))
    return cards.card(
        text("agency.accept_title"), html.Div([line, button], className="agency-decisions")
    )


def _refusal(path: str, token: str, typed: str, error: str) -> Component:
    form = html.Form(
        [
            unseen(token, {}),
            reason_field(REASON, text("agency.refusal_reason"), typed=typed, error=error),
            html.Button(text("agency.refuse"), type="submit", className="btn btn-danger"),
        ],
        action=f"{path}/refuser",
        method="post",
        noValidate=True,
        className="agency-decisions",
    )
    return cards.card(text("agency.refuse_title"), form)
