"""The demonstration's meter data: files in ``demo_data`` (its README has sources and licences)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from services.demonstration.demo_sites import CLOSEAUX, NEIGHBOUR, REAL_PRM
from services.domain.time_classes import HIGH_SEASON_MONTHS

FOLDER = Path(__file__).parent / "demo_data"

NEIGHBOUR_KWH = (2_140, 2_065, 1_930, 1_720, 1_688, 1_805)
"""Six invented months, the newest last; two thirds of them in peak hours."""


@dataclass(frozen=True, slots=True)
class DemoFile:
    """A file to import, with the PRM that it is for if it names none."""

    name: str
    data: bytes
    prm: str | None = None


_STORED: tuple[tuple[str, str | None], ...] = (
    ("closeaux/demonstration_closeaux_mensuel_par_classe.csv", CLOSEAUX.prm),
    ("c4_fr/Enedis_SGE_HDM_C4_CDC_brut.csv", None),
    ("c4_fr/c4_consommations_mensuelles_par_classe.csv", REAL_PRM),
    ("c4_fr/c4_index_r171_2022-02-03.csv", None),
    ("flux_c4/R171.xml", None),
    ("flux_c4/R4Q.xml", None),
    ("flux_c4/ConsultationMesures_C4_response.xml", None),
    ("flux_c4/ConsultationMesuresDetaillees_C4_PA.xml", None),
    ("flux_c4/ConsultationMesuresDetaillees_C4_PRI.xml", None),
    ("cambridge/cambridge_horaire_kwh_2019_2022.csv.gz", None),
    ("cambridge/bedford_temperature_quotidienne_2018_2022.csv", None),
    ("temperature_fr/temperature_quotidienne_regionale_2016_2022.csv", None),
)

COUNT = len(_STORED) + 1


def read_files(today: date) -> Iterator[DemoFile]:
    """Yield the files one by one, in the order in which they are imported."""
    for path, prm in _STORED:
        file = FOLDER / path
        yield DemoFile(file.name, file.read_bytes(), prm)
    yield DemoFile(
        "demonstration_voisin_mensuel_par_classe.csv", _neighbour_csv(today), NEIGHBOUR.prm
    )


def _neighbour_csv(today: date) -> bytes:
    """Return the neighbour's last six months before ``today``, invented, as billed readings."""
    lines = ["grandeur,classe,unite,debut,fin,valeur,nature,statut"]
    bounds = [_month_before(today, back) for back in range(len(NEIGHBOUR_KWH), -1, -1)]
    for start, end, energy_kwh in zip(bounds, bounds[1:], NEIGHBOUR_KWH, strict=False):
        peak, off_peak = ("HPH", "HCH") if start.month in HIGH_SEASON_MONTHS else ("HPE", "HCE")
        in_peak_kwh = energy_kwh * 2 // 3
        for time_class, part_kwh in ((peak, in_peak_kwh), (off_peak, energy_kwh - in_peak_kwh)):
            lines.append(f"EA,{time_class},kWh,{start},{end},{part_kwh},REEL,INITIALE")
    return "\n".join([*lines, ""]).encode()


def _month_before(today: date, back: int) -> date:
    """Return the first day of the month ``back`` months before that of ``today``."""
    months = today.year * 12 + today.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)
