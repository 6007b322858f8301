"""Why an invoice differs from another: a sentence, and a waterfall that is a table."""

from decimal import Decimal

from dash.development.base_component import Component

from components import html
from components.attributes import attributes
from components.figures.waterfall import Step, waterfall
from services.domain.bill_comparison import BillComparison
from services.kernel import formats
from services.kernel.wording import text


def comparison(shown: BillComparison) -> Component:
    """Return what makes the new invoice differ from the old one."""
    title = text(f"invoice.compare.{shown.against}", number=shown.old_number)
    return html.Section(
        [
            html.H2(title),
            html.P(sentence(shown), className="compare-sentence"),
            _table(shown, title),
        ],
        className="compare",
    )


def sentence(shown: BillComparison) -> str:
    """Return « 792,83 € de moins : 410,20 € de volume en moins, … »."""
    difference = shown.difference_eur
    if not difference:
        return text("invoice.compare.same")
    way = "more" if difference > 0 else "less"
    parts = [
        text(f"invoice.compare.part.{effect}", amount=signed(amount))
        for effect, amount in sorted(shown.effects.items(), key=lambda pair: -abs(pair[1]))
    ]
    return text(
        f"invoice.compare.{way}",
        amount=formats.euros(abs(difference)),
        parts=text("invoice.compare.and").join(filter(None, [", ".join(parts[:-1]), parts[-1]])),
    )


def signed(amount_eur: Decimal) -> str:
    """Return ``+12,40 €`` or ``−8,10 €``."""
    shown = formats.euros(amount_eur)
    return f"+{shown}" if amount_eur > 0 else shown


def _table(shown: BillComparison, title: str) -> Component:
    steps = waterfall(
        (text("invoice.compare.old"), shown.old_eur),
        [(text(f"invoice.effect.{effect}"), eur) for effect, eur in shown.effects.items()],
        (text("invoice.compare.new"), shown.new_eur),
    )
    names = ("part", "bar", "amount")
    head = [
        html.Th(text(f"invoice.compare.column.{name}"), scope="col", role="columnheader")
        for name in names
    ]
    return html.Table(
        [
            html.Caption(title, className="visually-hidden"),
            html.Thead(html.Tr(head, role="row"), role="rowgroup", className="visually-hidden"),
            html.Tbody([_row(step) for step in steps], role="rowgroup"),
        ],
        className="waterfall",
        role="table",
    )


def _row(step: Step) -> Component:
    bar = html.Span(
        className=f"waterfall-bar is-{step.kind}",
        style={"marginLeft": f"{step.left_pct}%", "width": f"{step.width_pct}%"},
        **attributes(aria_hidden="true"),
    )
    is_total = step.kind == "total"
    amount = formats.euros(step.amount_eur) if is_total else signed(step.amount_eur)
    return html.Tr(
        [
            html.Th(step.label, scope="row", role="rowheader"),
            html.Td(bar, role="cell", className="waterfall-track"),
            html.Td(amount, role="cell", className="num"),
        ],
        role="row",
        className="is-total" if is_total else None,
    )
