"""E-mails that no server took: what, to whom, since when, why; send again or file."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from components import cards, html, states
from components.attributes import attributes
from components.tables import Cell, Column, data_table
from services.kernel.wording import text


@dataclass(frozen=True, slots=True)
class MailRow:
    """A mail in the list; ``path``: where decisions are sent, ``can_be_sent``: it has content."""

    subject: str
    recipient: str
    since: str
    error: str
    can_be_sent: bool
    path: str


def mails(rows: Sequence[MailRow], token: str) -> list[Component]:
    """Return the mails that were given up, the newest first."""
    if not rows:
        words = (text("agency.mails_empty_title"), text("agency.mails_empty_text"))
        return [html.Section(states.empty_state("inbox", *words), className="card")]
    columns = [
        Column(text("agency.column_subject"), main=True),
        Column(text("agency.column_recipient")),
        Column(text("agency.column_since")),
        Column(text("agency.column_error")),
        Column(text("agency.column_decision")),
    ]
    table = data_table(text("agency.mails"), columns, [_row(row, token) for row in rows])
    return [cards.note("info", text("agency.mails_hint")), table]


def _row(row: MailRow, token: str) -> list[str | Cell]:
    error = Cell(html.Span(row.error, className="agency-error"))
    buttons = [_button(row, "agency.mail_file", "classer", token)]
    if row.can_be_sent:
        buttons.insert(0, _button(row, "agency.mail_send", "renvoyer", token))
    else:
        buttons.insert(0, html.Span(text("agency.mail_emptied"), className="caption"))
    decisions = Cell(html.Div(buttons, className="agency-inline"))
    return [row.subject, Cell(_address(row.recipient)), row.since, error, decisions]


def _address(recipient: str) -> Component:
    return html.Span(recipient, className="agency-error")


def _button(row: MailRow, words: str, action: str, token: str) -> Component:
    """Return a form of one button, named with the mail that it is about."""
    label = f"{text(words)} : {row.subject}, {row.recipient}"
    button = html.Button(
        text(words),
        type="submit",
        name="csrf_token",
        value=token,
        className="btn btn-secondary btn-sm",
        **attributes(aria_label=label),
    )
    return html.Form(button, method="post", action=f"{row.path}/{action}")
