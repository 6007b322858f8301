import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from dash import dcc, html
from dash.development.base_component import Component

from components.brush import BRUSH, WholeDays, all_days_button, brush, whole_days
from components.charts import Kind, chart, legend, summary_id
from components.figures.consumption import consumption_bars
from services.domain.readings import ReadingNature
from tests.components.histories import autumn_2015, history_of, read_month


def every(component: Component) -> Iterator[Any]:
    yield component
    for inner in component._traverse():
        if isinstance(inner, Component):
            yield inner


def with_property(component: Component, name: str) -> list[Any]:
    return [each for each in every(component) if hasattr(each, name)]


def words(component: Component) -> str:
    """Return the texts that stand alone or among other children."""
    contents = (getattr(each, "children", None) for each in every(component))
    lists = (each if isinstance(each, list) else [each] for each in contents)
    return " ".join(inner for each in lists for inner in each if isinstance(inner, str))


def build(kind: Kind) -> Component:
    return chart(
        "c",
        consumption_bars(autumn_2015()),
        title_id="title",
        summary="En une phrase.",
        height_class="chart-tall",
        kind=kind,
    )


def test_a_chart_is_a_named_and_described_figure() -> None:
    figure = build("bars")
    (summary,) = (each for each in every(figure) if getattr(each, "id", None) == summary_id("c"))

    assert isinstance(figure, html.Figure)
    assert figure.to_plotly_json()["props"]["aria-labelledby"] == "title"
    assert figure.to_plotly_json()["props"]["aria-describedby"] == "c-summary"
    assert summary.children == "En une phrase."


def test_a_chart_sends_nothing_to_a_third_party() -> None:
    (graph,) = (each for each in every(build("bars")) if isinstance(each, dcc.Graph))
    config = graph.to_plotly_json()["props"]["config"]

    assert config["showSendToCloud"] is False
    assert config["displayModeBar"] is False
    assert config["locale"] == "fr"


def test_a_chart_takes_the_keys_and_announces() -> None:
    figure = build("bars")
    (stage,) = with_property(figure, "tabIndex")

    assert stage.tabIndex == 0
    assert [getattr(each, "aria-live") for each in with_property(figure, "aria-live")] == ["polite"]


def test_only_a_curve_can_be_zoomed() -> None:
    assert "Réinitialiser le zoom" in words(build("curve"))
    assert "Réinitialiser le zoom" not in words(build("bars"))


def test_a_simplified_curve_says_so() -> None:
    note = "Courbe simplifiée à l’écran"
    (shown,) = with_property(
        chart(
            "c",
            {"data": [], "layout": {}},
            title_id="title",
            summary="",
            height_class="chart-low",
            kind="curve",
            reduced=True,
        ),
        "data-chart-reduced",
    )
    (hidden,) = with_property(build("curve"), "data-chart-reduced")

    assert (shown.hidden, hidden.hidden) == (False, True)
    assert note in shown.children


def test_the_legend_tells_what_is_hidden() -> None:
    buttons = with_property(
        legend("c", autumn_2015(), hidden=frozenset({"HCE"})), "data-chart-code"
    )
    pressed = {getattr(b, "data-chart-code"): getattr(b, "aria-pressed") for b in buttons}

    assert pressed == {
        "HPH": "true", "HCH": "true", "HPE": "true", "HCE": "false", "N-1": "true",
    }  # fmt: skip
    assert {getattr(b, "data-chart-for") for b in buttons} == {"c"}


def test_a_plain_legend_has_no_button() -> None:
    plain = legend("c", autumn_2015(), interactive=False)

    assert not [each for each in every(plain) if isinstance(each, html.Button)]
    assert "HPH" in words(plain)
    assert "Année précédente" not in words(plain)


def test_the_legend_explains_estimates_and_gaps_where_there_are_any() -> None:
    estimated = read_month(
        date(2015, 10, 1), date(2015, 10, 31), (0, 0, 9, 9), nature=ReadingNature.ESTIMATED
    )
    gap = read_month(date(2015, 11, 1), date(2015, 11, 30), (9, 9, 0, 0), missing_share=0.5)

    assert "Estimé" in words(legend("c", history_of(estimated)))
    assert "Données manquantes" in words(legend("c", history_of(gap)))
    assert "Estimé" not in words(legend("c", autumn_2015()))
    assert "Données manquantes" not in words(legend("c", autumn_2015()))


@pytest.fixture
def strip() -> Component:
    days = [(date(2021, 10, 1) + timedelta(days=i), None if i == 3 else 10 + i) for i in range(31)]
    return brush(
        days, date(2021, 10, 12), date(2021, 10, 18), whole=WholeDays(0, 30, is_last_year=False)
    )


def test_the_strip_hands_its_days_to_the_browser(strip: Component) -> None:
    props = strip.to_plotly_json()["props"]

    assert json.loads(props["data-brush-days"])[2:5] == [12, None, 14]
    assert props["data-brush-first"] == "2021-10-01"
    assert props["data-brush-selection"] == "11,17"
    assert props["data-brush-longest"] == "366"
    assert props["data-brush-whole"] == "0,30"
    assert props["data-brush-range"] == "du {first} au {last}"
    (store,) = (each for each in every(strip) if isinstance(each, dcc.Store))
    assert store.to_plotly_json()["props"]["id"] == BRUSH


def test_the_handles_are_sliders_that_say_their_date(strip: Component) -> None:
    handles = with_property(strip, "data-brush-edge")

    assert [getattr(each, "aria-valuetext") for each in handles] == [
        "mardi 12 octobre 2021",
        "lundi 18 octobre 2021",
    ]
    assert [getattr(each, "aria-valuenow") for each in handles] == ["11", "17"]
    assert {each.role for each in handles} == {"slider"}
    assert {each.tabIndex for each in handles} == {0}


@pytest.mark.parametrize(
    ("first", "last", "whole", "name"),
    [
        (date(2021, 1, 1), date(2021, 12, 31), (0, 364), "Toute la période"),
        (date(2021, 3, 1), date(2021, 3, 31), (59, 89), "Toute la période"),
        (date(2020, 6, 1), date(2021, 12, 31), (0, 364), "Toute la période"),
        (date(2021, 1, 1), date(2022, 6, 30), (8, 372), "Un an"),
        (date(2030, 1, 1), date(2030, 12, 31), (8, 372), "Un an"),
    ],
)
def test_one_button_selects_the_period_of_the_page(
    first: date, last: date, whole: tuple[int, int], name: str
) -> None:
    """The strip goes on to 8 January: the readings of a year do not end with it."""
    days = [(date(2021, 1, 1) + timedelta(days=i), 10) for i in range(373)]
    found = whole_days(days, first, last)

    assert (found.start, found.end) == whole
    assert all_days_button(found).children == name


def test_one_button_selects_a_year_where_the_strip_was_cut_to_one() -> None:
    days = [(date(2020, 1, 1) + timedelta(days=i), 10) for i in range(366)]
    ten_years = whole_days(days, date(2011, 1, 1), date(2020, 12, 24), is_cut=True)

    assert (ten_years.start, ten_years.end) == (0, 358)
    assert all_days_button(ten_years).children == "Un an"
    leap_year = whole_days(days, date(2020, 1, 1), date(2020, 12, 31))
    assert (leap_year.start, leap_year.end) == (0, 365)
    assert all_days_button(leap_year).children == "Toute la période"
