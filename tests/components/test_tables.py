"""Tables: headers with a scope, numbers on the right, a total."""

import pytest

from components.tables import Cell, Column, data_table
from services.domain.time_classes import TimeClass
from tests.components.tree import every, tag, value, with_class, with_tag, words

TABLE_PARTS = ("table", "thead", "tbody", "tfoot", "tr", "th", "td")

COLUMNS = [
    Column("Mois", sort_href="?tri=mois", sorted_by="descending"),
    Column("HPE, kWh", "number", TimeClass.HPE),
    Column("Écart", "number"),
]
ROWS: list[list[str | Cell]] = [
    ["Octobre 2015", "978", Cell("−6,2 %", "falling")],
    ["Août 2015", Cell("0", "zero"), "–"],
]


def test_cells_are_headed_by_row_and_column() -> None:
    built = data_table("Consommations", COLUMNS, ROWS, total=["Total", "978", ""])
    heads = with_tag(built, "th")
    assert [value(th, "scope") for th in heads] == ["col"] * 3 + ["row"] * 3
    assert [words(th) for th in heads][3:] == ["Octobre 2015", "Août 2015", "Total"]
    assert words(with_tag(built, "tfoot")[0]) == "Total978"


def test_numbers_are_on_the_right_and_emphasis_is_a_class() -> None:
    cells = with_tag(data_table("Consommations", COLUMNS, ROWS), "td")
    assert [value(td, "className") for td in cells] == [
        "num",
        "num falling",
        "num is-zero",
        "num",
    ]


def test_the_sorted_column_says_so_and_links() -> None:
    mois, hpe, _ = with_tag(data_table("C", COLUMNS, ROWS), "th")[:3]
    assert value(mois, "aria-sort") == "descending"
    assert value(with_tag(mois, "a")[0], "href") == "?tri=mois"
    assert value(hpe, "aria-sort") is None
    assert with_class(hpe, "swatch-hpe")


def test_the_caption_names_the_table_and_the_region_that_scrolls() -> None:
    built = data_table("Consommations", COLUMNS, ROWS)
    (region,) = with_class(built, "table-scroll")
    assert (value(region, "tabIndex"), value(region, "role")) == (0, "region")
    assert value(region, "aria-label") == "Tableau, Consommations"
    (caption,) = with_tag(built, "caption")
    assert (words(caption), value(caption, "className")) == ("Consommations", "visually-hidden")
    shown = data_table("Consommations", COLUMNS, ROWS, caption_visible=True)
    assert value(with_tag(shown, "caption")[0], "className") is None


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        data_table("C", COLUMNS, [["Octobre 2015", "978"]])


def test_a_table_without_rows_still_stands() -> None:
    assert not with_tag(data_table("C", COLUMNS, []), "td")


def test_every_part_keeps_its_role_where_rows_are_drawn_as_cards() -> None:
    built = data_table("C", COLUMNS, ROWS[:1], total=["Total", "978", ""])
    roles = [(tag(part), value(part, "role")) for part in every(built) if tag(part) in TABLE_PARTS]
    row = [("th", "rowheader"), ("td", "cell"), ("td", "cell")]
    assert roles == [
        ("table", "table"),
        *[("thead", "rowgroup"), ("tr", "row"), *[("th", "columnheader")] * 3],
        *[("tbody", "rowgroup"), ("tr", "row"), *row],
        *[("tfoot", "rowgroup"), ("tr", "row"), *row],
    ]


def test_cells_carry_their_columns_label_and_the_main_one_stands_out() -> None:
    columns = [Column("Mois"), Column("HPE, kWh", "number"), Column("Total", "number", main=True)]
    hpe, total = with_tag(data_table("C", columns, [["Mai", "12", Cell("34", "strong")]]), "td")
    assert (value(hpe, "data-label"), value(hpe, "className")) == ("HPE, kWh", "num")
    assert (value(total, "data-label"), value(total, "className")) == (
        "Total",
        "num is-main is-strong",
    )
