"""The frame: landmarks, menu, signing out, the selector of the site."""

import json
from dataclasses import replace
from datetime import date

from dash import html

from components import shell, toasts
from components.selector import site_facts, site_selector
from components.shell import Brand, MenuEntry
from services.domain.sites import Site
from tests.components.tree import every, tag, value, with_class, with_tag, words

BRAND = Brand("/w.svg", "/d.svg", "/m.svg")
MENU = [
    MenuEntry("Accueil", "/", "house"),
    MenuEntry("Consommations", "/consommations", "chart-column-stacked", short_label="Conso."),
]
SITE = Site(
    contract_number="C-1",
    prm="30001642617347",
    name="Siège et atelier",
    town="Le Coudray",
    segment="C4",
    holder="Coopérative des Closeaux",
    offer_name="Tarif",
    started_on=date(2014, 2, 1),
    ended_on=None,
    subscribed_kva=(132, 144, 156, 180),
    has_curve=True,
)


def frame(menu: list[MenuEntry]) -> html.Div:
    built = shell.shell(
        menu=menu,
        user_name="Élise Keller",
        holder="Coopérative des Closeaux",
        content=html.Div(id="content"),
        sign_out=shell.sign_out_form("/deconnexion", "secret"),
        brand=BRAND,
    )
    assert isinstance(built, html.Div)
    return built


def sites(count: int) -> list[Site]:
    return [replace(SITE, contract_number=f"C-{n}", name=f"Site {n}") for n in range(count)]


def address(site: Site) -> str:
    return f"/?contrat={site.contract_number}"


def test_the_first_stop_of_the_keyboard_leads_to_the_content() -> None:
    links = [c for c in every(frame(MENU)) if tag(c) in {"a", "button", "summary"}]
    assert words(links[0]) == "Aller au contenu"
    assert value(links[0], "href") == f"#{shell.MAIN}"


def test_the_menu_is_in_the_sidebar_and_in_the_sheet_and_short_below() -> None:
    built = frame(MENU)
    full = [("Accueil", "/"), ("Consommations", "/consommations")]
    for place in (with_class(built, "sidebar")[0], with_tag(built, "dialog")[0]):
        items = [a for a in with_class(place, "nav-item") if tag(a) == "a"]
        assert [(words(a), value(a, "href")) for a in items] == full
    bottom = with_class(built, "bottom-item")
    assert [words(item) for item in bottom] == ["Accueil", "Conso.", "Menu"]
    assert all(value(a, "data-menu") == "" for a in bottom[:-1])


def test_groups_have_their_name_once_and_in_the_order_given() -> None:
    more = [
        *MENU,
        MenuEntry("Factures", "/factures", "receipt-text", "Contrat et paiements"),
        MenuEntry("Règlement par CB", "/reglement", "credit-card", "Contrat et paiements"),
        MenuEntry("Communication", "/messages", "messages-square", "Mon espace", badge=2),
    ]
    sidebar = with_class(frame(more), "sidebar")[0]
    assert [words(g) for g in with_class(sidebar, "nav-group")] == [
        "Contrat et paiements",
        "Mon espace",
    ]
    assert [len(with_tag(ul, "li")) for ul in with_tag(sidebar, "ul")] == [2, 2, 1]
    assert [words(badge) for badge in with_class(sidebar, "badge")] == ["2"]


def test_the_bottom_bar_holds_four_entries_and_the_menu() -> None:
    many = [replace(MENU[0], label=f"P{n}", in_bottom_bar=n != 1) for n in range(8)]
    labels = [words(item) for item in with_class(frame(many), "bottom-item")]
    assert labels == ["P0", "P2", "P3", "P4", "Menu"]


def test_signing_out_is_a_form_that_posts_the_token() -> None:
    for form in with_tag(frame(MENU), "form"):
        assert (value(form, "method"), value(form, "action")) == ("post", "/deconnexion")
        (button,) = with_tag(form, "button")
        assert (value(button, "name"), value(button, "value")) == ("csrf_token", "secret")
    assert len(with_tag(frame(MENU), "form")) == 2


def test_no_id_is_used_twice() -> None:
    ids = [value(c, "id") for c in every(frame(MENU)) if value(c, "id")]
    assert len(ids) == len(set(ids))
    assert {"toasts", "live", "busy-line", "menu-sheet", toasts.TOAST} <= set(ids)


def test_a_page_has_one_main_and_one_title_that_take_the_focus() -> None:
    built = shell.page(shell.top_bar(), shell.page_head("Titre", "Contexte"), html.P("corps"))
    (main,) = with_tag(built, "main")
    (title,) = with_tag(built, "h1")
    assert (value(main, "id"), value(main, "tabIndex"), value(title, "tabIndex")) == (
        shell.MAIN,
        -1,
        -1,
    )
    assert words(main) == "TitreContextecorps"


def test_the_theme_button_has_a_name_for_each_state() -> None:
    faces = with_class(shell.theme_toggle(), "theme-face")
    assert [words(face) for face in faces] == [
        "Thème\u202f: système",
        "Thème\u202f: clair",
        "Thème\u202f: sombre",
    ]


def test_the_facts_of_a_site_leave_out_what_is_unknown() -> None:
    assert site_facts(SITE) == ["Le Coudray", "C4", "132/180\u202fkVA"]
    assert site_facts(replace(SITE, subscribed_kva=(72, 72, 72, 72)))[-1] == "72\u202fkVA"
    assert site_facts(replace(SITE, town="", subscribed_kva=None)) == ["C4"]


def test_one_site_is_named_without_a_list() -> None:
    built = site_selector(SITE, [SITE], address)
    assert not with_tag(built, "details")
    assert words(with_class(built, "selector-name")[0]) == "Siège et atelier"


def test_the_list_marks_the_current_site_and_searches_from_six() -> None:
    five = site_selector(sites(5)[2], sites(5), address)
    items = with_class(five, "selector-item")
    assert [value(a, "href") for a in items] == [f"/?contrat=C-{n}" for n in range(5)]
    assert [value(a, "aria-current") for a in items] == [None, None, "true", None, None]
    assert not with_class(five, "selector-search")
    six = site_selector(sites(6)[2], sites(6), address)
    assert with_class(six, "selector-search")
    (panel,) = with_class(six, "selector-panel")
    listed = json.loads(str(value(panel, "data-sites")))
    assert [site["href"] for site in listed] == [f"/?contrat=C-{n}" for n in range(6)]
    assert [site.get("current") for site in listed] == [None, None, True, None, None, None]
    assert value(panel, "data-all") == ""


def test_thousands_of_sites_are_carried_as_data() -> None:
    built = site_selector(None, sites(3000), address)
    (panel,) = with_class(built, "selector-panel")
    assert not with_class(built, "selector-item")
    assert str(value(panel, "data-sites")).count('"href"') == 3000
    assert "2\u202f940 autres sites" in str(value(panel, "data-all"))
    assert "Tous les sites" in words(built)


def test_equal_messages_are_two_changes_of_the_store() -> None:
    first, second = toasts.toast("ok", "Fait"), toasts.toast("ok", "Fait")
    assert first["token"] != second["token"]
    linked = toasts.toast("info", "Prêt", link=toasts.ToastLink("Télécharger", "/x"))
    assert (linked["href"], linked["linkText"]) == ("/x", "Télécharger")
