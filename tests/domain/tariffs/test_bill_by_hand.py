"""Whole invoices against sums done by hand, line by line."""

from datetime import date
from decimal import Decimal

from services.domain.tariffs.bill import Bill, VatTotal
from services.domain.tariffs.billing import compute_bill
from services.domain.tariffs.energies import EnergyMethod
from services.domain.tariffs.lines import LineCode, LineKind, PriceUnit, Unit
from services.domain.tariffs.rates import VatSegment
from tests.domain.tariffs.supplies import summary, supply, tariffs


def totals(bill: Bill) -> tuple[str, str, str]:
    return str(bill.total_ht_eur), str(bill.total_vat_eur), str(bill.total_ttc_eur)


# From 9 November to 9 December 2021, 108 kVA, CU: readings of the grid operator.
#
# Grid of 2021-08: CG 188.34, CC 234.90, b 11.61 (flat), c 5.15 and 3.36; CTA 21.93 %; excise
# 22.50 €/MWh; VAT 20 %. Offer: 45.00 € a month, 9.5 and 7.2 c€/kWh. All 30 days are of 2021.
#
# offer.subscription  45.00 × (22/30 + 8/31) = 33.00 + 11.6129        44.61
# offer.energy   HPH  18 427 × 9.5 c = 1 750.565                   1 750.57
#                HCH   8 298 × 7.2 c =   597.456                     597.46
# turpe.cg            188.34 × 30/365 = 15.4800                       15.48
# turpe.cc            234.90 × 30/365 = 19.3068                       19.31
# turpe.cs_fixed      108 × 11.61 = 1 253.88; × 30/365 = 103.0586    103.06
# turpe.cs_energy HPH 18 427 × 5.15 c = 948.9905                     948.99
#                HCH   8 298 × 3.36 c = 278.8128                     278.81
# cta                 (15.48 + 19.31 + 103.06 = 137.85) × 21.93 %
#                     = 30.2305                                       30.23
# accise              26 725 kWh × 22.50/1000 = 601.3125             601.31
# excl. tax                                                        4 389.83
# VAT                 4 389.83 × 20 % = 877.966                      877.97
# incl. tax                                                        5 267.80
def test_a_winter_month_of_the_real_site() -> None:
    site = supply(date(2021, 11, 9), date(2021, 12, 9), (18_427, 8_298, 0, 0))

    bill = compute_bill(site, tariffs(subscription="45.00"))

    day = "2021-11-09"
    assert summary(bill) == [
        ("offer.subscription", "", day, "30", "44.61"),
        ("offer.energy", "HPH", day, "18427", "1750.57"),
        ("offer.energy", "HCH", day, "8298", "597.46"),
        ("turpe.cg", "", day, "30", "15.48"),
        ("turpe.cc", "", day, "30", "19.31"),
        ("turpe.cs_fixed", "", day, "30", "103.06"),
        ("turpe.cs_energy", "HPH", day, "18427", "948.99"),
        ("turpe.cs_energy", "HCH", day, "8298", "278.81"),
        ("cta", "", day, "137.85", "30.23"),
        ("accise", "", day, "26725", "601.31"),
    ]
    assert bill.vat == (VatTotal(Decimal(20), Decimal("4389.83"), Decimal("877.97")),)
    assert totals(bill) == ("4389.83", "877.97", "5267.80")
    assert bill.has_single_source
    assert bill.sum_of(LineKind.ENERGY) == Decimal("2348.03")
    assert bill.sum_of(LineKind.NETWORK) == Decimal("1365.65")
    assert bill.sum_of(LineKind.TAX) == Decimal("631.54")
    assert bill.sum_of(LineKind.SUBSCRIPTION) == Decimal("44.61")


# From 10 July to 10 August 2025: 22 days, then 9; 60, 72, 90, 108 kVA; no subscription.
#
# HPE 1 550 kWh and HCE 620 kWh, shared by days: 1 100 + 450, 440 + 180.
# Until 31 July: CG 220.32, CC 288.84, b 17.71/14.75/14.30/13.91, c 2.62 and 1.81, excise 26.23.
# From 1 August: CG 217.80, CC 283.27, b 17.61/15.96/14.56/11.98, c 2.13 and 1.52, excise 25.79.
#
# offer.energy        1 550 × 10 c, 620 × 8 c                  155.00   49.60
# turpe.cg            220.32 × 22/365 = 13.2796                         13.28
# turpe.cc            288.84 × 22/365 = 17.4095                         17.41
# turpe.cs_fixed      60×17.71 + 12×14.75 + 18×14.30 + 18×13.91
#                     = 1 747.38; × 22/365 = 105.3215                  105.32
# turpe.cg            217.80 × 9/365 = 5.3704                            5.37
# turpe.cc            283.27 × 9/365 = 6.9847                            6.98
# turpe.cs_fixed      60×17.61 + 12×15.96 + 18×14.56 + 18×11.98
#                     = 1 725.84; × 9/365 = 42.5550                     42.55
# turpe.cs_energy     1 100 × 2.62 c = 28.82; 440 × 1.81 c = 7.964      28.82    7.96
#                     450 × 2.13 c = 9.585; 180 × 1.52 c = 2.736         9.59    2.74
# cta                 190.91 × 21.93 % = 41.8666                        41.87
# accise              1 540 × 26.23/1000 = 40.3942                      40.39
#                     630 × 25.79/1000 = 16.2477                        16.25
# excl. tax 543.13; VAT 108.626 -> 108.63; incl. tax 651.76
def test_a_month_over_the_change_of_the_grid() -> None:
    month = supply(date(2025, 7, 10), date(2025, 8, 10), (0, 0, 1550, 620), (60, 72, 90, 108))

    bill = compute_bill(month, tariffs())

    july, august = "2025-07-10", "2025-08-01"
    assert summary(bill) == [
        ("offer.energy", "HPE", july, "1550", "155.00"),
        ("offer.energy", "HCE", july, "620", "49.60"),
        ("turpe.cg", "", july, "22", "13.28"),
        ("turpe.cc", "", july, "22", "17.41"),
        ("turpe.cs_fixed", "", july, "22", "105.32"),
        ("turpe.cg", "", august, "9", "5.37"),
        ("turpe.cc", "", august, "9", "6.98"),
        ("turpe.cs_fixed", "", august, "9", "42.55"),
        ("turpe.cs_energy", "HPE", july, "1100", "28.82"),
        ("turpe.cs_energy", "HCE", july, "440", "7.96"),
        ("turpe.cs_energy", "HPE", august, "450", "9.59"),
        ("turpe.cs_energy", "HCE", august, "180", "2.74"),
        ("cta", "", july, "190.91", "41.87"),
        ("accise", "", july, "1540", "40.39"),
        ("accise", "", august, "630", "16.25"),
    ]
    assert totals(bill) == ("543.13", "108.63", "651.76")
    methods = {line.code: line.formula.energy_method for line in bill.lines}
    assert methods[LineCode.TURPE_CS_ENERGY] is EnergyMethod.BY_DAY
    assert methods[LineCode.ACCISE] is EnergyMethod.BY_DAY
    assert methods[LineCode.OFFER_ENERGY] is EnergyMethod.MEASURED
    # The grid of before August was found in one source, that of August in four.
    marked = {
        line.start.isoformat() for line in bill.lines if line.rate and line.rate.is_single_source
    }
    assert marked == {july}


def test_a_month_over_the_change_of_the_cta_and_of_the_excise() -> None:
    """From 12 January to 12 February 2026: 20 days, then 11; 108 kVA; the grid does not change.

    CTA 21.93 % then 15 %; excise 25.79 then 26.58. HPH 3 100 = 2 000 + 1 100, HCH 800 + 440.
    CG 217.80 × 20/365 = 11.9342, × 11/365 = 6.5638; CC 283.27: 15.5216, 8.5369;
    CS 1 901.88: 104.2126, 57.3169. CTA (11.93 + 15.52 + 104.21 = 131.66) × 21.93 % = 28.8730;
    (6.56 + 8.54 + 57.32 = 72.42) × 15 % = 10.863. Excise 2 800 × 25.79/1000 = 72.212;
    1 540 × 26.58/1000 = 40.9332. Energy of the grid, as read: 3 100 × 6.91 c = 214.21,
    1 240 × 4.21 c = 52.204; of the offer: 3 100 × 9.5 c = 294.50, 1 240 × 7.2 c = 89.28.
    """
    month = supply(date(2026, 1, 12), date(2026, 2, 12), (3100, 1240, 0, 0))

    bill = compute_bill(month, tariffs())

    january, february = "2026-01-12", "2026-02-01"
    assert summary(bill) == [
        ("offer.energy", "HPH", january, "3100", "294.50"),
        ("offer.energy", "HCH", january, "1240", "89.28"),
        ("turpe.cg", "", january, "20", "11.93"),
        ("turpe.cc", "", january, "20", "15.52"),
        ("turpe.cs_fixed", "", january, "20", "104.21"),
        ("turpe.cg", "", february, "11", "6.56"),
        ("turpe.cc", "", february, "11", "8.54"),
        ("turpe.cs_fixed", "", february, "11", "57.32"),
        ("turpe.cs_energy", "HPH", january, "3100", "214.21"),
        ("turpe.cs_energy", "HCH", january, "1240", "52.20"),
        ("cta", "", january, "131.66", "28.87"),
        ("cta", "", february, "72.42", "10.86"),
        ("accise", "", january, "2800", "72.21"),
        ("accise", "", february, "1540", "40.93"),
    ]
    # 294.50 + 89.28 + 204.08 + 266.41 + 39.73 + 113.14 = 1 007.14; × 20 % = 201.428
    assert totals(bill) == ("1007.14", "201.43", "1208.57")
    grid = next(line for line in bill.lines if line.code is LineCode.TURPE_CS_ENERGY)
    assert grid.formula.energy_method is EnergyMethod.MEASURED
    excise = bill.lines[-1]
    assert excise.formula.energy_method is EnergyMethod.BY_DAY
    assert (excise.formula.unit, excise.formula.price_unit) == (Unit.KWH, PriceUnit.EUR_MWH)


def test_a_small_supply_bears_two_rates_of_vat_until_july_2025() -> None:
    """The month over the change of the grid, with 5.5 % on fixed parts and CTA until 31 July.

    Subscription base until 31 July: 13.28 + 17.41 + 105.32 = 136.01, CTA on it 29.8270 -> 29.83:
    165.84 × 5.5 % = 9.1212. CTA of August: 54.90 × 21.93 % = 12.0396 -> 12.04. All the rest:
    204.60 + 54.90 + 12.04 + 49.11 + 56.64 = 377.29 × 20 % = 75.458.
    """
    month = supply(date(2025, 7, 10), date(2025, 8, 10), (0, 0, 1550, 620), (60, 72, 90, 108))

    bill = compute_bill(month, tariffs(segment=VatSegment.UP_TO_36_KVA))

    assert bill.vat == (
        VatTotal(Decimal("5.5"), Decimal("165.84"), Decimal("9.12")),
        VatTotal(Decimal(20), Decimal("377.29"), Decimal("75.46")),
    )
    assert totals(bill) == ("543.13", "84.58", "627.71")
