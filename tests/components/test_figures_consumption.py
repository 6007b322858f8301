from dataclasses import replace
from datetime import date

import pytest

from components.figures.consumption import consumption_bars, home_bars
from services.domain.consumption import ConsumptionHistory, Granularity
from services.domain.readings import ReadingNature
from tests.components.figure_reading import checked, names, trace
from tests.components.histories import autumn_2015, history_of, measured_days, read_month


def test_there_is_one_trace_per_class_and_one_for_the_year_before() -> None:
    figure = checked(consumption_bars(autumn_2015()))

    assert names(figure) == [
        "Année précédente", "HPH - Relevé", "HCH - Relevé", "HPE - Relevé", "HCE - Relevé",
    ]  # fmt: skip
    assert trace(figure, "HPE - Relevé").y == (None, 1962, 978)
    assert trace(figure, "HCE - Relevé").y == (None, 1874, 900)
    assert trace(figure, "Année précédente").y == (3498, 3544, 2002)


def test_segments_stand_on_one_another() -> None:
    figure = checked(consumption_bars(autumn_2015()))

    assert trace(figure, "HPH - Relevé").base == (0, 0, 0)
    assert trace(figure, "HCH - Relevé").base == (2266, 0, 0)
    assert trace(figure, "HCE - Relevé").base == (3715, 1962, 978)


def test_a_hidden_class_leaves_no_hole_in_the_stack() -> None:
    figure = checked(consumption_bars(autumn_2015(), hidden=frozenset({"HPE", "N-1"})))

    assert trace(figure, "HPE - Relevé").visible is False
    assert trace(figure, "Année précédente").visible is False
    assert trace(figure, "HCE - Relevé").visible is True
    assert trace(figure, "HCE - Relevé").base == (3715, 0, 0)


def test_axes_are_named_in_french_and_hold_the_highest_bar() -> None:
    layout = checked(consumption_bars(autumn_2015())).layout

    assert layout.yaxis.title.text == "Énergie (kWh)"
    assert layout.xaxis.title.text == "Mois"
    assert layout.xaxis.ticktext == ("mars", "sept.", "oct.")
    assert layout.yaxis.range == (0, 4000)
    assert layout.yaxis.dtick == 1000
    assert layout.separators == ",\u202f"


def test_the_tooltip_names_the_reading_date_and_the_year_before() -> None:
    meta = checked(consumption_bars(autumn_2015())).layout.meta

    assert meta["titles"][1:] == [
        "Septembre 2015, relevé le 01/10/2015",
        "Octobre 2015, relevé le 31/10/2015",
    ]
    assert meta["previous"][2] == ["Octobre 2014", 2002]
    assert meta["selected"] == 2


@pytest.mark.parametrize(
    ("nature", "title"),
    [
        (ReadingNature.ESTIMATED, "Octobre 2015, estimé au 31/10/2015"),
        (ReadingNature.SELF_READ, "Octobre 2015, index déclaré le 31/10/2015"),
    ],
)
def test_the_nature_of_a_reading_is_always_said(nature: ReadingNature, title: str) -> None:
    month = read_month(date(2015, 10, 1), date(2015, 10, 31), (0, 0, 978, 900), nature=nature)

    assert checked(consumption_bars(history_of(month))).layout.meta["titles"] == [title]


def test_an_estimated_period_is_paler_and_marked() -> None:
    real = read_month(date(2015, 9, 1), date(2015, 10, 1), (0, 0, 1962, 1874))
    estimated = read_month(
        date(2015, 10, 1), date(2015, 10, 31), (0, 0, 978, 900), nature=ReadingNature.ESTIMATED
    )
    figure = checked(consumption_bars(history_of(real, estimated)))

    assert trace(figure, "HPE - Relevé").marker.color == ("#BF5410", "#E5BB9F")
    assert trace(figure, "HCE - Relevé").marker.pattern.bgcolor == ("#EFB93F", "#F9E3B2")
    assert figure.layout.meta["estimated"] == [1]
    assert figure.layout.meta["notes"] == {"1": ["Consommation estimée"]}


def test_missing_data_are_hatched_and_never_a_bar() -> None:
    full = read_month(date(2015, 8, 1), date(2015, 8, 31), (0, 0, 400, 400))
    partly = read_month(date(2015, 9, 1), date(2015, 9, 30), (0, 0, 900, 100), missing_share=0.124)
    nothing = read_month(
        date(2015, 10, 1), date(2015, 10, 31), (0, 0, 0, 0), missing_share=1, previous_kwh=2002
    )
    figure = checked(consumption_bars(history_of(full, partly, nothing)))
    band = trace(figure, "Données manquantes")
    top = figure.layout.yaxis.range[1]

    assert band.y[0] is None
    assert band.y[2] == top
    assert 0 < band.y[1] < top / 10
    assert trace(figure, "HPE - Relevé").y[2] is None
    assert figure.layout.meta["notes"] == {
        "1": ["Données manquantes\u202f: 12\u202f% du temps"],
        "2": ["Données manquantes\u202f: 100\u202f% du temps"],
    }


def test_days_come_from_the_curve_and_show_their_month_when_there_are_two() -> None:
    figure = checked(consumption_bars(measured_days(date(2021, 10, 30), 4)))

    assert names(figure)[0] == "HPH - Courbe de charge"
    assert figure.layout.xaxis.title.text == "Jour"
    assert figure.layout.xaxis.ticktext == ("30", "31", "1<br>nov.", "2")
    assert figure.layout.meta["titles"][2] == "Lundi 1er novembre 2021"


def test_days_of_one_month_are_numbers() -> None:
    figure = checked(consumption_bars(measured_days(date(2021, 10, 1), 31)))

    assert figure.layout.xaxis.ticktext == tuple(str(day) for day in range(1, 32))


def test_years_and_a_single_bar() -> None:
    year = read_month(date(2019, 1, 1), date(2020, 1, 1), (90_000, 60_000, 70_000, 50_000))
    history = ConsumptionHistory(Granularity.YEAR, date(2019, 1, 1), date(2020, 1, 1), (year,))
    layout = checked(consumption_bars(history)).layout

    assert layout.xaxis.ticktext == ("2019",)
    assert layout.xaxis.range == (-0.5, 0.5)
    assert layout.yaxis.range == (0, 300_000)


@pytest.mark.parametrize(
    ("start", "end", "label"),
    [
        (date(2019, 1, 1), date(2020, 1, 1), "2019"),
        (date(2019, 1, 4), date(2020, 1, 1), "2019"),
        (date(2019, 12, 31), date(2020, 1, 1), "2019<br>1 jour"),
        (date(2019, 1, 1), date(2019, 1, 26), "2019<br>25 jours"),
        (date(2019, 11, 1), date(2020, 1, 1), "2019<br>2 mois"),
        (date(2019, 1, 1), date(2019, 12, 1), "2019<br>11 mois"),
    ],
)
def test_a_year_that_is_not_whole_says_how_much_of_it_there_is(
    start: date, end: date, label: str
) -> None:
    year = replace(read_month(start, end, (9, 9, 0, 0)), anchor=date(2019, 1, 1))
    history = ConsumptionHistory(Granularity.YEAR, date(2019, 1, 1), date(2020, 1, 1), (year,))
    layout = checked(consumption_bars(history)).layout

    assert layout.xaxis.ticktext == (label,)
    assert layout.meta["narrow"] == ["2019"]


def test_ten_years_of_months_carry_the_year_at_each_january() -> None:
    months = [
        read_month(date(year, month, 1), date(year, month, 28), (10, 10, 0, 0))
        for year in range(2006, 2016)
        for month in range(1, 13)
    ]
    ticks = checked(consumption_bars(history_of(*months))).layout.xaxis.ticktext

    assert len(ticks) == 120
    assert ticks[0] == "janv.<br>2006"
    assert ticks[13] == "févr."
    assert ticks[108] == "janv.<br>2015"


def test_each_slot_leads_somewhere_only_where_told() -> None:
    linked = consumption_bars(autumn_2015(), links=["/a", "/b", "/c"], selected=1)

    assert checked(linked).layout.meta["links"] == ["/a", "/b", "/c"]
    assert checked(linked).layout.meta["selected"] == 1
    assert checked(consumption_bars(autumn_2015())).layout.meta["links"] == []


def test_the_home_chart_has_no_year_before_nor_its_height() -> None:
    figure = checked(home_bars(autumn_2015()))

    assert "Année précédente" not in names(figure)
    assert figure.layout.meta["compact"] is True


def test_no_period_at_all_is_still_a_figure() -> None:
    history = ConsumptionHistory(Granularity.MONTH, date(2015, 1, 1), date(2015, 1, 1), ())

    assert checked(consumption_bars(history)).layout.xaxis.ticktext == ()
