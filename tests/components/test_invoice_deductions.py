"""An opened invoice names what instalments took off, and what that left."""

import json

from plotly.utils import PlotlyJSONEncoder

from components.invoice_detail import invoice_detail
from tests.exports.test_invoice_deductions_pdf import settlement


def test_the_page_names_the_instalments_and_the_rest() -> None:
    detail = settlement("1000.00")

    drawn = invoice_detail(detail, (), None, today=detail.row.due_on, can_pay=False)

    shown = json.dumps(drawn, cls=PlotlyJSONEncoder, ensure_ascii=False)
    assert "Mensualités déjà réglées" in shown
    assert "Reste à payer" in shown
    # The first is in the facts, beside the whole amount of 1 325,67 €.
    assert '"325,67\u202f€"' in shown
