import json

import numpy as np

from components.figures.load_curve import load_curve_line, status_spans
from services.domain.load_curve import LoadCurve, PointStatus
from tests.components.figure_reading import checked, names, numbers, trace
from tests.components.histories import curve

WINTER_DAY = "2021-11-30T23:00"
AUTUMN_DAY = "2021-10-30T22:00"
SPRING_DAY = "2021-03-27T23:00"


def test_power_is_drawn_in_kilowatts_over_elapsed_seconds() -> None:
    figure = checked(load_curve_line(curve(WINTER_DAY, [1500, 23_400] * 12)))
    line = trace(figure, "Puissance")

    assert names(figure) == ["Puissance"]
    assert np.allclose(numbers(line.y)[:2], [1.5, 23.4], atol=1e-5)
    assert (line.x0, line.dx) == (0, 3600)
    assert figure.layout.xaxis.range == (0, 86_400)
    assert figure.layout.yaxis.range == (0, 25)
    assert figure.layout.yaxis.title.text == "Puissance (kW)"
    assert figure.layout.xaxis.title.text == "Heure locale (Europe/Paris)"


def test_a_gap_breaks_the_line_and_is_hatched() -> None:
    figure = checked(load_curve_line(curve(WINTER_DAY, [5000, 5000, -1, -1, 5000] + [5000] * 19)))
    power = numbers(trace(figure, "Puissance").y)
    band = trace(figure, "Données manquantes")

    assert np.isnan(power).tolist()[:6] == [False, False, True, True, False, False]
    assert (band.x, band.width) == ((3 * 3600,), (2 * 3600,))
    assert figure.layout.meta["gaps"] == [(7200, 14_400)]
    # plotly.js would fill straight across the gap: the area lies at zero there.
    assert numbers(trace(figure, "Aire sous la courbe").y).tolist()[1:5] == [5, 0, 0, 5]
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
    assert figure.layout.meta["estimated"] == [(7200, 14_400)]


def test_the_hour_that_october_repeats_is_drawn_twice() -> None:
    layout = checked(load_curve_line(curve(AUTUMN_DAY, [1000] * 25))).layout

    assert layout.xaxis.range == (0, 25 * 3600)
    assert layout.xaxis.ticktext[:3] == ("0\u202fh", "3\u202fh", "6\u202fh")
    # From midnight to three there are four hours that night.
    assert layout.xaxis.tickvals[:3] == (0, 4 * 3600, 7 * 3600)


def test_the_hour_that_march_skips_takes_no_room() -> None:
    layout = checked(load_curve_line(curve(SPRING_DAY, [1000] * 23))).layout

    assert layout.xaxis.range == (0, 23 * 3600)
    assert layout.xaxis.tickvals[:2] == (0, 2 * 3600)


def test_days_are_named_in_their_middle_and_parted_at_local_midnight() -> None:
    layout = checked(load_curve_line(curve(AUTUMN_DAY, [1000] * (25 + 24 + 24)))).layout

    assert layout.xaxis.ticktext == ("dim. 31 oct.", "lun. 1er nov.", "mar. 2 nov.")
    assert layout.xaxis.tickvals == (45_000, 37 * 3600, 61 * 3600)
    assert layout.xaxis.minor.tickvals == (25 * 3600, 49 * 3600)
    assert layout.meta["narrow"] == ["31 oct.", "1er nov.", "2 nov."]


def test_a_year_is_named_by_its_months() -> None:
    layout = checked(load_curve_line(curve("2020-12-31T23:00", [1000] * 24 * 365))).layout

    assert len(layout.xaxis.ticktext) == 12
    assert layout.xaxis.ticktext[6] == "juil. 2021"


def test_many_points_are_reduced_and_the_peak_is_kept() -> None:
    power_w = np.tile([1000, 2000], 26_280)
    power_w[31_415] = 99_000
    year = curve("2020-12-31T23:00", power_w.tolist(), step_s=600)
    figure = load_curve_line(year, max_points=2000)
    line = trace(checked(figure), "Puissance")
    elapsed, power = numbers(line.x), numbers(line.y)

    assert len(power) <= 2000
    assert power.max() == 99
    assert elapsed[power.argmax()] == 31_415 * 600
    assert elapsed[0] == 0
    assert elapsed[-1] == 52_559 * 600
    assert len(json.dumps(figure)) < 30_000


def test_a_reduced_curve_keeps_its_gaps() -> None:
    power_w = [1000] * 20_000
    power_w[8000:8010] = [-1] * 10
    figure = checked(load_curve_line(curve("2020-12-31T23:00", power_w, step_s=600)))

    assert np.isnan(numbers(trace(figure, "Puissance").y)).any()
    assert figure.layout.meta["gaps"] == [(8000 * 600, 8010 * 600)]


def test_spans_are_half_open_and_reach_the_ends() -> None:
    assert status_spans(curve(WINTER_DAY, [-1, 1000, -1, -1]), PointStatus.MISSING) == [
        (0, 3600),
        (7200, 14_400),
    ]
