"""The files of the project's real data, as delivered; figures reckoned apart from the code."""

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pytest

from services.domain.load_curve import Channel
from services.domain.readings import EnergyReading, Quantity, ReadingNature
from services.domain.time_classes import TimeClass
from services.imports.files import FileKind
from services.imports.parsing import parse, recognise
from tests.imports.samples import PRM, demo

HDM = "c4_fr/Enedis_SGE_HDM_C4_CDC_brut.csv"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (HDM, FileKind.HDM_CURVE),
        ("c4_fr/c4_consommations_mensuelles_par_classe.csv", FileKind.BILLED_ENERGY),
        ("c4_fr/c4_index_r171_2022-02-03.csv", FileKind.R171_CSV),
        ("flux_c4/R4Q.xml", FileKind.R4X_CURVE),
        ("flux_c4/R171.xml", FileKind.R171_XML),
        ("flux_c4/ConsultationMesures_C4_response.xml", FileKind.SOAP_READINGS),
        ("flux_c4/ConsultationMesuresDetaillees_C4_PA.xml", FileKind.SOAP_CURVE),
        ("cambridge/cambridge_horaire_kwh_2019_2022.csv.gz", FileKind.BUILDINGS),
        ("cambridge/bedford_temperature_quotidienne_2018_2022.csv", FileKind.TEMPERATURE),
        ("temperature_fr/temperature_quotidienne_regionale_2016_2022.csv", FileKind.TEMPERATURE),
    ],
)
def test_kinds_are_told_by_content_whatever_the_name(path: str, kind: FileKind) -> None:
    data = demo(path)
    assert recognise("mesures.bin", data[:4_096]) is kind
    assert parse("mesures.bin", data).kind is kind


def test_the_two_years_of_the_hdm_file() -> None:
    parsed = parse(HDM, demo(HDM))
    (point,) = parsed.curves
    curve = point.curve
    assert (point.prm, point.channel, parsed.notes) == (PRM, Channel.ACTIVE, ())
    assert (str(curve.start), str(curve.end)) == ("2020-02-02T23:00:00", "2022-02-01T23:00:00")
    assert (len(curve), curve.step_s, int((curve.status == 0).sum())) == (105_120, 600, 2_448)
    assert curve.power_w[:5].tolist() == [18_000, 19_000, 18_000, 19_000, 21_000]
    rows = [line.split(";") for line in demo(HDM).decode("utf-8-sig").split("\n")[3:-1]]
    assert int(curve.power_w.sum()) == sum(int(value) for _, value in rows if value)


def test_the_hour_that_october_repeats_is_told_apart_by_its_offset() -> None:
    curve = parse(HDM, demo(HDM)).curves[0].curve
    first = int((np.datetime64("2020-10-25T00:00:00") - curve.start) / np.timedelta64(600, "s"))
    assert curve.power_w[first : first + 12].tolist() == [
        2_000, 3_000, 2_000, 3_000, 3_000, 2_000, 3_000, 3_000, 3_000, 3_000, 3_000, 3_000,
    ]  # fmt: skip


def test_csv_and_service_answer_say_the_same_billed_energies() -> None:
    from_csv = parse("a", demo("c4_fr/c4_consommations_mensuelles_par_classe.csv"))
    answer = parse("b", demo("flux_c4/ConsultationMesures_C4_response.xml"))
    assert [e.reading for e in from_csv.energy_readings] == [
        e.reading for e in answer.energy_readings
    ]
    assert len(answer.energy_readings) == 144
    assert (answer.prms, from_csv.prms, from_csv.labels_without_prm) == ((PRM,), (), ("",))
    assert answer.energy_readings[-1].reading == EnergyReading(
        TimeClass.HPH,
        date(2021, 12, 9),
        date(2022, 1, 9),
        Decimal(19_405),
        ReadingNature.REAL,
    )


def test_xml_and_csv_say_the_same_registers() -> None:
    from_xml = parse("a", demo("flux_c4/R171.xml")).index_readings
    from_csv = parse("b", demo("c4_fr/c4_index_r171_2022-02-03.csv")).index_readings
    assert len(from_xml) == 28
    assert set(from_xml) == set(from_csv)
    # 02:37:56 in legal time, in winter.
    assert {index.reading.read_at for index in from_xml} == {
        datetime(2022, 2, 3, 1, 37, 56, tzinfo=UTC)
    }
    values = {
        (i.reading.quantity, i.reading.time_class): (i.reading.value, i.reading.unit)
        for i in from_xml
    }
    assert values[Quantity.EA, TimeClass.HPH] == (429_229_000, "Wh")
    assert values[Quantity.PMA, TimeClass.HPH] == (86_000, "VA")
    assert values[Quantity.ERC, TimeClass.HCE] == (1_467_000, "VArh")


def test_r4q_in_kilowatts_has_the_active_and_the_reactive_curve() -> None:
    active, reactive = parse("R4Q.xml", demo("flux_c4/R4Q.xml")).curves
    assert (active.channel, reactive.channel) == (Channel.ACTIVE, Channel.REACTIVE_INDUCTIVE)
    assert str(active.curve.start) == "2022-02-01T23:00:00"
    assert active.curve.power_w[:3].tolist() == [28_000, 29_000, 31_000]
    assert reactive.curve.power_w[:3].tolist() == [2_000, 1_000, 2_000]
    assert len(active.curve) == len(reactive.curve) == 144


@pytest.mark.parametrize(
    ("path", "channel", "first"),
    [
        ("flux_c4/ConsultationMesuresDetaillees_C4_PA.xml", Channel.ACTIVE, 34_000),
        ("flux_c4/ConsultationMesuresDetaillees_C4_PRI.xml", Channel.REACTIVE_INDUCTIVE, 2_000),
    ],
)
def test_detailed_answers_have_a_week(path: str, channel: Channel, first: int) -> None:
    (point,) = parse(path, demo(path)).curves
    assert (point.channel, len(point.curve), point.curve.power_w[0]) == (channel, 1_008, first)
    assert str(point.curve.start) == "2022-01-04T23:00:00"


def test_flow_answer_and_hdm_agree_on_their_common_days() -> None:
    hdm = parse("a", demo(HDM)).curves[0].curve
    answer = parse("b", demo("flux_c4/ConsultationMesuresDetaillees_C4_PA.xml")).curves[0].curve
    first = int((answer.start - hdm.start) / np.timedelta64(600, "s"))
    assert np.array_equal(hdm.power_w[first : first + 1_008], answer.power_w)


def test_zeros_of_the_buildings_are_missing_and_counted() -> None:
    parsed = parse("c.csv.gz", demo("cambridge/cambridge_horaire_kwh_2019_2022.csv.gz"))
    missing = {c.label: int((c.curve.status == 0).sum()) for c in parsed.curves}
    assert missing == {
        "b0": 0, "b4": 93, "b11": 74, "b70": 47, "b86": 23, "b41": 104,
        "b25": 46, "b23": 327, "b82": 24, "b26": 115, "b37": 232, "b109": 58,
    }  # fmt: skip
    assert {len(c.curve) for c in parsed.curves} == {35_064}
    assert all(c.prm is None for c in parsed.curves)
    assert parsed.labels_without_prm == tuple(missing)
    assert len(parsed.notes) == 11
    assert parsed.notes[0].startswith("Bâtiment b4\u202f: 93 heures")


def test_temperatures_by_region_and_of_one_place() -> None:
    regions = parse(
        "t", demo("temperature_fr/temperature_quotidienne_regionale_2016_2022.csv")
    ).temperatures
    assert len(regions) == 30_836
    assert len({t.region_code for t in regions}) == 13
    bedford = parse("t", demo("cambridge/bedford_temperature_quotidienne_2018_2022.csv"))
    assert len(bedford.temperatures) == 1_826
    first = bedford.temperatures[0]
    assert (first.day, first.min_c, first.max_c, first.mean_c, first.region_code) == (
        date(2018, 1, 1), 4.1, 6.6, 5.17, None,
    )  # fmt: skip
