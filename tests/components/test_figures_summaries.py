from datetime import date

from components.figures.summaries import bars_summary, curve_summary
from services.domain.consumption import ConsumptionHistory, Granularity
from tests.components.histories import autumn_2015, curve, history_of, measured_days, read_month


def test_the_bars_in_one_sentence() -> None:
    assert bars_summary(autumn_2015()) == (
        "Consommation par mois de mars 2015 à octobre 2015\u202f: 9\u202f429\u202fkWh au total, "
        "de 1\u202f878\u202fkWh (octobre 2015) à 3\u202f836\u202fkWh (septembre 2015)."
    )


def test_days_are_named_whole() -> None:
    assert bars_summary(measured_days(date(2021, 10, 30), 2)).startswith(
        "Consommation par jour du samedi 30 octobre 2021 au dimanche 31 octobre 2021\u202f: 100"
    )


def test_a_period_without_data_is_not_the_lowest() -> None:
    known = read_month(date(2015, 9, 1), date(2015, 10, 1), (0, 0, 1962, 1874))
    unknown = read_month(date(2015, 10, 1), date(2015, 10, 31), (0, 0, 0, 0), missing_share=1)

    assert bars_summary(history_of(known, unknown)) == (
        "Consommation, septembre 2015\u202f: 3\u202f836\u202fkWh."
    )


def test_nothing_to_show_is_said() -> None:
    history = ConsumptionHistory(Granularity.MONTH, date(2015, 1, 1), date(2015, 1, 1), ())

    assert bars_summary(history) == "Aucune consommation à afficher."


def test_the_curve_in_one_sentence() -> None:
    day = [2000] * 24
    day[16] = 26_400

    assert curve_summary(curve("2021-11-30T23:00", day)) == (
        "Puissance moyenne par pas de 60 min, du 01/12/2021 au 01/12/2021\u202f: de "
        "2,0\u202fkW à 26,4\u202fkW, le maximum le mercredi 1er décembre 2021 à "
        "16\u202fh\u202f00."
    )


def test_missing_data_are_said() -> None:
    assert curve_summary(curve("2021-11-30T23:00", [2000] * 18 + [-1] * 6)).endswith(
        "25,0\u202f% des données manquent."
    )
    assert curve_summary(curve("2021-11-30T23:00", [-1] * 24)) == (
        "Aucune puissance connue du 01/12/2021 au 01/12/2021."
    )


def test_a_simplified_curve_is_said_to_be_one() -> None:
    note = (
        "Courbe simplifiée à l’écran\u202f: les minimums et les maximums sont conservés. "
        "Choisissez moins de jours pour voir chaque point."
    )
    long = [2000] * 5001
    long[4321] = 26_400
    sentence = curve_summary(curve("2020-12-31T23:00", long, step_s=600))

    assert "de 2,0\u202fkW à 26,4\u202fkW" in sentence
    assert sentence.endswith(note)
    assert "simplifiée" not in curve_summary(curve("2020-12-31T23:00", long[:-1], step_s=600))
