import json

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from components.figures.load_curve import MOST_POINTS, is_reduced, load_curve_line
from services.domain.load_curve import LoadCurve
from tests.components.figure_reading import checked, names, numbers, trace
from tests.components.histories import curve

WINTER_DAY = "2021-11-30T23:00"
AUTUMN_DAY = "2021-10-30T22:00"
SPRING_DAY = "2021-03-27T23:00"
NEW_YEAR = "2020-12-31T23:00"
YEAR = 52_560


def test_power_is_drawn_in_whole_watts_named_in_kilowatts() -> None:
    figure = checked(load_curve_line(curve(WINTER_DAY, [1500, 23_400] * 12)))
    line = trace(figure, "Puissance")

    assert names(figure) == ["Puissance"]
    assert line.y["dtype"] == "u2"
    assert numbers(line.y)[:2].tolist() == [1500, 23_400]
    assert (line.x0, line.dx) == (0, 1)
    assert figure.layout.xaxis.range == (0, 24)
    assert figure.layout.yaxis.range == (0, 25_000)
    assert figure.layout.yaxis.tickvals == (0, 5000, 10_000, 15_000, 20_000, 25_000)
    assert figure.layout.yaxis.ticktext == ("0", "5", "10", "15", "20", "25")
    assert figure.layout.yaxis.title.text == "Puissance (kW)"
    assert figure.layout.xaxis.title.text == "Heure locale (Europe/Paris)"


def test_small_powers_are_named_in_tenths_of_a_kilowatt() -> None:
    axis = checked(load_curve_line(curve(WINTER_DAY, [450] * 24))).layout.yaxis

    assert axis.ticktext == ("0,0", "0,1", "0,2", "0,3", "0,4", "0,5")
    assert axis.tickvals == (0, 100, 200, 300, 400, 500)


def test_powers_beyond_sixteen_bits_are_whole_too() -> None:
    line = trace(checked(load_curve_line(curve(WINTER_DAY, [65_535, 65_536]))), "Puissance")

    assert line.y["dtype"] == "i4"
    assert numbers(line.y).tolist() == [65_535, 65_536]


def test_a_gap_breaks_the_line_and_is_hatched() -> None:
    figure = checked(load_curve_line(curve(WINTER_DAY, [5000, 5000, -1, -1, 5001] + [5000] * 19)))
    power = numbers(trace(figure, "Puissance").y)
    band = trace(figure, "Données manquantes")

    assert np.isnan(power).tolist()[:6] == [False, False, True, True, False, False]
    assert power[4] == 5001
    assert (band.x, band.width) == ((3,), (2,))
    assert figure.layout.meta["gaps"] == [[2, 4]]
    # plotly.js would fill straight across the gap: the area lies at zero there.
    area = numbers(trace(figure, "Aire sous la courbe").y)
    assert area.tolist()[1:5] == [5000, 0, 0, 5001]
    assert trace(figure, "Puissance").fill is None


def test_estimated_points_are_dotted_up_to_their_neighbours() -> None:
    status = np.array([1, 1, 2, 2, 1, 0], dtype=np.uint8)
    power_w = np.array([1000, 2000, 3000, 4000, 5000, 0], dtype=np.int32)
    known = LoadCurve(np.datetime64(WINTER_DAY, "s"), 3600, power_w, status)
    figure = checked(load_curve_line(known))
    line = trace(figure, "Puissance estimée")

    assert line.line.dash == "dot"
    assert np.isnan(numbers(line.y)).tolist() == [True, False, False, False, False, True]
    assert np.isnan(numbers(trace(figure, "Puissance").y)).tolist() == [
        False, False, True, True, False, True,
    ]  # fmt: skip


def test_the_hour_that_october_repeats_is_drawn_twice() -> None:
    layout = checked(load_curve_line(curve(AUTUMN_DAY, [1000] * 25))).layout

    assert layout.xaxis.range == (0, 25)
    assert layout.xaxis.ticktext[:3] == ("0\u202fh", "3\u202fh", "6\u202fh")
    # From midnight to three there are four hours that night.
    assert layout.xaxis.tickvals[:3] == (0, 4, 7)


def test_the_hour_that_march_skips_takes_no_room() -> None:
    layout = checked(load_curve_line(curve(SPRING_DAY, [1000] * 23))).layout

    assert layout.xaxis.range == (0, 23)
    assert layout.xaxis.tickvals[:2] == (0, 2)


def test_days_are_named_in_their_middle_and_parted_at_local_midnight() -> None:
    layout = checked(load_curve_line(curve(AUTUMN_DAY, [1000] * (25 + 24 + 24)))).layout

    assert layout.xaxis.ticktext == ("dim. 31 oct.", "lun. 1er nov.", "mar. 2 nov.")
    assert layout.xaxis.tickvals == (12.5, 37, 61)
    assert layout.xaxis.minor.tickvals == (25, 49)
    assert layout.meta["narrow"] == ["31 oct.", "1er nov.", "2 nov."]


def test_some_months_are_named_by_their_mondays() -> None:
    # Monday 1 March 2021 to the end of May, with the change of hour on Sunday 28 March.
    layout = checked(load_curve_line(curve("2021-02-27T23:00", [1000] * (24 * 93 - 1)))).layout

    assert layout.xaxis.ticktext[:5] == ("1er mars", "8 mars", "15 mars", "22 mars", "29 mars")
    assert layout.xaxis.tickvals[:5] == (24, 192, 360, 528, 695)
    assert layout.xaxis.minor.tickvals == layout.xaxis.tickvals
    assert layout.xaxis.ticktext[-1] == "31 mai"


def test_a_year_is_named_by_its_months() -> None:
    layout = checked(load_curve_line(curve(NEW_YEAR, [1000] * YEAR, step_s=600))).layout

    assert len(layout.xaxis.ticktext) == 12
    assert layout.xaxis.ticktext[6] == "juil. 2021"
    assert layout.xaxis.tickvals[0] == 31 * 144 / 2
    # April begins after a month of 31 days less an hour.
    assert layout.xaxis.minor.tickvals[:3] == (31 * 144, 59 * 144, 90 * 144 - 6)


def test_up_to_five_thousand_points_are_all_drawn() -> None:
    whole = curve(NEW_YEAR, [1000] * MOST_POINTS, step_s=600)
    more = curve(NEW_YEAR, [1000] * (MOST_POINTS + 1), step_s=600)

    assert len(numbers(trace(checked(load_curve_line(whole)), "Puissance").y)) == 5000
    assert (is_reduced(whole), is_reduced(more)) == (False, True)
    assert [checked(load_curve_line(c)).layout.meta["reduced"] for c in (whole, more)] == [
        False,
        True,
    ]


def test_many_points_are_reduced_and_the_peak_is_kept() -> None:
    power_w = np.tile([1000, 2000], YEAR // 2)
    power_w[31_415] = 99_001
    figure = load_curve_line(curve(NEW_YEAR, power_w.tolist(), step_s=600))
    line = trace(checked(figure), "Puissance")
    steps, power = numbers(line.x), numbers(line.y)

    assert len(power) <= 2200
    assert (power.max(), steps[power.argmax()]) == (99_001, 31_415)
    assert (steps[0], steps[-1]) == (0, YEAR - 1)
    assert line.x["dtype"] == "u2"
    assert len(json.dumps(figure)) < 22_000


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.integers(0, 3000), st.integers(MOST_POINTS + 1, YEAR))
def test_the_highest_point_drawn_is_the_highest_of_all(seed: int, gaps: int, count: int) -> None:
    random = np.random.default_rng(seed)
    status = np.ones(count, dtype=np.uint8)
    status[random.integers(0, count, gaps)] = 0
    status[random.integers(0, count, gaps)] = 2
    power_w = np.where(status == 0, 0, random.integers(0, 250_000, count)).astype(np.int32)
    figure = load_curve_line(LoadCurve(np.datetime64(NEW_YEAR, "s"), 600, power_w, status))
    drawn = {t["name"]: t for t in figure["data"]}  # type: ignore[attr-defined]
    lines = [numbers(drawn[n]["y"]) for n in ("Puissance", "Puissance estimée") if n in drawn]

    assert np.nanmax(np.concatenate(lines)) == power_w.max()
    assert len(lines[0]) < 5_500
    assert len(json.dumps(figure)) < 150_000


def test_a_reduced_curve_keeps_its_gaps() -> None:
    power_w = [1000] * 20_000
    power_w[8000:8100] = [-1] * 100
    power_w[12_000] = -1
    figure = checked(load_curve_line(curve(NEW_YEAR, power_w, step_s=600)))
    bucket = 19

    assert np.isnan(numbers(trace(figure, "Puissance").y)).any()
    gaps = figure.layout.meta["gaps"]
    assert gaps == [[8000, 8100], [12_000 - bucket // 2, 12_000 + bucket // 2 + 1]]
    assert trace(figure, "Données manquantes").width == (100, bucket)
