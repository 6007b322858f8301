"""Demands for erasure: the list, and one of them with what would go and what the law keeps."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from components import cards, html, states
from components.agency_forms import reason_field, unseen
from components.links import nav_link
from components.tables import Cell, Column, data_table
from services.kernel.wording import text

REASON = "agency-erasure-refusal"


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """A demand in the list; dates are already written."""

    name: str
    username: str
    references: str
    asked_on: str
    due_on: str
    is_late: bool
    href: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What erasing one customer would do; ``refusal``: why it cannot be done, or ""."""

    reference: str
    sentences: Sequence[str]
    refusal: str


def erasures(rows: Sequence[ErasureRow]) -> Component:
    """Return the demands that wait, the oldest first."""
    if not rows:
        words = (text("agency.erasures_empty_title"), text("agency.erasures_empty_text"))
        return html.Section(states.empty_state("inbox", *words), className="card")
    columns = [
        Column(text("agency.column_asker"), main=True),
        Column(text("agency.column_username")),
        Column(text("agency.column_customers")),
        Column(text("agency.column_asked_at")),
        Column(text("agency.column_due")),
        Column(text("agency.column_decision")),
    ]
    return data_table(text("agency.erasures"), columns, [_row(row) for row in rows])


def _row(row: ErasureRow) -> list[str | Cell]:
    name = html.Span(f" {row.name}", className="visually-hidden")
    link = nav_link([text("agency.examine"), name], row.href)
    return [row.name, row.username, row.references, row.asked_on, Cell(_due(row)), Cell(link)]


def _due(row: ErasureRow) -> Component:
    late = [cards.chip("danger", text("agency.late"))] if row.is_late else []
    return html.Div([html.Span(row.due_on), *late], className="agency-inline")


def examined(
    row: ErasureRow,
    plans: Sequence[Plan],
    *,
    path: str,
    token: str,
    typed: str = "",
    error: str = "",
) -> list[Component]:
    """Return one demand: who asks and until when, a card for each customer, the refusal."""
    facts = cards.facts(
        [
            (text("agency.column_username"), row.username),
            (text("agency.column_asked_at"), row.asked_on),
            (text("agency.column_due"), _due(row)),
        ]
    )
    back = html.P(nav_link(text("agency.erasures_back"), row.href), className="agency-back")
    shown = [_plan(plan, path, token) for plan in plans]
    none = [] if plans else [cards.note("info", text("agency.erasure_no_customer"))]
    refusal = _refusal(path, token, typed, error)
    return [
        cards.card(text("agency.erasure_of", name=row.name), [facts, back]),
        *none,
        html.Div([*shown, refusal], className="agency-columns"),
    ]


def _plan(plan: Plan, path: str, token: str) -> Component:
    title = text("agency.erase_title", reference=plan.reference)
    if plan.refusal:
        return cards.card(title, cards.note("warn", plan.refusal))
    lines = html.Ul([html.Li(line) for line in plan.sentences], className="agency-list")
    box = html.Input(
        type="checkbox", name="confirme", value="oui", required=True, className="form-check-input"
    )
    confirmed = text("agency.erasure_confirm", reference=plan.reference)
    form = html.Form(
        [
            unseen(token, {"reference": plan.reference}),
            html.Label([box, html.Span(confirmed)], className="form-check"),
            html.Button(text("agency.erase"), type="submit", className="btn btn-danger"),
        ],
        action=f"{path}/effacer",
        method="post",
        className="agency-decisions",
    )
    return cards.card(title, [lines, form])


def _refusal(path: str, token: str, typed: str, error: str) -> Component:
    form = html.Form(
        [
            html.P(text("agency.erasure_refusal_text")),
            unseen(token, {}),
            reason_field(REASON, text("agency.erasure_refusal"), typed=typed, error=error),
            html.Button(text("agency.refuse"), type="submit", className="btn btn-secondary"),
        ],
        action=f"{path}/refuser",
        method="post",
        noValidate=True,
        className="agency-decisions",
    )
    return cards.card(text("agency.erasure_refusal_title"), form)
