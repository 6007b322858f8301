from pathlib import Path

import numpy as np
import pytest

from components import theme
from components.figures.consumption import consumption_bars, home_bars
from components.figures.frame import encode_array, encode_whole, nice_scale
from components.figures.load_curve import load_curve_line
from tests.components.figure_reading import colours
from tests.components.histories import autumn_2015, curve

PALETTE = Path(__file__).parents[2] / "assets" / "js" / "palette.js"


@pytest.mark.parametrize(
    ("highest", "top", "step"),
    [
        (4115, 5000, 1000),
        (3847, 4000, 1000),
        (1878, 2000, 500),
        (1001, 1500, 500),
        (26.2, 30, 10),
        (5, 5, 1),
        (1, 1, 1),
        (0, 1, 1),
    ],
)
def test_a_scale_has_three_to_five_round_intervals(highest: float, top: float, step: float) -> None:
    scale = nice_scale(highest)

    assert (scale.top, scale.step) == (top, step)


def test_small_powers_have_decimal_steps() -> None:
    scale = nice_scale(0.9, smallest_step=0.1)

    assert scale.top == pytest.approx(1.0)
    assert scale.step == pytest.approx(0.2)


def test_arrays_are_little_endian_base64() -> None:
    assert encode_array(np.array([1, 256], dtype=np.int32)) == {
        "dtype": "i4",
        "bdata": "AQAAAAABAAA=",
    }
    assert encode_array(np.array([1.5], dtype=np.float32)) == {"dtype": "f4", "bdata": "AADAPw=="}


def test_whole_numbers_take_two_bytes_where_they_can() -> None:
    assert encode_whole(np.array([1, 65_535])) == {"dtype": "u2", "bdata": "AQD//w=="}
    assert encode_whole(np.array([65_536])) == {"dtype": "i4", "bdata": "AAABAA=="}


def test_every_colour_of_a_figure_has_a_dark_one() -> None:
    figures = [
        consumption_bars(autumn_2015()),
        home_bars(autumn_2015()),
        load_curve_line(curve("2021-11-30T23:00", [1000, -1, 2000])),
    ]
    used = {colour for figure in figures for colour in colours(figure)}

    assert used - theme.dark_by_light().keys() == {"rgba(0,0,0,0)"}


def test_a_light_colour_has_one_role_only() -> None:
    shades = [value for value in vars(theme).values() if isinstance(value, theme.Shade)]
    lights = [shade.light for shade in shades]

    assert len(set(lights)) == len(lights)


def test_the_browser_has_the_same_colours() -> None:
    assert PALETTE.read_text("utf-8") == theme.palette_script()
