"""The fixed share of an invoice: only where every line says what it is counted by."""

from datetime import date
from decimal import Decimal

from services.domain.fixed_share import compute_fixed_share
from services.domain.invoices import (
    InvoiceDetail,
    InvoiceKind,
    InvoiceLine,
    InvoiceRow,
    InvoiceState,
    Part,
)

DAY = date(2015, 11, 18)


def detail(*lines: tuple[Part, str, str]) -> InvoiceDetail:
    row = InvoiceRow(
        "F-1", "C-1", "Site", InvoiceKind.CONSUMPTION, "Facture", DAY, DAY, None, DAY, DAY,
        Decimal(1), Decimal(0), InvoiceState.SETTLED, DAY, None, None, None,
    )  # fmt: skip
    made = tuple(
        InvoiceLine(
            part, "code", None, DAY, DAY, Decimal(1), unit, None, Decimal(amount), Decimal(20)
        )
        for part, unit, amount in lines
    )
    return InvoiceDetail(
        row, is_computed=False, corrects=None, lines=made, vat=(), readings=(), facts=None
    )


def test_subscription_and_network_by_power_or_day_are_fixed() -> None:
    shown = detail(
        (Part.ENERGY, "kwh", "403.64"),
        (Part.SUBSCRIPTION, "kva", "313.20"),
        (Part.NETWORK, "day", "285.86"),
        (Part.TAXES, "eur", "102.03"),
    )

    assert compute_fixed_share(shown) == 54  # 599.06 of 1 104.73


def test_network_by_the_kilowatt_hour_is_not_fixed() -> None:
    shown = detail((Part.SUBSCRIPTION, "day", "25.00"), (Part.NETWORK, "kwh", "75.00"))

    assert compute_fixed_share(shown) == 25


def test_nothing_is_said_where_a_line_is_not_clear() -> None:
    assert compute_fixed_share(detail((Part.SUBSCRIPTION, "", "25.00"))) is None
    assert compute_fixed_share(detail()) is None
    assert compute_fixed_share(detail((Part.SUBSCRIPTION, "day", "-25.00"))) is None
