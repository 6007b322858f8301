"""Empty, failed, loading, refused."""

import pytest

from components import states
from components.controls import ButtonLink
from services.kernel.wording import load_catalogue
from tests.components.tree import value, with_class, with_tag, words


def test_an_empty_state_says_why_and_offers_one_action() -> None:
    built = states.empty_state("zap", "Rien", "Parce que.", ButtonLink("Voir 2014", "/2014"))
    assert words(built) == "RienParce que.Voir 2014"
    assert [value(a, "href") for a in with_tag(built, "a")] == ["/2014"]
    assert not with_tag(states.empty_state("zap", "Rien", "Parce que."), "a")


def test_a_failure_offers_to_try_again() -> None:
    built = states.failed_state("La courbe manque", "Le reste est à jour.", "/?x=1")
    (again,) = with_tag(built, "a")
    assert (words(again), value(again, "href")) == ("Réessayer", "/?x=1")
    assert with_class(built, "state-failed")


def test_an_error_page_has_words_an_exit_and_a_reference() -> None:
    built = states.error_page(404, "a7f3-19c2")
    assert words(with_tag(built, "h1")[0]) == "Cette page n’existe pas"
    assert words(with_class(built, "error-reference")[0]) == "Erreur 404, référence a7f3-19c2"
    assert [value(a, "href") for a in with_tag(built, "a")] == ["/"]


def test_an_unknown_error_is_told_like_a_failure_of_the_service() -> None:
    told = words(with_tag(states.error_page(418, "x"), "h1")[0])
    assert told == words(with_tag(states.error_page(500, "x"), "h1")[0])


@pytest.mark.parametrize("code", sorted(states.ERROR_CODES))
def test_every_code_has_its_own_title(code: int) -> None:
    titles = [load_catalogue("fr")[f"state.error_{known}_title"] for known in states.ERROR_CODES]
    title = words(with_tag(states.error_page(code, "x"), "h1")[0])
    assert titles.count(title) == 1


def test_a_refusal_says_its_reason_and_the_way_on() -> None:
    built = states.refused_card("Contrat introuvable.", ButtonLink("Voir", "/consommations"))
    assert "Contrat introuvable." in words(built)
    assert [value(a, "href") for a in with_tag(built, "a")] == ["/consommations"]


def test_skeletons_have_the_shape_of_what_comes() -> None:
    assert len(with_class(states.skeleton_strip(4), "kpi")) == 4
    assert len(with_class(states.skeleton_card(bars=12), "bone")) == 13
    assert with_class(states.skeleton_card(), "bone-plot")
    assert with_class(states.skeleton_page(), "skeleton-page")
