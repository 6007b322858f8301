"""The demonstration's meter data: files in ``demo_data`` (its README has sources and licences)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from services.demonstration.demo_readings import (
    CLOSEAUX_FILE,
    NEIGHBOUR_FILE,
    neighbour_months,
)
from services.demonstration.demo_sites import CLOSEAUX, NEIGHBOUR, REAL_PRM
from services.domain.time_classes import TIME_CLASSES

FOLDER = Path(__file__).parent / "demo_data"


@dataclass(frozen=True, slots=True)
class DemoFile:
    """A file to import, with the PRM that it is for if it names none."""

    name: str
    data: bytes
    prm: str | None = None


_STORED: tuple[tuple[str, str | None], ...] = (
    (f"closeaux/{CLOSEAUX_FILE}", CLOSEAUX.prm),
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
    yield DemoFile(NEIGHBOUR_FILE, _neighbour_csv(today), NEIGHBOUR.prm)


def _neighbour_csv(today: date) -> bytes:
    """Return the neighbour's last six months before ``today``, invented, as billed readings."""
    lines = ["grandeur,classe,unite,debut,fin,valeur,nature,statut"]
    for month in neighbour_months(today):
        for time_class, kwh in zip(TIME_CLASSES, month.energy_kwh, strict=True):
            if kwh:
                lines.append(
                    f"EA,{time_class.value},kWh,{month.start},{month.end},{kwh},REEL,INITIALE"
                )
    return "\n".join([*lines, ""]).encode()
