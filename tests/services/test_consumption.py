"""Exploring consumption: what is asked, what is refused, what the curve shows."""

from datetime import date, timedelta

import numpy as np
import pytest

from services import consumption
from services.consumption import Exploration, Request, read_days, read_window
from services.domain.consumption import Granularity
from services.domain.window import Window
from services.history import Reach
from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.viewer import Viewer
from services.sites import SiteChoice
from services.storage.engine import Database
from tests.services.viewers import add_viewer, viewer_of

REACH = Reach(date(2019, 1, 1), date(2021, 12, 1), date(2022, 2, 1))


@pytest.fixture(scope="module")
def client(demo_database: Database) -> Viewer:
    """Return the brochure's customer."""
    return viewer_of(demo_database, "client")


@pytest.fixture(scope="module")
def manager(demo_database: Database) -> Viewer:
    """Return the energy manager, whose first site is the real one."""
    return viewer_of(demo_database, "gestionnaire")


def explore(viewer: Viewer, *asked: str | None) -> Exploration:
    shown = consumption.explore(viewer, request=Request(*asked))
    assert isinstance(shown, Exploration)
    return shown


def test_the_brochure(client: Viewer) -> None:
    shown = explore(client)
    october = shown.history.periods[-1]

    assert october.total_kwh == 1878
    assert (october.anchor, october.end) == (date(2015, 10, 1), date(2015, 10, 31))
    assert october.energy_kwh[:2] == (0, 0)  # no winter class in October
    assert (shown.history.total_kwh, shown.history.previous_kwh) == (32_973, 33_815)
    assert round(shown.history.change_pct or 0, 1) == -2.5
    assert shown.curve is None
    assert shown.choice.current is not None
    assert shown.choice.current.contract_number == "C4-28-004417"


def test_winter_classes_are_of_winter_alone(client: Viewer) -> None:
    for period in explore(client, None, "mois", "2013-11", "2015-10").history.periods:
        hph, hch, hpe, hce = period.energy_kwh
        is_winter = period.anchor.month in {11, 12, 1, 2, 3}

        assert (hph + hch > 0, hpe + hce > 0) == (is_winter, not is_winter), period


def test_the_last_week_of_the_window_has_its_curve(manager: Viewer) -> None:
    shown = explore(manager)

    assert shown.curve is not None
    assert (shown.curve.days.start, shown.curve.days.end) == (date(2022, 1, 2), date(2022, 1, 9))
    assert len(shown.curve.curve) == 7 * 144


def test_the_days_asked_for_are_shown(manager: Viewer) -> None:
    shown = explore(manager, None, "jour", "2021-10-01", "2021-10-31", "2021-10-31..2021-10-31")

    assert shown.curve is not None
    assert len(shown.curve.curve) == 25 * 6
    assert shown.curve.curve.start == np.datetime64("2021-10-30T22:00")


@pytest.mark.parametrize(
    "days", ["2031-01-01..2031-01-02", "2019-01-01..2019-01-02", "2021-09-30..2021-10-01"]
)
def test_days_outside_the_window_are_not_its_curve(manager: Viewer, days: str) -> None:
    shown = explore(manager, None, "jour", "2021-10-01", "2021-10-31", days)

    assert shown.curve is not None
    assert (shown.curve.days.start, shown.curve.days.end) == (date(2021, 10, 25), date(2021, 11, 1))


def test_a_meter_without_a_curve_has_none_to_show(client: Viewer) -> None:
    shown = explore(client, None, "mois", None, None, "2015-10-01..2015-10-02")

    assert (shown.curve, shown.daily_kwh) == (None, ())


@pytest.mark.parametrize(
    ("view", "first"),
    [("mois", date(2020, 2, 3)), ("annee", date(2021, 2, 2))],
)
def test_the_days_of_the_strip_follow_one_another(manager: Viewer, view: str, first: date) -> None:
    years = ("2020-01", "2022-02") if view == "mois" else (None, None)
    shown = explore(manager, None, view, *years)
    days = [day for day, _ in shown.daily_kwh]

    assert days[0] == first
    assert days[-1] == date(2022, 2, 2)
    assert days == [days[0] + timedelta(days=i) for i in range(len(days))]
    gaps = [day for day, kwh in shown.daily_kwh if kwh is None]
    assert bool(gaps) is (view == "mois")  # the real curve has them in its first year


def test_beside_one_year_all_its_days_can_be_chosen(manager: Viewer) -> None:
    shown = explore(manager, None, "annee", "2021", "2021", "2021-01-01..2021-01-07")

    assert shown.daily_kwh[0][0] == date(2021, 1, 1)
    assert shown.daily_kwh[-1][0] == date(2022, 1, 8)  # its last reading goes so far
    assert shown.is_strip_cut is False
    assert shown.curve is not None
    assert (shown.curve.days.start, shown.curve.days.end) == (date(2021, 1, 1), date(2021, 1, 8))


def test_beside_several_years_the_strip_goes_to_the_days_asked_for(manager: Viewer) -> None:
    latest = explore(manager, None, "annee")
    older = explore(manager, None, "annee", None, None, "2020-06-01..2020-06-07")

    assert latest.is_strip_cut is True
    assert older.curve is not None
    assert older.curve.days.start == date(2020, 6, 1)
    assert older.daily_kwh[0][0] == date(2020, 6, 1)
    assert len(older.daily_kwh) == 366


def test_the_load_curve_of_some_days(manager: Viewer) -> None:
    view = consumption.load_curve(manager, contract_number=None, days="2021-03-27..2021-03-29")

    assert len(view.curve) == (24 + 23 + 24) * 6
    assert view.curve.step_s == 600


def test_beyond_the_curve_all_is_missing(manager: Viewer) -> None:
    view = consumption.load_curve(manager, contract_number=None, days="2031-01-01")

    assert len(view.curve) == 144
    assert not view.curve.status.any()


@pytest.mark.parametrize(
    "days",
    ["", "..", "x..y", "2021-10-18..2021-10-12", "2021-01-01..2022-01-02", "0001-01-01",
     "9999-12-31", "2021-10-12..2021-10-13..2021-10-14", "2021-10-12 ..2021-10-13", "None..None"],
)  # fmt: skip
def test_unreadable_or_too_many_days_are_refused(days: str) -> None:
    with pytest.raises(InvalidInputError) as error:
        read_days(days)

    assert error.value.field == "courbe"


def test_366_days_are_the_most() -> None:
    days = read_days("2024-01-01..2024-12-31")

    assert (days.start, days.end) == (date(2024, 1, 1), date(2025, 1, 1))
    with pytest.raises(InvalidInputError, match="366 jours au plus"):
        read_days("2024-01-01..2025-01-01")
    assert read_days("2021-10-01") == read_days("2021-10-01..2021-10-01")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ((None, None, None), (Granularity.MONTH, date(2021, 1, 1), date(2022, 1, 1))),
        (("annee", None, None), (Granularity.YEAR, date(2019, 1, 1), date(2023, 1, 1))),
        (("jour", None, None), (Granularity.DAY, date(2021, 12, 1), date(2022, 1, 1))),
        (("mois", "2020-03", None), (Granularity.MONTH, date(2020, 3, 1), date(2020, 4, 1))),
        (("mois", None, "2020-03"), (Granularity.MONTH, date(2020, 3, 1), date(2020, 4, 1))),
        (("mois", "2020-05", "2020-03"), (Granularity.MONTH, date(2020, 3, 1), date(2020, 6, 1))),
        (("jour", "2020-02", "2020-02-29"), (Granularity.DAY, date(2020, 2, 1), date(2020, 3, 1))),
    ],
)
def test_a_request_names_a_window(
    asked: tuple[str | None, str | None, str | None], expected: tuple[Granularity, date, date]
) -> None:
    assert read_window(Request(None, *asked), REACH) == Window(*expected)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (("decade", None, None), "vue"),
        (("DAY", None, None), "vue"),
        (("mois", "x", None), "du"),
        (("mois", "0001", None), "du"),
        (("mois", "9999-12", None), "du"),
        (("jour", "2020-01-01", "2021-03-01"), "du"),
        (("mois", "2000", "2020-01"), "du"),
        (("annee", "1900", "2199"), "du"),
    ],
)
def test_an_unreadable_or_too_long_window_is_refused(
    asked: tuple[str | None, str | None, str | None], field: str
) -> None:
    with pytest.raises(InvalidInputError) as error:
        read_window(Request(None, *asked), REACH)

    assert error.value.field == field


def test_a_foreign_contract_is_not_found(client: Viewer) -> None:
    for number in ("C4-90-000101", "none", "", "\0", "C4-28-004417 ", "c4-28-004417"):
        with pytest.raises(NotFoundError, match="Contrat introuvable"):
            explore(client, number)
        with pytest.raises(NotFoundError, match="Contrat introuvable"):
            consumption.load_curve(client, contract_number=number, days="2021-10-12")


def test_somebody_without_contracts_sees_an_empty_choice(demo_database: Database) -> None:
    agent = viewer_of(demo_database, "agent")

    assert consumption.explore(agent, request=Request()) == SiteChoice(None, ())
    with pytest.raises(NotFoundError):
        consumption.load_curve(agent, contract_number=None, days="2021-10-12")


def test_a_site_without_data_has_nothing_to_explore(database: Database) -> None:
    viewer = add_viewer(database, "jeanne", "C4-11-000001")

    shown = consumption.explore(viewer, request=Request())

    assert isinstance(shown, SiteChoice)
    assert shown.current is not None
    assert shown.current.has_curve is False


def test_the_strip_says_what_the_days_say(manager: Viewer) -> None:
    """Also where the window begins within a month, whose days are rounded together."""
    shown = explore(manager, None, "jour", "2021-06-11", "2021-06-24")

    assert shown.daily_kwh == tuple((p.anchor, p.total_kwh) for p in shown.history.periods)
