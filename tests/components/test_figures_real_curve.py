"""The curve of the real C4 site, years long: what is drawn of it against all of its points."""

from pathlib import Path

import numpy as np
import pytest

import services
from components.figures.load_curve import load_curve_line
from components.figures.summaries import curve_summary
from services.domain.load_curve import LoadCurve, PointStatus
from services.imports.parsing import parse
from services.kernel import formats
from tests.components.figure_reading import checked, numbers, trace

FILE = (
    Path(services.__file__).parent
    / "demonstration"
    / "demo_data"
    / "c4_fr"
    / "Enedis_SGE_HDM_C4_CDC_brut.csv"
)
YEAR = 365 * 144


@pytest.fixture(scope="module")
def years() -> list[LoadCurve]:
    """Return the file’s two years."""
    whole = parse(FILE.name, FILE.read_bytes()).curves[0].curve
    starts = range(0, len(whole), YEAR)
    parts = [slice(start, start + YEAR) for start in starts]
    return [
        LoadCurve(
            whole.start + np.timedelta64(part.start * whole.step_s, "s"),
            whole.step_s,
            whole.power_w[part],
            whole.status[part],
        )
        for part in parts
    ]


def test_the_peak_drawn_and_said_is_the_peak_of_the_curve(years: list[LoadCurve]) -> None:
    assert len(years) == 2
    for year in years:
        highest = int(year.power_w[year.status != PointStatus.MISSING].max())
        figure = checked(load_curve_line(year))
        line = trace(figure, "Puissance")
        power = numbers(line.y)

        assert np.nanmax(power) == highest
        assert year.power_w[int(numbers(line.x)[np.nanargmax(power)])] == highest
        said = formats.quantity(highest / 1000, "kW", 1)
        assert f"à {said}, le maximum" in curve_summary(year)


def test_a_year_is_drawn_with_two_points_for_each_pixel_at_most(years: list[LoadCurve]) -> None:
    for year in years:
        line = trace(checked(load_curve_line(year)), "Puissance")
        assert 2000 < len(numbers(line.y)) < 2400
