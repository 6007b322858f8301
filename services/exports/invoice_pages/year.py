"""The months of the past year, for a reader who wonders whether this one was unusual."""

from collections.abc import Iterable, Sequence
from datetime import date

from services.domain.invoices import InvoiceDetail
from services.exports.pdf.document import Part as DocumentPart
from services.exports.pdf.drawings import Bar, Months
from services.exports.pdf.prose import heading, paragraph, tell
from services.kernel import formats

MONTHS_OF_YEAR = 12

Month = tuple[str, int]
"""``2021-10``, kWh."""


def build_year(detail: InvoiceDetail) -> Iterable[DocumentPart]:
    """Return the months of the past year as a chart, with their sum in words, on one page.

    The same month a year before stands first, to compare with; it is not in the sum.
    """
    yield heading(2, "invoice_pdf.year")
    history = detail.facts.history_kwh if detail.facts else ()
    if not history:
        yield paragraph(tell("invoice_pdf.no_year"))
        return
    last = history[-1][0]
    year_before = f"{int(last[:4]) - 1}{last[4:]}"
    shown = [month for month in history if month[0] >= year_before]
    yield paragraph(_sum_up(shown, year_before), "kept")
    yield Months([_bar(month, kwh, detail) for month, kwh in shown])


def _sum_up(shown: Sequence[Month], year_before: str) -> str:
    summed = [kwh for month, kwh in shown if month > year_before]
    form = {1: "one", MONTHS_OF_YEAR: "year"}.get(len(summed), "many")
    total = formats.quantity(sum(summed), "kWh")
    words = [
        tell(f"invoice_pdf.year_total.{form}", total=total, months=str(len(summed))),
        tell("invoice_pdf.year_marks"),
    ]
    if shown[0][0] == year_before:
        words.append(tell("invoice_pdf.year_before"))
    return " ".join(words)


def _bar(month: str, kwh: int, detail: InvoiceDetail) -> Bar:
    first = date.fromisoformat(f"{month}-01")
    row = detail.row
    is_billed = row.period_start.replace(day=1) <= first < row.period_end
    return Bar(
        label=formats.SHORT_MONTHS[first.month - 1],
        year=str(first.year),
        value=kwh,
        value_text=formats.number(kwh),
        is_marked=is_billed,
    )
