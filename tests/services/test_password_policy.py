"""Which passwords are taken, and why others are not."""

from collections.abc import Mapping
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.kernel.errors import InvalidInputError
from services.sign_in import password_guesses
from services.sign_in.password_policy import checked_password

ABOUT = ("Élise Keller", "e.keller@closeaux.example", "FE-104286", "Le Coudray")


@pytest.mark.parametrize(
    "password",
    [
        "vingt sillons bruns",
        "un séchoir à Bonneval",
        "correct horse battery staple",
        "xkqzvbwjyhgfdst",
        "3141592653589793",
        "               une phrase",
        "Z" + "été comme hiver " * 7,
        "tr0is vieux ch4ts gris",
    ],
)
def test_any_long_password_will_do(password: str) -> None:
    assert checked_password(password, about=ABOUT) == password


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("quatorze lettr", "Le mot de passe compte 14 caractères"),
        ("x" * 129, "choisissez-en un de 128 au plus"),
        ("314159265358979", "doit en compter 16 ou plus"),
        ("demo-Terralis-2015", "est publié"),
        ("passwordpassword", "deviné trop vite"),
        ("motdepasse12345", "deviné trop vite"),
        ("azertyuiopqsdfghjklm", "deviné trop vite"),
        ("1234567890123456", "deviné trop vite"),
        ("aaaaaaaaaaaaaaaaaaaa", "deviné trop vite"),
        ("terralis-terralis", "deviné trop vite"),
        ("FE-104286-FE-104286", "deviné trop vite"),
        ("keller-closeaux1", "deviné trop vite"),
        ("e.keller@closeaux.example", "deviné trop vite"),
        ("p4ssw0rdp4$$w0rd", "deviné trop vite"),
        ("T3rr4l1s2026T3rr4l1s", "deviné trop vite"),
        ("drowssap12345678", "deviné trop vite"),
        ("1qaz2wsx3edc4rfv", "deviné trop vite"),
        ("12/03/1985 1985", "deviné trop vite"),
        ("électricité2026", "deviné trop vite"),
        ("abcabcabcabcabcabc", "deviné trop vite"),
        ("rstuvwxyzedcrfvtgb", "deviné trop vite"),
        ("KELLER elise 1985", "deviné trop vite"),
    ],
)
def test_others_say_why_not(password: str, said: str) -> None:
    with pytest.raises(InvalidInputError, match=said) as error:
        checked_password(password, about=ABOUT)
    assert error.value.field == "password"


def test_what_is_known_of_one_is_unknown_of_another() -> None:
    assert checked_password("keller-closeaux1") == "keller-closeaux1"


LEET = "4@8({[<3691!|0$5+7%2abcegiolstxz"
MOST_LOOKED_UP = 48 * 24 * 3 * 2
"""Stretches of 48 characters, up to 24 long, in three readings, forwards and backwards."""


class Counted(dict[str, float]):
    """A list of words that counts how often it is asked."""

    asked = 0

    def __contains__(self, word: object) -> bool:
        self.asked += 1
        return super().__contains__(word)


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """Return the list of words that passwords are compared with."""
    counted = Counted({"password": 1.0, "castle": 3.0})

    def ranks() -> Mapping[str, float]:
        return counted

    monkeypatch.setattr(password_guesses, "_ranks", ranks)
    return counted


@given(
    password=st.one_of(
        st.just(LEET * 4),
        st.text(LEET, min_size=15, max_size=128),
        st.text(min_size=15, max_size=128),
    )
)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_password_takes_more_than_its_share_of_work(words: Counted, password: str) -> None:
    words.asked = 0

    password_guesses.guesses_log10(password, ())

    assert words.asked <= MOST_LOOKED_UP


def test_figures_are_read_as_letters_one_way(words: Counted) -> None:
    plain, disguised, backwards = (
        password_guesses.guesses_log10(typed, ()) for typed in ("castle", "c4$tl3", "eltsac")
    )

    assert (plain, round(disguised, 6), round(backwards, 6)) == (3.0, 3.3, 3.3)
    assert words.asked > 0


def test_a_hostile_password_is_judged_like_any_other() -> None:
    hostile = (LEET * 3)[:72]
    checked_password("vingt sillons bruns")  # reads the lists, once
    before = process_time()

    assert checked_password(hostile, about=ABOUT) == hostile
    assert process_time() - before < 1  # 20 s of it when every reading was tried
