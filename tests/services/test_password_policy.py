"""Which passwords are taken, and why others are not."""

import pytest

from services.kernel.errors import InvalidInputError
from services.password_policy import checked_password

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
    ],
)
def test_others_say_why_not(password: str, said: str) -> None:
    with pytest.raises(InvalidInputError, match=said) as error:
        checked_password(password, about=ABOUT)
    assert error.value.field == "password"


def test_what_is_known_of_one_is_unknown_of_another() -> None:
    assert checked_password("keller-closeaux1") == "keller-closeaux1"
