"""Consents: what is shown and collected follows the newest answer, at once and everywhere."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import numpy as np
import pytest
from sqlalchemy import delete, select, update

from services import consumption, consumption_export
from services.consumption import Exploration, Request
from services.domain.consents import Detail, Purpose, shown_detail
from services.domain.load_curve import LoadCurve, PointStatus
from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.viewer import Role, Viewer
from services.metering.meter_data import import_file
from services.privacy import consents
from services.storage.engine import Database
from services.storage.models import (
    AuditEvent,
    Consent,
    Contract,
    Customer,
    LoadCurveMonth,
    MeteringPoint,
)
from tests.conftest import NOW
from tests.services.metering import hdm
from tests.services.viewers import add_curve, add_viewer

NUMBER = "C-1"
PRM = "99999999999991"
BOTH = frozenset(Purpose)
DAILY = frozenset({Purpose.DAILY_CURVE})
FINE = frozenset({Purpose.FINE_CURVE})
MONTHS = Request(NUMBER, "mois", "2024-01", "2024-01")
DAYS = Request(NUMBER, "jour", "2024-01-10", "2024-01-12")


@pytest.fixture
def jeanne(database: Database) -> Viewer:
    """Return somebody with one site that has a curve of January 2024."""
    viewer = add_viewer(database, "jeanne", NUMBER)
    points = 31 * 144
    curve = LoadCurve(
        np.datetime64("2023-12-31T23:00:00", "s"),
        600,
        np.full(points, 6000, np.int32),
        np.full(points, PointStatus.REAL, np.uint8),
    )
    add_curve(database, NUMBER, curve)
    return viewer


def as_natural_person(database: Database) -> None:
    with database.write() as session:
        session.execute(update(MeteringPoint).values(segment="C5"))


def answer(viewer: Viewer, granted: frozenset[Purpose], minutes: int = 0) -> None:
    consents.answer(viewer, "FE-jeanne", granted, now=NOW + timedelta(minutes=minutes))


def explore(viewer: Viewer, request: Request) -> Exploration:
    shown = consumption.explore(viewer, request=request)
    assert isinstance(shown, Exploration)
    return shown


def shown_of(viewer: Viewer) -> tuple[bool, bool, bool]:
    """Return whether days, the strip of days and the curve are shown."""
    days = bool(explore(viewer, DAYS).history.periods)
    month = explore(viewer, MONTHS)
    return days, bool(month.daily_kwh), month.curve is not None


@pytest.mark.parametrize(
    ("segment", "daily", "fine", "is_demo", "expected"),
    [
        ("C4", None, None, False, Detail(days=True, curve=True)),
        ("C5", None, None, False, Detail(days=False, curve=False)),
        ("C5", None, None, True, Detail(days=True, curve=True)),
        ("C5", True, None, False, Detail(days=True, curve=False)),
        ("C5", True, True, False, Detail(days=True, curve=True)),
        ("C5", None, True, False, Detail(days=False, curve=False)),
        ("C4", None, False, False, Detail(days=True, curve=False)),
        ("C2", False, None, True, Detail(days=False, curve=False)),
    ],
)
def test_what_may_be_shown(
    segment: str, daily: bool | None, fine: bool | None, is_demo: bool, expected: Detail
) -> None:
    assert shown_detail(segment, daily, fine, is_demo=is_demo) == expected


def test_a_professional_sees_everything_before_any_answer(jeanne: Viewer) -> None:
    assert shown_of(jeanne) == (True, True, True)


def test_a_withdrawn_curve_is_hidden_at_once(jeanne: Viewer) -> None:
    answer(jeanne, DAILY)

    assert shown_of(jeanne) == (True, True, False)
    with pytest.raises(InvalidInputError):
        consumption.load_curve(jeanne, contract_number=NUMBER, days="2024-01-10")


def test_withdrawn_days_are_hidden_with_the_curve(jeanne: Viewer) -> None:
    answer(jeanne, FINE)

    assert shown_of(jeanne) == (False, False, False)
    month = explore(jeanne, MONTHS)
    assert sum(p.total_kwh or 0 for p in month.history.periods) == 31 * 144
    assert month.choice.current is not None
    assert (month.choice.current.has_curve, month.choice.current.is_withheld) == (False, True)


def test_a_natural_person_is_asked_first(database: Database, jeanne: Viewer) -> None:
    as_natural_person(database)
    assert shown_of(jeanne) == (False, False, False)

    answer(jeanne, BOTH)

    assert shown_of(jeanne) == (True, True, True)


def test_exports_follow(jeanne: Viewer) -> None:
    def export() -> bytes:
        file = BytesIO()
        asked = replace(MONTHS, granularity="jour", first="2024-01-10", last="2024-01-11")
        consumption_export.export(jeanne, request=asked, extension="csv", now=NOW, file=file)
        return file.getvalue()

    assert b"10/01/2024" in export()
    answer(jeanne, frozenset())

    assert b"10/01/2024" not in export()


def test_the_newest_answer_holds_and_the_others_stay(database: Database, jeanne: Viewer) -> None:
    answer(jeanne, BOTH)
    answer(jeanne, DAILY, minutes=1)
    answer(jeanne, DAILY, minutes=2)
    answer(jeanne, BOTH, minutes=3)

    assert shown_of(jeanne) == (True, True, True)
    with database.begin() as session:
        rows = session.scalars(select(Consent).order_by(Consent.id)).all()
        kinds = session.scalars(select(AuditEvent.kind).order_by(AuditEvent.number)).all()
    # What the contract sets and nobody touched is no answer.
    assert [(r.purpose, r.is_granted) for r in rows] == [
        ("fine_curve", False),
        ("fine_curve", True),
    ]
    assert {(r.given_by, r.text_version) for r in rows} == {("jeanne", "2026-11")}
    assert kinds == ["consent.withdrawn", "consent.granted"]


def test_nobody_answers_for_somebody_else(database: Database, jeanne: Viewer) -> None:
    paul = add_viewer(database, "paul", "C-2")
    agent = Viewer(jeanne.user_id, Role.AGENT, "Nadia", database, acting_for=1)

    for viewer in (paul, agent):
        with pytest.raises(NotFoundError):
            consents.answer(viewer, "FE-jeanne", BOTH, now=NOW)
    with database.begin() as session:
        assert session.scalars(select(Consent)).all() == []


def test_the_import_of_a_curve_stops_and_starts_again(database: Database, jeanne: Viewer) -> None:
    data = hdm(datetime(2024, 3, 1, tzinfo=UTC), [1000] * 144, prm=PRM)

    def months() -> int:
        with database.begin() as session:
            return len(session.scalars(select(LoadCurveMonth)).all())

    before = months()
    answer(jeanne, DAILY)
    report = import_file(database, "mars.csv", data, by="t", now=NOW)
    assert [part.is_skipped for part in report.parts] == [True]
    assert any("non importée" in sentence for sentence in report.sentences())
    assert months() == before

    answer(jeanne, BOTH, minutes=1)
    again = import_file(database, "mars.csv", data, by="t", now=NOW)
    assert again.tally.added == 144
    assert months() == before + 1


def test_the_questions_say_what_holds(database: Database, jeanne: Viewer) -> None:
    as_natural_person(database)
    with database.begin() as session:
        (before,) = consents.load_questions(session, jeanne, today=NOW.date())
    answer(jeanne, DAILY)
    with database.begin() as session:
        (after,) = consents.load_questions(session, jeanne, today=NOW.date())
        assert session.scalars(select(Customer.reference)).all() == [after.reference]

    assert [(q.is_agreed, q.answered_at) for q in before.questions] == [(False, None)] * 2
    assert [(q.is_agreed, q.answered_at) for q in after.questions] == [(True, NOW), (False, None)]


def questions_of(jeanne: Viewer) -> dict[Purpose, str]:
    with jeanne.database.begin() as session:
        (asked,) = consents.load_questions(session, jeanne, today=NOW.date())
    return {question.purpose: question.why_not for question in asked.questions}


def test_a_curve_is_not_agreed_to_without_the_days(database: Database, jeanne: Viewer) -> None:
    as_natural_person(database)
    with pytest.raises(InvalidInputError):
        answer(jeanne, FINE)
    with database.begin() as session:
        assert session.scalars(select(Consent)).all() == []


def test_days_may_be_withdrawn_alone(jeanne: Viewer) -> None:
    answer(jeanne, BOTH)
    said = consents.answer(jeanne, "FE-jeanne", FINE, now=NOW + timedelta(minutes=1))

    assert "la courbe de charge n’est plus affichée" in said
    assert shown_of(jeanne) == (False, False, False)


def test_an_ended_contract_is_asked_nothing(database: Database, jeanne: Viewer) -> None:
    assert questions_of(jeanne) == {Purpose.DAILY_CURVE: "", Purpose.FINE_CURVE: ""}
    with database.write() as session:
        session.execute(update(Contract).values(ended_on=NOW.date()))

    assert set(questions_of(jeanne).values()) == {"ended"}


def test_what_was_agreed_to_may_be_withdrawn_after_the_end(
    database: Database, jeanne: Viewer
) -> None:
    as_natural_person(database)
    answer(jeanne, BOTH)
    with database.write() as session:
        session.execute(update(Contract).values(ended_on=NOW.date()))

    assert set(questions_of(jeanne).values()) == {""}


def test_a_site_without_a_curve_is_not_asked_for_one(database: Database, jeanne: Viewer) -> None:
    with database.write() as session:
        session.execute(delete(LoadCurveMonth))
    assert questions_of(jeanne)[Purpose.FINE_CURVE] == "no_curve"

    as_natural_person(database)
    assert questions_of(jeanne)[Purpose.FINE_CURVE] == "", "it comes with the consent"
