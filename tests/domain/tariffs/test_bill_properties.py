"""What holds for every bill: it adds up, and where it is cut hardly matters."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.domain.consumption import ClassEnergies
from services.domain.tariffs.bill import Bill, add_up
from services.domain.tariffs.billing import Supply, compute_bill
from services.domain.tariffs.energies import PeriodEnergy, split_energy
from services.domain.tariffs.lines import LineCode
from services.domain.tariffs.rates import TurpeOption, VatSegment
from services.domain.tariffs.turpe import ClassPowers, Overrun
from services.domain.time_classes import TimeClass
from tests.domain.tariffs.supplies import powers, tariffs

FIRST, LAST = date(2024, 11, 1), date(2026, 7, 31)
"""Where every rate is known: four grids, four excises, two CTA."""

CENT = Decimal("0.01")
KWH = LineCode.OFFER_ENERGY, LineCode.TURPE_CS_ENERGY
HALF_CENT = CENT / 2
MOVED_EUR = {
    LineCode.TURPE_CS_ENERGY: 3 * 5 * Decimal("0.006"),
    LineCode.ACCISE: 3 * 5 * 4 * Decimal("0.006"),
}
"""What whole kWh may do: at each of three changes of price, by less than 0.6 c€ a kWh, at most five
of a class fall on the other side."""

CTA_BASE = LineCode.TURPE_CG, LineCode.TURPE_CC, LineCode.TURPE_CS_FIXED


@st.composite
def supplies(draw: st.DrawFn) -> Supply:
    span = (LAST - FIRST).days
    offset = draw(st.integers(0, span - 2))
    start = FIRST + timedelta(days=offset)
    end = start + timedelta(days=draw(st.integers(2, span - offset)))
    hph, hch, hpe, hce = draw(st.tuples(*[st.integers(0, 90_000)] * 4))
    kva = sorted(draw(st.lists(st.integers(37, 250), min_size=4, max_size=4)))
    power_kva: ClassPowers = (kva[0], kva[1], kva[2], kva[3])
    overruns = (Overrun(start, end, draw(st.integers(0, 5000))),)
    energy: ClassEnergies = (hph, hch, hpe, hce)
    return Supply(start, end, powers(power_kva), (PeriodEnergy(start, end, energy),), overruns)


def by_item(*bills: Bill) -> dict[tuple[LineCode, TimeClass | None], tuple[Decimal, int]]:
    """Return the amount and the number of lines of each item of the bills together."""
    items: dict[tuple[LineCode, TimeClass | None], tuple[Decimal, int]] = defaultdict(
        lambda: (Decimal(0), 0)
    )
    for line in (line for bill in bills for line in bill.lines):
        amount, number = items[line.code, line.time_class]
        items[line.code, line.time_class] = amount + line.amount_eur, number + 1
    return items


@given(supplies(), st.sampled_from(TurpeOption), st.sampled_from(VatSegment))
def test_a_bill_adds_up_to_the_cent(
    supply: Supply, option: TurpeOption, segment: VatSegment
) -> None:
    bill = compute_bill(supply, tariffs(option, segment, "45.50"))

    assert bill.total_ht_eur == sum(line.amount_eur for line in bill.lines)
    assert bill.total_ht_eur == sum(total.base_eur for total in bill.vat)
    assert bill.total_ttc_eur == bill.total_ht_eur + sum(total.vat_eur for total in bill.vat)
    for total in bill.vat:
        exact = Fraction(total.base_eur) * Fraction(total.rate_pct) / 100
        assert abs(Fraction(total.vat_eur) - exact) <= Fraction(1, 200)
    assert all(line.amount_eur == line.amount_eur.quantize(CENT) for line in bill.lines)
    assert all(line.amount_eur == line.formula.amount_eur for line in bill.lines)


@given(supplies(), st.sampled_from(TurpeOption))
def test_every_kwh_is_charged_once_by_each(supply: Supply, option: TurpeOption) -> None:
    bill = compute_bill(supply, tariffs(option))

    kwh = dict(zip(TimeClass, supply.energies[0].energy_kwh, strict=True))
    for code in KWH:
        billed = dict.fromkeys(TimeClass, 0)
        for line in bill.lines:
            if line.code is code and line.time_class is not None:
                billed[line.time_class] += int(line.formula.quantity)
        assert billed == kwh
    excise = [line for line in bill.lines if line.code is LineCode.ACCISE]
    assert sum(line.formula.quantity for line in excise) == sum(kwh.values())


@given(supplies(), st.data())
def test_two_bills_for_the_parts_cost_what_one_does(supply: Supply, data: st.DataObject) -> None:
    """Each line may be half a cent off, and the CTA a share of that of the lines of its base."""
    days = (supply.end - supply.start).days
    middle = supply.start + timedelta(days=data.draw(st.integers(1, days - 1)))
    rates = tariffs(subscription="45.50")
    supply = replace(supply, overruns=())
    first, second = (
        compute_bill(replace(supply, start=part.start, end=part.end, energies=(part,)), rates)
        for part in split_energy(supply.energies[0], [middle])
    )

    whole, parts = by_item(compute_bill(supply, rates)), by_item(first, second)

    fixed = sum(whole[code, None][1] + parts[code, None][1] for code in CTA_BASE)
    for item in whole.keys() | parts.keys():
        lines = whole[item][1] + parts[item][1]
        bound = lines * HALF_CENT + MOVED_EUR.get(item[0], Decimal(0))
        if item[0] is LineCode.CTA:
            bound += fixed * HALF_CENT * Decimal("0.2193")
        assert abs(whole[item][0] - parts[item][0]) <= bound, item


@given(supplies())
def test_a_credit_is_the_exact_opposite_of_its_bill(supply: Supply) -> None:
    bill = compute_bill(supply, tariffs())

    credit = add_up(replace(line, amount_eur=-line.amount_eur) for line in bill.lines)

    assert credit.total_ttc_eur == -bill.total_ttc_eur
    assert credit.total_vat_eur == -bill.total_vat_eur


def test_nothing_adds_up_to_nothing() -> None:
    bill = add_up([])

    assert (str(bill.total_ht_eur), str(bill.total_ttc_eur), bill.vat) == ("0.00", "0.00", ())
