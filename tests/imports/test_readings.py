"""What the readers of readings, registers and temperatures make of small right files."""

from datetime import date
from decimal import Decimal

from services.domain.readings import ReadingNature
from services.domain.time_classes import TimeClass
from services.imports.parsing import parse
from tests.imports import samples


def test_billed_energies_oldest_first_with_their_nature() -> None:
    readings = [e.reading for e in parse("f", samples.billed()).energy_readings]
    assert [(r.start, r.time_class, r.energy_kwh, r.nature) for r in readings] == [
        (date(2021, 11, 9), TimeClass.HPH, Decimal("17000.0"), ReadingNature.REAL),
        (date(2021, 12, 9), TimeClass.HCH, Decimal("9230.5"), ReadingNature.ESTIMATED),
        (date(2021, 12, 9), TimeClass.HPH, Decimal("19405.0"), ReadingNature.REAL),
    ]


def test_a_corrected_reading_takes_the_place_of_the_initial_one() -> None:
    period = "EA,HPB,kWh,2021-05-09,2021-06-09"
    parsed = parse(
        "f",
        samples.billed(
            f"{period},10,REEL,INITIALE",
            f"{period},12,ESTIME,RECTIFICATIVE",
            f"{period},99,REEL,ANNULEE",
            "ERI,HPE,kVArh,2021-05-09,2021-06-09,5,REEL,INITIALE",
        ),
    )
    (energy,) = parsed.energy_readings
    assert (energy.reading.energy_kwh, energy.reading.time_class) == (Decimal(12), TimeClass.HPE)
    assert ["ANNULEE" in note or "ERI" in note for note in parsed.notes] == [True, True]


def test_registers_of_the_supplier_calendar_are_left_aside() -> None:
    line = samples.R171_LINES[0]
    parsed = parse("f", samples.r171(line, line.replace(",D,", ",F,")))
    assert (len(parsed.index_readings), len(parsed.notes)) == (1, 1)
    assert parsed.prms == (samples.PRM,)


def test_low_season_names_of_the_tariff_are_those_of_the_flows() -> None:
    second = parse("f", samples.r171()).index_readings[1].reading
    assert (second.time_class, second.unit) == (TimeClass.HCE, "VArh")


def test_other_grids_of_an_answer_are_left_aside() -> None:
    answer = samples.demo("flux_c4/ConsultationMesures_C4_response.xml")
    other = b"<seriesMesuresDateesGrilleFournisseur/></v1:consulterMesuresResponse>"
    parsed = parse("f", answer.replace(b"</v1:consulterMesuresResponse>", other))
    assert len(parsed.energy_readings) == 144
    assert parsed.notes[0].startswith("Seule la grille du tarif")


def test_temperatures_below_zero_and_their_region() -> None:
    first, second = parse("f", samples.temperatures()).temperatures
    assert (first.min_c, first.region_code, first.region_name) == (-3.0, "53", "Bretagne")
    assert (second.day, second.region_code) == (date(2016, 1, 1), "94")
