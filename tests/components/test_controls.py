"""Segmented controls, buttons and fields."""

from dash import html

from components.controls import (
    ButtonLink,
    Option,
    button_link,
    field,
    icon_button,
    segmented,
    split_button,
)
from tests.components.tree import tag, value, with_class, with_tag, words


def test_a_segmented_control_is_a_named_list_of_links_with_one_current() -> None:
    built = segmented(
        "Pas de temps",
        [Option("Jour", "?pas=jour"), Option("Mois", "?pas=mois", current=True)],
        name="pas",
    )
    assert (tag(built), value(built, "aria-label")) == ("nav", "Pas de temps")
    links = with_class(built, "segment")
    assert [value(a, "href") for a in links] == ["?pas=jour", "?pas=mois"]
    assert [value(a, "aria-current") for a in links] == [None, "true"]
    assert [value(a, "id") for a in links] == ["pas-0", "pas-1"]
    assert all(value(a, "data-spa") == "" for a in links)


def test_a_download_is_left_to_the_browser() -> None:
    built = button_link(ButtonLink("Exporter", "/x.xlsx", "file-spreadsheet", download=True))
    assert value(built, "data-spa") is None
    assert value(built, "download") == ""
    assert value(button_link(ButtonLink("Voir", "/")), "data-spa") == ""


def test_kinds_and_sizes_are_classes() -> None:
    built = button_link(ButtonLink("Revenir", "/"), kind="primary", size="large")
    assert value(built, "className") == "btn btn-primary btn-lg"


def test_the_chevron_of_a_split_button_says_of_what() -> None:
    built = split_button(ButtonLink("Exporter", "/x"), [ButtonLink("CSV", "/y")])
    (chevron,) = with_tag(built, "summary")
    assert value(chevron, "aria-label") == "Exporter\u202f: autres formats"
    (item,) = with_class(built, "menu-item")
    assert (words(item), value(item, "href")) == ("CSV", "/y")
    assert value(with_tag(built, "details")[0], "data-popup") == ""


def test_an_icon_alone_has_a_name_and_a_tooltip() -> None:
    built = icon_button("download", "Exporter", "/x")
    assert (value(built, "aria-label"), value(built, "title")) == ("Exporter", "Exporter")


def test_a_field_ties_its_label_and_tells_hint_and_error() -> None:
    built = field(
        "PRM", html.Div(id="prm"), control_id="prm", hint="14 chiffres", error="Trop court."
    )
    assert value(with_tag(built, "label")[0], "htmlFor") == "prm"
    assert [value(p, "id") for p in with_tag(built, "p")] == ["prm-hint", "prm-error"]
    assert words(built) == "PRM14 chiffresTrop court."
    plain = field("PRM", html.Div(id="prm"), control_id="prm")
    assert not with_tag(plain, "p")
