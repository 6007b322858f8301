"""The regulated rates by date, read once from ``services/rates``: each with its legal text.

A row with status ``missing`` covers dates without a known rate: it makes a gap in the table, and
asking for a day of it is an error. Empty cells are never zero.
"""

import csv
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TypedDict

from services.domain.tariffs.billing import Tariffs
from services.domain.tariffs.energy_price import OfferPrice
from services.domain.tariffs.rates import (
    AcciseRate,
    ClassPrices,
    CtaRate,
    TurpeOption,
    TurpeRate,
    TvaRate,
    VatSegment,
)
from services.domain.tariffs.tables import RateKind, RateTable

RATES = Path(__file__).parent / "rates"

MISSING = "missing"

Row = Mapping[str, str]

_TVA_SEGMENTS = {
    VatSegment.UP_TO_36_KVA: "<=36 kVA",
    VatSegment.ABOVE_36_KVA: ">36 kVA (C4..C1)",
}
_TURPE_KINDS = {TurpeOption.CU: RateKind.TURPE_CU, TurpeOption.LU: RateKind.TURPE_LU}
# TURPE names the summer classes HPB and HCB; the order is that of TIME_CLASSES.
_TURPE_CLASSES = ("hph", "hch", "hpb", "hcb")


class _Common(TypedDict):
    start: date
    end: date | None
    status: str
    legal_reference: str
    source: str
    note: str


def load_tariffs(option: TurpeOption, segment: VatSegment, offer: RateTable[OfferPrice]) -> Tariffs:
    """Return the rates to bill a supply with: the regulated ones beside those of its ``offer``."""
    return Tariffs(load_turpe(option), load_accise(), load_cta(), load_tva(segment), offer)


@cache
def load_turpe(option: TurpeOption) -> RateTable[TurpeRate]:
    """Return the grid tariff above 36 kVA of ``option``."""
    rows = [row for row in _read("turpe_bt_sup36.csv") if row["version"] == option]
    rates = [_turpe(row, option) for row in rows if row["status"] != MISSING]
    return RateTable(_TURPE_KINDS[option], tuple(sorted(rates, key=lambda rate: rate.start)))


@cache
def load_accise() -> RateTable[AcciseRate]:
    """Return the excise on electricity."""
    rates = (
        AcciseRate(
            **common,
            household_eur_mwh=Decimal(row["menages_assimiles_le36kva_eur_mwh"]),
            sme_eur_mwh=Decimal(row["pme_36_250kva_eur_mwh"]),
            high_power_eur_mwh=Decimal(row["haute_puissance_gt250kva_eur_mwh"]),
        )
        for row, common in _taxes("accise", "taxes_accise.csv")
    )
    return RateTable(RateKind.ACCISE, tuple(rates))


@cache
def load_cta() -> RateTable[CtaRate]:
    """Return the CTA of distribution."""
    rates = (
        CtaRate(**common, distribution_pct=Decimal(row["cta_distribution_pct"]))
        for row, common in _taxes("cta", "taxes_cta.csv")
    )
    return RateTable(RateKind.CTA, tuple(rates))


@cache
def load_tva(segment: VatSegment) -> RateTable[TvaRate]:
    """Return the VAT of ``segment``."""
    rates = (
        TvaRate(
            **common,
            segment=segment,
            subscription_pct=Decimal(row["abonnement_et_cta_pct"]),
            consumption_pct=Decimal(row["consommation_accise_pct"]),
        )
        for row, common in _taxes("tva", "taxes_tva.csv")
        if row["segment"] == _TVA_SEGMENTS[segment]
    )
    return RateTable(RateKind.TVA, tuple(rates))


def _turpe(row: Row, option: TurpeOption) -> TurpeRate:
    return TurpeRate(
        start=date.fromisoformat(row["start"]),
        end=_end(row),
        status=row["status"],
        legal_reference=row["deliberation"],
        source=row["source"],
        option=option,
        fta_code=row["fta_code"],
        management_eur_year=Decimal(row["cg_contrat_unique_eur_an"]),
        metering_eur_year=Decimal(row["cc_eur_an"]),
        power_eur_kva_year=_class_prices(row, "b"),
        energy_ct_kwh=_class_prices(row, "c"),
        overrun_eur_hour=Decimal(row["cmdps_alpha_eur_h"]) if row["cmdps_alpha_eur_h"] else None,
    )


def _class_prices(row: Row, letter: str) -> ClassPrices:
    hph, hch, hpe, hce = (Decimal(row[f"{letter}_{name}"]) for name in _TURPE_CLASSES)
    return hph, hch, hpe, hce


def _taxes(tax: str, name: str) -> list[tuple[Row, _Common]]:
    """Return the known rows of a tax, each with the text that sets it (a file of its own)."""
    texts = {
        (row["segment"], row["start"]): row
        for row in _read("taxes_textes.csv")
        if row["taxe"] == tax
    }
    rated = ((row, texts[row.get("segment", ""), row["start"]]) for row in _read(name))
    return [(row, _common(row, text)) for row, text in rated if text["status"] != MISSING]


def _common(row: Row, text: Row) -> _Common:
    return {
        "start": date.fromisoformat(row["start"]),
        "end": _end(row),
        "status": text["status"],
        "legal_reference": text["texte"],
        "source": row["source"],
        "note": text["note"],
    }


def _end(row: Row) -> date | None:
    return date.fromisoformat(row["end"]) if row["end"] else None


def _read(name: str) -> list[dict[str, str]]:
    with (RATES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))
