"""Payments to look at: the list, and one of them with what can be decided."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from components import cards, html, states
from components.agency_forms import reason_field, unseen
from components.attributes import attributes
from components.controls import field
from components.links import nav_link
from components.tables import Cell, Column, data_table
from services.kernel.wording import text

REASON, DAY = "agency-incident-reason", "agency-incident-day"


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """An incident, its values already written; ``kind``: overpayment, wrong_amount, silent."""

    kind: str
    amount: str
    customer: str
    since: str
    order: str
    note: str
    href: str


@dataclass(frozen=True, slots=True)
class IncidentForms:
    """Where decisions go, and what a refused form left: ``wrong`` is the field, ``message`` why.

    ``first_day`` and ``last_day``: between which a refund can have been paid, as ISO dates.
    """

    path: str
    token: str
    first_day: str
    last_day: str
    reason: str = ""
    wrong: str = ""
    message: str = ""


def incidents(lines: Sequence[IncidentLine]) -> Component:
    """Return the incidents that wait, the oldest first."""
    if not lines:
        words = (text("agency.incidents_empty_title"), text("agency.incidents_empty_text"))
        return html.Section(states.empty_state("inbox", *words), className="card")
    columns = [
        Column(text("agency.column_incident")),
        Column(text("agency.column_incident_customer")),
        Column(text("agency.column_incident_amount"), align="number", main=True),
        Column(text("agency.column_since")),
        Column(text("agency.column_decision")),
    ]
    return data_table(text("agency.incidents"), columns, [_row(line) for line in lines])


def _row(line: IncidentLine) -> list[str | Cell]:
    about = html.Span(f" {line.customer}, {line.amount}", className="visually-hidden")
    link = nav_link([text("agency.examine"), about], line.href)
    return [
        text(f"agency.incident_{line.kind}"),
        line.customer,
        line.amount,
        line.since,
        Cell(link),
    ]


def examined(line: IncidentLine, forms: IncidentForms) -> list[Component]:
    """Return one incident: what it is about, and the forms that decide of it."""
    facts = [
        (text("agency.column_incident_customer"), line.customer),
        (text("agency.column_incident_amount"), line.amount),
        (text("agency.column_since"), line.since),
    ]
    facts += [(text("agency.incident_order"), line.order)] if line.order else []
    facts += [(text("agency.incident_note"), line.note)] if line.note else []
    back = html.P(nav_link(text("agency.incidents_back"), line.href), className="agency-back")
    about = html.P(text(f"agency.incident_{line.kind}_text"))
    decisions = [_filing(forms)]
    if line.kind == "overpayment":
        decisions.insert(0, _refund(line, forms))
    return [
        cards.card(text(f"agency.incident_{line.kind}"), [about, cards.facts(facts), back]),
        html.Div(decisions, className="agency-columns"),
    ]


def _refund(line: IncidentLine, forms: IncidentForms) -> Component:
    error = forms.message if forms.wrong == "rembourse" else ""
    described = attributes(aria_describedby=f"{DAY}-error", aria_invalid="true") if error else {}
    control = html.Input(
        id=DAY,
        name="rembourse",
        type="date",
        min=forms.first_day,
        max=forms.last_day,
        defaultValue=forms.last_day,
        required=True,
        className="form-control",
        **described,
    )
    form = html.Form(
        [
            unseen(forms.token, {}),
            field(text("agency.incident_refund_day"), control, control_id=DAY, error=error),
            _confirmed(text("agency.incident_refund_confirm", amount=line.amount)),
            html.Button(text("agency.incident_refund"), type="submit", className="btn btn-primary"),
        ],
        action=f"{forms.path}/rembourser",
        method="post",
        className="agency-decisions",
    )
    return cards.card(text("agency.incident_refund_title"), form)


def _filing(forms: IncidentForms) -> Component:
    error = forms.message if forms.wrong == "reason" else ""
    label = text("agency.incident_file_reason")
    form = html.Form(
        [
            html.P(text("agency.incident_file_text")),
            unseen(forms.token, {}),
            reason_field(REASON, label, typed=forms.reason, error=error),
            _confirmed(text("agency.incident_file_confirm")),
            html.Button(text("agency.incident_file"), type="submit", className="btn btn-secondary"),
        ],
        action=f"{forms.path}/classer",
        method="post",
        className="agency-decisions",
    )
    return cards.card(text("agency.incident_file_title"), form)


def _confirmed(words: str) -> Component:
    box = html.Input(
        type="checkbox", name="confirme", value="oui", required=True, className="form-check-input"
    )
    return html.Label([box, html.Span(words)], className="form-check")
