"""From the rounds' measures to a line with its ratio and verdict."""

from typing import cast

from tests.bench.figures import Figure, make_lines
from tests.bench.lines import Line
from tests.bench.measures import Measured, Rounds

READ = Figure("site.p50", "change of site", "ms", lambda measured: cast("float | None", measured))


def rounds(*pairs: tuple[float | None, float | None]) -> Rounds:
    """Return rounds whose measures are bare numbers, as READ reads them."""
    return [
        {"ours": cast("Measured", ours), "plain": cast("Measured", plain)} for ours, plain in pairs
    ]


def test_a_line_has_medians_and_the_ratio_of_the_middle_round() -> None:
    found = make_lines("browser", [READ], rounds((80, 400), (200, 500), (90, 300)))

    assert found == [
        Line("browser", "change of site, ms", "90", "400", "0.30", "≤ 0.25 ×", ok=False)
    ]


def test_small_ratios_show_three_digits() -> None:
    line = make_lines("browser", [READ], rounds((8, 400)))[0]

    assert (line.ratio, line.verdict) == ("0.020", "ok")


def test_a_figure_of_some_rounds_only_takes_those() -> None:
    line = make_lines("browser", [READ], rounds((100, 400), (None, None)))[0]

    assert (line.ours, line.plain, line.ratio) == ("100", "400", "0.25")


def test_a_figure_of_ours_alone_has_no_ratio() -> None:
    alone = Figure("sign_in.bytes", "sign-in page", "kB", READ.read)
    line = make_lines("browser", [alone], rounds((140, None), (141, None)))[0]

    assert (line.ours, line.plain, line.ratio, line.verdict) == ("140", "", "", "ok")


def test_a_figure_that_was_not_measured_has_no_line() -> None:
    assert make_lines("browser", [READ], rounds((None, 400))) == []
