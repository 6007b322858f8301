"""The catalogue: one sentence an id, no id without a sentence."""

import pytest

from services.kernel import wording
from services.kernel.wording import load_catalogue, reading_in, text


def test_a_sentence_by_its_id() -> None:
    assert text("nav.home") == "Accueil"


def test_values_are_put_in() -> None:
    assert text("signin.wrong", left=3) == (
        "Nom d’utilisateur ou mot de passe incorrect. Il reste 3 essais."
    )


def test_values_are_not_read_as_patterns() -> None:
    assert "{0.__class__}" in text("home.context", holder="{0.__class__}")


def test_an_unknown_id_is_an_error() -> None:
    with pytest.raises(KeyError):
        text("no.such.sentence")


def test_a_forgotten_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        text("signin.wrong", right=3)


def test_no_sentence_is_empty_and_no_id_is_shown() -> None:
    messages = load_catalogue("fr")

    assert len(messages) > 200
    assert [i for i, sentence in messages.items() if not sentence.strip() or sentence == i] == []


def test_the_language_is_of_the_block_alone() -> None:
    assert wording.current_language() == "fr"
    with reading_in("de"):
        assert wording.current_language() == "de"
        with pytest.raises(KeyError):
            text("nav.home")
    assert text("nav.home") == "Accueil"
