"""The regulated rates as they are kept: whole, in order, each with its text and its source."""

import csv
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from services.domain.tariffs.rates import AcciseCategory, Rate, TurpeOption, VatBase, VatSegment
from services.domain.tariffs.tables import NoRateError
from services.rates_tables import RATES, load_accise, load_cta, load_turpe, load_tva

KNOWN_GAPS = {
    "turpe": [(date(2018, 8, 1), date(2021, 8, 1)), (date(2022, 8, 1), date(2024, 11, 1))],
    "tax": [],
}

ALL: list[tuple[str, Sequence[Rate]]] = [
    ("turpe", load_turpe(TurpeOption.CU).rates),
    ("turpe", load_turpe(TurpeOption.LU).rates),
    ("tax", load_accise().rates),
    ("tax", load_cta().rates),
    ("tax", load_tva(VatSegment.UP_TO_36_KVA).rates),
    ("tax", load_tva(VatSegment.ABOVE_36_KVA).rates),
]


def rows(name: str) -> list[dict[str, str]]:
    with (RATES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.mark.parametrize(("kind", "rates"), ALL)
def test_rates_follow_each_other_without_a_gap_but_the_known_ones(
    kind: str, rates: Sequence[Rate]
) -> None:
    gaps = [
        (before.end, after.start) for before, after in pairwise(rates) if before.end != after.start
    ]

    assert gaps == KNOWN_GAPS[kind]


@pytest.mark.parametrize(("kind", "rates"), ALL)
def test_every_rate_names_its_text_and_its_source(kind: str, rates: Sequence[Rate]) -> None:
    assert rates, kind
    for rate in rates:
        assert rate.legal_reference, rate
        assert rate.source, rate
        assert rate.status.startswith(("verified", "one_source")), rate


@pytest.mark.parametrize("option", TurpeOption)
def test_every_gap_of_the_grid_is_a_row_that_says_so(option: TurpeOption) -> None:
    missing = [
        (row["start"], row["end"])
        for row in rows("turpe_bt_sup36.csv")
        if row["version"] == option and row["status"] == "missing"
    ]

    assert sorted(missing) == [
        ("2018-08-01", "2021-08-01"),
        ("2022-08-01", "2023-08-01"),
        ("2023-08-01", "2024-11-01"),
    ]


def test_every_row_of_the_taxes_has_its_text_and_no_text_is_without_a_row() -> None:
    texts = {(row["taxe"], row["segment"], row["start"]) for row in rows("taxes_textes.csv")}

    assert texts == {
        (tax, row.get("segment", ""), row["start"])
        for tax in ("accise", "cta", "tva")
        for row in rows(f"taxes_{tax}.csv")
    }
    assert len(texts) == len(rows("taxes_textes.csv"))


def test_rates_found_once_are_marked_and_the_others_are_not() -> None:
    grid = load_turpe(TurpeOption.LU)

    assert [rate.is_single_source for rate in grid.rates] == [True, True, True, True, False, False]
    assert grid.at(date(2022, 1, 9)).reference.is_single_source
    assert not load_cta().at(date(2022, 1, 9)).reference.is_single_source


def test_alpha_is_unknown_in_2021_and_known_since_2024() -> None:
    grid = load_turpe(TurpeOption.CU)

    assert grid.at(date(2021, 8, 1)).overrun_eur_hour is None
    assert grid.at(date(2024, 11, 1)).overrun_eur_hour == Decimal("11.75")


@pytest.mark.parametrize(
    ("day", "sme", "household"),
    [
        (date(2016, 1, 1), "22.5", "22.5"),
        (date(2022, 1, 31), "22.5", "22.5"),
        (date(2022, 2, 1), "0.5", "1.0"),
        (date(2025, 7, 31), "26.23", "33.7"),
        (date(2026, 7, 31), "26.58", "30.85"),
    ],
)
def test_the_excise(day: date, sme: str, household: str) -> None:
    rate = load_accise().at(day)

    assert rate.price_eur_mwh(AcciseCategory.SME) == Decimal(sme)
    assert rate.price_eur_mwh(AcciseCategory.HOUSEHOLD) == Decimal(household)


def test_the_excise_since_august_2026_is_not_guessed() -> None:
    with pytest.raises(NoRateError, match="no accise rate on 2026-08-01"):
        load_accise().at(date(2026, 8, 1))


def test_the_cta() -> None:
    days = [date(2021, 7, 31), date(2021, 8, 1), date(2026, 1, 31), date(2026, 2, 1)]

    assert [str(load_cta().at(day).distribution_pct) for day in days] == [
        "27.04",
        "21.93",
        "21.93",
        "15.0",
    ]


def test_the_vat() -> None:
    small, large = load_tva(VatSegment.UP_TO_36_KVA), load_tva(VatSegment.ABOVE_36_KVA)

    assert small.at(date(2025, 7, 31)).rate_pct(VatBase.SUBSCRIPTION) == Decimal("5.5")
    assert small.at(date(2025, 7, 31)).rate_pct(VatBase.CONSUMPTION) == 20
    assert small.at(date(2025, 8, 1)).rate_pct(VatBase.SUBSCRIPTION) == 20
    assert large.at(date(2021, 8, 1)).rate_pct(VatBase.SUBSCRIPTION) == 20
