"""Why two invoices differ: parts that add up to the cent, computed by hand and by property."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.domain.bill_comparison import (
    Against,
    BillComparison,
    ComparedBill,
    compare_bills,
)
from services.domain.invoices import InvoiceLine, Part
from services.domain.price_effects import Effect
from services.domain.time_classes import TIME_CLASSES, TimeClass

CENT = Decimal("0.01")
START, END = date(2021, 10, 1), date(2021, 11, 1)


def line(
    code: str,
    quantity: str | None,
    unit: str,
    price: str | None,
    amount: str | None = None,
    *,
    part: Part = Part.ENERGY,
    time_class: TimeClass | None = None,
) -> InvoiceLine:
    exact = Decimal(amount) if amount else Decimal(quantity or 0) * Decimal(price or 0)
    return InvoiceLine(
        part=part,
        code=code,
        time_class=time_class,
        start=START,
        end=END,
        quantity=None if quantity is None else Decimal(quantity),
        unit=unit,
        unit_price_eur=None if price is None else Decimal(price),
        amount_eur=exact.quantize(CENT),
        vat_rate_pct=Decimal(20),
    )


def energy(time_class: TimeClass, kwh: str, price: str) -> InvoiceLine:
    return line("offer.energy", kwh, "kwh", price, time_class=time_class)


def bill(*lines: InvoiceLine, vat: str = "0", power: str | None = None) -> ComparedBill:
    total = sum((each.amount_eur for each in lines), Decimal())
    taxed = (total * (1 + Decimal(vat) / 100)).quantize(CENT)
    return ComparedBill("F-1", taxed, lines, Decimal(power) if power else None)


def compare(old: ComparedBill, new: ComparedBill) -> BillComparison:
    found = compare_bills(Against.PREVIOUS, old, new)
    assert found is not None
    return found


def test_more_kilowatt_hours_at_the_same_prices_are_volume_alone() -> None:
    old = bill(energy(TimeClass.HPE, "100", "0.30"), energy(TimeClass.HCE, "100", "0.20"))
    new = bill(energy(TimeClass.HPE, "150", "0.30"), energy(TimeClass.HCE, "150", "0.20"))

    assert compare(old, new).effects == {Effect.VOLUME: Decimal("25.00")}


def test_another_price_counts_on_the_new_kilowatt_hours() -> None:
    old = bill(energy(TimeClass.HPE, "100", "0.30"))
    new = bill(energy(TimeClass.HPE, "200", "0.40"))

    # 100 kWh more at the old 0.30, then 200 kWh at 0.10 more.
    assert compare(old, new).effects == {
        Effect.VOLUME: Decimal("30.00"),
        Effect.PRICE: Decimal("20.00"),
    }


def test_the_same_energy_in_other_classes_is_season() -> None:
    old = bill(energy(TimeClass.HPE, "100", "0.30"), energy(TimeClass.HCE, "100", "0.20"))
    new = bill(energy(TimeClass.HPE, "150", "0.30"), energy(TimeClass.HCE, "50", "0.20"))

    assert compare(old, new).effects == {Effect.SEASON: Decimal("5.00")}


def test_winter_classes_that_the_old_invoice_lacks_are_season_not_price() -> None:
    old = bill(energy(TimeClass.HPE, "100", "0.20"))
    new = bill(energy(TimeClass.HPH, "100", "0.50"))

    assert compare(old, new).effects == {Effect.SEASON: Decimal("30.00")}


def test_more_power_at_the_same_price_is_power() -> None:
    old = bill(line("subscription", "72", "kva", "4.35"))
    new = bill(line("subscription", "80", "kva", "4.50"))

    # 8 kVA at 4.35, then 80 kVA at 0.15 more.
    assert compare(old, new).effects == {
        Effect.POWER: Decimal("34.80"),
        Effect.PRICE: Decimal("12.00"),
    }


def test_a_longer_period_is_volume_and_the_powers_of_the_contract_are_power() -> None:
    # 365 € a year at 100 kVA for 30 days, then 438 € a year at 120 kVA for 31.
    old = bill(line("turpe.cs_fixed", "30", "day", "365", "30.00", part=Part.NETWORK), power="100")
    new = bill(line("turpe.cs_fixed", "31", "day", "438", "37.20", part=Part.NETWORK), power="120")

    assert compare(old, new).effects == {
        Effect.VOLUME: Decimal("1.00"),
        Effect.POWER: Decimal("6.20"),
    }


def test_a_percentage_of_the_fixed_network_lines_follows_them() -> None:
    old = bill(
        line("turpe.cs_fixed", "30", "day", "365", "30.00", part=Part.NETWORK),
        line("cta", "30.00", "eur", "0.20", part=Part.TAXES),
        power="100",
    )
    new = bill(
        line("turpe.cs_fixed", "30", "day", "438", "36.00", part=Part.NETWORK),
        line("cta", "36.00", "eur", "0.25", part=Part.TAXES),
        power="120",
    )

    # 6 € of power, 20 % of it; then 5 points more on 36 €.
    assert compare(old, new).effects == {
        Effect.POWER: Decimal("7.20"),
        Effect.PRICE: Decimal("1.80"),
    }


def test_what_is_on_one_invoice_only_or_without_quantity_is_told_apart() -> None:
    old = bill(energy(TimeClass.HPE, "100", "0.20"), line("visit", None, "", None, "12.00"))
    new = bill(energy(TimeClass.HPE, "100", "0.20"), line("repair", None, "", None, "40.00"))

    assert compare(old, new).effects == {Effect.OTHER: Decimal("28.00")}


def test_vat_follows_what_it_is_charged_on_and_its_rate_is_price() -> None:
    old = bill(energy(TimeClass.HPE, "100", "1.00"), vat="10")
    new = bill(energy(TimeClass.HPE, "200", "1.00"), vat="20")

    assert compare(old, new).effects == {
        Effect.VOLUME: Decimal("110.00"),
        Effect.PRICE: Decimal("20.00"),
    }


def test_an_invoice_without_lines_is_compared_with_nothing() -> None:
    full = bill(energy(TimeClass.HPE, "100", "0.20"))

    assert compare_bills(Against.PREVIOUS, full, bill()) is None
    assert compare_bills(Against.PREVIOUS, bill(), full) is None


amounts = st.decimals(0, 5000, places=2)
prices = st.decimals("0.0001", 2, places=4)
quantities = st.integers(0, 100_000)


@st.composite
def bills(draw: st.DrawFn) -> ComparedBill:
    lines = [
        energy(time_class, str(draw(quantities)), str(draw(prices)))
        for time_class in TIME_CLASSES
        if draw(st.booleans())
    ]
    lines.append(line("subscription", str(draw(st.integers(1, 250))), "kva", str(draw(prices))))
    lines.append(line("turpe.cg", str(draw(st.integers(1, 62))), "day", "200", str(draw(amounts))))
    lines.append(line("cta", str(draw(amounts)), "eur", "0.2704", part=Part.TAXES))
    if draw(st.booleans()):
        lines.append(line("visit", None, "", None, str(draw(amounts))))
    vat = draw(st.sampled_from(["5.5", "10", "20"]))
    return bill(*lines, vat=vat, power=draw(st.sampled_from([None, "72", "108"])))


@given(bills(), bills())
def test_the_parts_always_add_up_to_the_difference_to_the_cent(
    old: ComparedBill, new: ComparedBill
) -> None:
    found = compare(old, new)

    assert sum(found.effects.values(), Decimal()) == new.amount_eur - old.amount_eur
    assert all(amount == amount.quantize(CENT) and amount for amount in found.effects.values())


@given(bills())
def test_an_invoice_does_not_differ_from_itself(same: ComparedBill) -> None:
    assert compare(same, same).effects == {}


@given(st.integers(1, 10_000), st.integers(1, 10_000), prices, prices)
def test_energy_alone_has_neither_power_nor_other(
    kwh: int, new_kwh: int, price: Decimal, new_price: Decimal
) -> None:
    old = bill(energy(TimeClass.HPH, str(kwh), str(price)))
    new = bill(energy(TimeClass.HPH, str(new_kwh), str(new_price)))

    assert set(compare(old, new).effects) <= {Effect.VOLUME, Effect.PRICE}
