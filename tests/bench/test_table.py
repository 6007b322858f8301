"""The printed table and its last sentence."""

from tests.bench.lines import Line
from tests.bench.table import render_table, render_verdict

LINES = [
    Line("browser", "first load, kB", "700", "8203", "0.085", "≤ 720 kB", ok=True),
    Line("browser", "server CPU, ms", "36.7", "110.0", "0.33", "≤ 0.08 ×", ok=False),
    Line("store", "points", "12"),
]


def test_the_table_has_a_cell_for_everything() -> None:
    assert render_table(LINES).splitlines() == [
        "| figure         | ours | plain Dash | ratio |   target |      |",
        "| -------------- | ---: | ---------: | ----: | -------: | ---: |",
        "| first load, kB |  700 |       8203 | 0.085 | ≤ 720 kB |   ok |",
        "| server CPU, ms | 36.7 |      110.0 |  0.33 | ≤ 0.08 × | MISS |",
        "| points         |   12 |            |       |          |      |",
    ]


def test_the_verdict_names_what_is_missed() -> None:
    assert render_verdict(LINES) == "1 of 2 targets met; missed: server CPU, ms"
    assert render_verdict(LINES[:1]) == "1 of 1 targets met"
    assert render_verdict(LINES[2:]) == ""
