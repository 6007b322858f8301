"""Cards, tiles and figures."""

from dash import html

from components import cards
from components.cards import Kpi, TileLink
from services.domain.time_classes import TimeClass
from tests.components.tree import value, with_class, with_tag, words


def test_a_card_has_its_title_unit_and_actions() -> None:
    built = cards.card("Puissance", html.P("x"), unit="kVA", actions=[html.A("Ouvrir")])
    assert words(with_class(built, "card-title")[0]) == "PuissancekVA"
    assert words(with_class(built, "card-actions")[0]) == "Ouvrir"
    assert not with_class(cards.card("Puissance", "x"), "card-actions")


def test_a_tile_has_one_link_at_its_end_or_none() -> None:
    built = cards.tile("Relevé", "corps", TileLink("Consommation", "/consommations"))
    (link,) = with_tag(built, "a")
    assert built.children[-1] is link
    assert (words(link), value(link, "href")) == ("Consommation", "/consommations")
    assert not with_tag(cards.tile("Facture", "corps"), "a")


def test_a_figure_keeps_a_narrow_space_before_its_unit() -> None:
    assert words(cards.key_figure("1\u202f878", "kWh")) == "1\u202f878\u202fkWh"
    assert words(cards.key_figure("12")) == "12"


def test_a_kpi_shows_its_series_or_its_alert() -> None:
    strip = cards.kpi_strip(
        [
            Kpi("Heures creuses été", "900", "kWh", "48 %", TimeClass.HCE),
            Kpi("Dépassements", "3 h 10", alert=True),
        ]
    )
    calm, alert = with_class(strip, "kpi")
    assert with_class(calm, "swatch-hce")
    assert words(calm) == "Heures creuses été900\u202fkWh48 %"
    assert "is-alert" in str(value(alert, "className"))
    assert with_class(alert, "icon-triangle-alert")
    assert not with_class(alert, "kpi-note")


def test_every_series_has_a_swatch() -> None:
    names = [value(cards.swatch(name), "className") for name in (*TimeClass, "previous")]
    assert names == [
        "swatch swatch-hph",
        "swatch swatch-hch",
        "swatch swatch-hpe",
        "swatch swatch-hce",
        "swatch swatch-previous",
    ]


def test_a_status_is_an_icon_and_a_word() -> None:
    built = cards.chip("ok", "La facture est réglée.")
    assert value(built, "className") == "chip chip-ok"
    assert with_class(built, "icon-check")
    assert words(built) == "La facture est réglée."
    assert not with_class(cards.chip("neutral", "2 non lus"), "icon")
    assert with_class(cards.chip("danger", "En retard", icon_name="clock"), "icon-clock")


def test_facts_pair_a_label_and_a_value() -> None:
    built = cards.facts([("Solde du compte", "0,00 €")])
    assert [words(c) for c in with_tag(built, "dt") + with_tag(built, "dd")] == [
        "Solde du compte",
        "0,00 €",
    ]


def test_a_note_without_an_icon_of_its_own_has_the_neutral_one() -> None:
    assert with_class(cards.note("neutral", "x"), "icon-info")
    assert value(cards.note("warn", "x"), "className") == "note note-warn"
