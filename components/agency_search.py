"""« Recherche de client »: the search, what it found, and the form that opens a file."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from components import cards, html, states
from components.agency_forms import reason_field, unseen
from components.links import nav_link
from components.tables import Cell, Column, data_table
from services.kernel import formats
from services.kernel.wording import text

REASON = "agency-reason"


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A customer that was found; ``href``: where the form is that opens the file."""

    reference: str
    name: str
    town: str
    contracts: int
    has_account: bool
    is_exact: bool
    href: str


def invitation() -> Component:
    """Return what the page says before a search: the field is in the bar above."""
    words = (text("agency.start"), text("agency.search_start"))
    return html.Section(states.empty_state("search", *words), className="card")


def results(typed: str, rows: Sequence[ResultRow], *, is_cut: bool) -> list[Component]:
    """Return the table of what was found, or why it is empty."""
    if not rows:
        line = text("agency.nothing_text", typed=typed)
        return [
            html.Section(
                states.empty_state("search", text("agency.nothing_title"), line), className="card"
            )
        ]
    caption = text("agency.found_one" if len(rows) == 1 else "agency.found", count=len(rows))
    table = data_table(caption, _columns(), [_row(row) for row in rows], caption_visible=True)
    cut = [cards.note("info", text("agency.cut", count=len(rows)))] if is_cut else []
    return [*cut, table]


def _columns() -> list[Column]:
    return [
        Column(text("agency.column_reference")),
        Column(text("agency.column_name"), main=True),
        Column(text("agency.column_town")),
        Column(text("agency.column_contracts"), align="number"),
        Column(text("agency.column_account")),
        Column(text("agency.column_file")),
    ]


def _row(row: ResultRow) -> list[str | Cell]:
    name: list[str | Component] = [row.name]
    if row.is_exact:
        name += [" ", cards.chip("ok", text("agency.exact"))]
    words = text("agency.account_yes" if row.has_account else "agency.account_no")
    link = nav_link(
        [text("agency.open"), html.Span(f" {row.name}", className="visually-hidden")], row.href
    )
    return [
        row.reference,
        Cell(name),
        row.town,
        formats.number(row.contracts),
        words,
        Cell(link),
    ]


def open_card(
    reference: str, name: str, *, action: str, token: str, typed: str = "", error: str = ""
) -> Component:
    """Return the form that opens a file: why is compulsory."""
    form = html.Form(
        [
            unseen(token, {"reference": reference}),
            reason_field(REASON, text("agency.reason"), typed=typed, error=error),
            html.Button(text("agency.open"), type="submit", className="btn btn-primary"),
        ],
        action=action,
        method="post",
        noValidate=True,
        className="agency-form",
    )
    rules = html.P(text("agency.open_rules"), className="field-hint")
    return cards.card(
        text("agency.open_title", name=name), [form, rules], unit=reference, title_id="fiche"
    )
