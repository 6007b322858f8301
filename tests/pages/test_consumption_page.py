"""Every choice of the consumption page is in its address, and its links keep the others."""

from datetime import date

from pages._consumption_choices import Choices
from services.domain.consumption import Granularity
from services.domain.window import Window


def test_the_default_choices_need_no_query() -> None:
    assert Choices().href() == "/consommations"


def test_every_choice_is_written() -> None:
    choices = Choices(
        contrat="C4-1", vue="jour", affichage="tableau", du="2021-10-01", au="2021-10-31",
        courbe="2021-10-12..2021-10-18", masquer="HPH,HCH",
    )  # fmt: skip

    assert choices.href() == (
        "/consommations?contrat=C4-1&vue=jour&affichage=tableau&du=2021-10-01&au=2021-10-31"
        "&courbe=2021-10-12..2021-10-18&masquer=HPH,HCH"
    )
    assert choices.href("/consommations/export.csv").startswith("/consommations/export.csv?contrat")


def test_another_window_keeps_what_is_not_of_time() -> None:
    choices = Choices(contrat="C4-1", affichage="tableau", courbe="2021-10-12", masquer="HPH")

    shown = choices.showing(Window(Granularity.MONTH, date(2020, 1, 1), date(2021, 1, 1)))

    assert shown == Choices(
        contrat="C4-1", vue="mois", affichage="tableau", du="2020-01", au="2020-12", masquer="HPH"
    )


def test_days_and_years_are_written_in_their_own_way() -> None:
    day = Choices().showing(Window(Granularity.DAY, date(2020, 2, 29), date(2020, 3, 1)))
    years = Choices().showing(Window(Granularity.YEAR, date(2019, 1, 1), date(2022, 1, 1)))

    assert (day.vue, day.du, day.au) == ("jour", "2020-02-29", "2020-02-29")
    assert (years.vue, years.du, years.au) == ("annee", "2019", "2021")
