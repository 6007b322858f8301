"""The load-curve store: what is written is read, late or corrected, at any step and season."""

from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.domain.load_curve import Channel, LoadCurve
from services.storage import load_curves
from services.storage.engine import Database
from services.storage.load_curves import codec
from services.storage.models import (
    ImportedFile,
    LoadCurveChange,
    LoadCurveMonth,
    MeteringPoint,
)
from tests.conftest import NOW
from tests.domain.curves import ESTIMATED, MISSING, REAL, curve, curves, utc


class Store:
    """The store of one metering point; every write comes from a file of its own."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.write() as session:
            point = MeteringPoint(prm="30001642617347", name="Essai", segment="C4")
            session.add(point)
            session.flush()
            self.point_id = point.id

    def write(self, new: LoadCurve, channel: Channel = Channel.ACTIVE) -> load_curves.WriteReport:
        with self.database.write() as session:
            return self.write_within(session, new, channel)

    def write_within(
        self, session: Session, new: LoadCurve, channel: Channel = Channel.ACTIVE
    ) -> load_curves.WriteReport:
        file = ImportedFile(
            name="essai", sha256="0" * 64, kind="t", size_bytes=1, imported_at=NOW, imported_by="t"
        )
        session.add(file)
        session.flush()
        return load_curves.write(session, self.point_id, channel, new, import_id=file.id)

    def read(self, start: str, end: str, channel: Channel = Channel.ACTIVE) -> LoadCurve:
        with self.database.begin() as session:
            return load_curves.read(session, self.point_id, utc(start), utc(end), channel=channel)

    def months(self, channel: Channel = Channel.ACTIVE) -> list[date]:
        with self.database.begin() as session:
            return load_curves.months(session, self.point_id, channel=channel)

    def count_changes(self) -> int:
        with self.database.begin() as session:
            return session.scalar(select(func.count()).select_from(LoadCurveChange)) or 0


@pytest.fixture
def store(database: Database) -> Store:
    """Return an empty store."""
    return Store(database)


def powers(found: LoadCurve) -> list[int | None]:
    """Return the power of each point in watts, None where missing."""
    return [
        None if s == MISSING else int(p) for p, s in zip(found.power_w, found.status, strict=True)
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(curves(max_points=200))
def test_what_is_written_is_read(store: Store, drawn: LoadCurve) -> None:
    with store.database.engine.connect() as connection, Session(connection) as session:
        store.write_within(session, drawn)
        found = load_curves.read(session, store.point_id, drawn.start, drawn.end)
        session.rollback()

    assert found.start == drawn.start
    assert found.step_s == (drawn.step_s if drawn.status.any() else 600)
    assert powers(found)[: len(drawn)] == powers(drawn) or not drawn.status.any()
    if drawn.status.any():
        assert found.status.tolist() == drawn.status.tolist()


@given(
    st.lists(st.tuples(st.integers(-(2**31), 2**31 - 1), st.sampled_from([0, 1, 2])), max_size=500)
)
def test_a_month_survives_its_compression(points: list[tuple[int, int]]) -> None:
    power_w = np.array([p for p, _ in points], dtype=np.int32)
    status = np.array([s for _, s in points], dtype=np.uint8)

    back_w, back_status = codec.decode(codec.encode(power_w, status))

    assert back_w.tolist() == power_w.tolist()
    assert back_status.tolist() == status.tolist()


@pytest.mark.parametrize("payload", [b"", b"\x02abc", b"\x00"])
def test_a_payload_of_another_version_is_refused(payload: bytes) -> None:
    with pytest.raises(ValueError, match="version"):
        codec.decode(payload)


def test_a_curve_over_three_months_is_kept_by_month(store: Store) -> None:
    days = 31 + 29 + 2
    report = store.write(curve("2020-01-31T00:00", list(range(days * 144))))

    assert report.months == (date(2020, 1, 1), date(2020, 2, 1), date(2020, 3, 1), date(2020, 4, 1))
    assert (report.points_added, report.points_changed) == (days * 144, 0)
    assert store.months() == list(report.months)
    assert powers(store.read("2020-01-31T00:00", "2020-04-02T00:00")) == list(range(days * 144))


def test_reading_cuts_and_fills_with_missing(store: Store) -> None:
    store.write(curve("2021-01-31T23:50", [1, 2]))

    assert powers(store.read("2021-01-31T23:40", "2021-02-01T00:20")) == [None, 1, 2, None]
    assert powers(store.read("2021-02-01T00:00", "2021-02-01T00:10")) == [2]
    assert powers(store.read("2031-01-01T00:00", "2031-01-01T01:00")) == [None] * 6
    assert len(store.read("2021-01-01T00:00", "2021-01-01T00:00")) == 0


def test_months_without_anything_between_are_missing(store: Store) -> None:
    store.write(curve("2021-01-31T23:50", [1]))
    store.write(curve("2021-04-01T00:00", [4]))

    found = store.read("2021-01-31T23:50", "2021-04-01T00:10")

    assert store.months() == [date(2021, 1, 1), date(2021, 4, 1)]
    assert len(found) == (28 + 31) * 144 + 2
    assert (powers(found)[0], powers(found)[-1]) == (1, 4)
    assert np.count_nonzero(found.status) == 2


def test_the_same_again_changes_nothing(store: Store) -> None:
    same = curve("2021-01-01T00:00", [1, 2, 3], status=[REAL, ESTIMATED, MISSING])
    store.write(same)

    report = store.write(same)

    assert report == load_curves.WriteReport(0, 0, ())
    assert store.count_changes() == 1


def test_late_data_fill_their_gap(store: Store) -> None:
    store.write(curve("2021-01-01T00:00", [1, 0, 0, 4], status=[REAL, MISSING, MISSING, REAL]))

    report = store.write(curve("2021-01-01T00:10", [2, 3]))

    assert (report.points_added, report.points_changed) == (2, 0)
    assert powers(store.read("2021-01-01T00:00", "2021-01-01T00:40")) == [1, 2, 3, 4]


def test_a_correction_replaces_and_remembers_what_stood_there(store: Store) -> None:
    store.write(curve("2021-01-01T00:00", [1, 2, 3]))

    report = store.write(curve("2021-01-01T00:10", [20, 3]))

    assert (report.points_added, report.points_changed) == (0, 1)
    assert powers(store.read("2021-01-01T00:00", "2021-01-01T00:30")) == [1, 20, 3]
    with store.database.begin() as session:
        first, second = session.scalars(
            select(LoadCurveChange).order_by(LoadCurveChange.import_id)
        ).all()
        row = session.scalars(select(LoadCurveMonth)).one()
    assert (first.previous_payload, second.points_changed) == (None, 1)
    assert second.previous_payload is not None
    assert codec.decode(second.previous_payload)[0][:3].tolist() == [1, 2, 3]
    assert row.import_id == second.import_id


def test_a_point_that_becomes_real_is_a_change(store: Store) -> None:
    store.write(curve("2021-01-01T00:00", [5], status=[ESTIMATED]))

    report = store.write(curve("2021-01-01T00:00", [5], status=[REAL]))

    assert (report.points_added, report.points_changed) == (0, 1)
    assert store.read("2021-01-01T00:00", "2021-01-01T00:10").status.tolist() == [REAL]


def test_missing_never_erases_what_is_known(store: Store) -> None:
    store.write(curve("2021-01-01T00:00", [1, 2, 3]))

    report = store.write(curve("2021-01-01T00:00", [0, 0, 9], status=[MISSING, MISSING, REAL]))

    assert (report.points_added, report.points_changed) == (0, 1)
    assert powers(store.read("2021-01-01T00:00", "2021-01-01T00:30")) == [1, 2, 9]


def test_a_curve_of_nothing_known_leaves_no_trace(store: Store) -> None:
    report = store.write(curve("2021-01-01T00:00", [0, 0], status=[MISSING, MISSING]))

    assert report.months == ()
    assert store.months() == []
    assert store.count_changes() == 0


def test_a_finer_step_keeps_the_mean_power_of_what_was_there(store: Store) -> None:
    store.write(curve("2021-01-01T00:00", [600, 1200], step_s=1800))

    report = store.write(curve("2021-01-01T00:30", [1, 2, 3], step_s=600))

    assert (report.points_added, report.points_changed) == (0, 3)
    found = store.read("2021-01-01T00:00", "2021-01-01T01:00")
    assert (found.step_s, powers(found)) == (600, [600, 600, 600, 1, 2, 3])


def test_a_coarser_step_over_a_finer_one_keeps_the_finer_grid(store: Store) -> None:
    store.write(curve("2021-01-01T00:00", [1, 2, 3, 4, 5, 6], step_s=600))

    store.write(curve("2021-01-01T00:30", [9], step_s=1800))

    assert powers(store.read("2021-01-01T00:00", "2021-01-01T01:00")) == [1, 2, 3, 9, 9, 9]


def test_steps_that_do_not_divide_one_another_meet_in_the_middle(store: Store) -> None:
    store.write(curve("2021-01-01T00:00", [10, 20], step_s=900))

    store.write(curve("2021-01-01T00:00", [7], step_s=600))

    found = store.read("2021-01-01T00:00", "2021-01-01T00:30")
    assert (found.step_s, powers(found)) == (300, [7, 7, 10, 20, 20, 20])


def test_months_of_two_steps_are_read_together(store: Store) -> None:
    store.write(curve("2021-01-31T23:00", [100], step_s=3600))
    store.write(curve("2021-02-01T00:00", [1, 2], step_s=1800))

    found = store.read("2021-01-31T23:00", "2021-02-01T01:00")

    assert (found.step_s, powers(found)) == (1800, [100, 100, 1, 2])


@pytest.mark.parametrize("start", ["2021-03-27T23:00", "2021-10-30T22:00", "2020-02-28T23:00"])
def test_changes_of_hour_and_leap_days_are_ordinary(store: Store, start: str) -> None:
    points = list(range(3 * 144))
    store.write(curve(start, points))

    end = str(utc(start) + np.timedelta64(3, "D"))

    assert powers(store.read(start, end)) == points


def test_channels_are_kept_apart(store: Store) -> None:
    store.write(curve("2021-01-01T00:00", [1]))
    store.write(curve("2021-02-01T00:00", [2]), Channel.REACTIVE_INDUCTIVE)

    assert store.months() == [date(2021, 1, 1)]
    assert store.months(Channel.REACTIVE_INDUCTIVE) == [date(2021, 2, 1)]
    assert powers(store.read("2021-02-01T00:00", "2021-02-01T00:10")) == [None]


def test_points_are_kept_apart(database: Database, store: Store) -> None:
    store.write(curve("2021-01-01T00:00", [1]))
    with database.write() as session:
        other = MeteringPoint(prm="30001642617348", name="Autre", segment="C4")
        session.add(other)
        session.flush()

        assert load_curves.months(session, other.id) == []


def test_a_write_that_fails_leaves_everything_as_it_was(store: Store) -> None:
    store.write(curve("2021-01-01T00:00", [1]))

    def write_and_fail() -> None:
        with store.database.write() as session:
            store.write_within(session, curve("2021-01-01T00:00", [2]))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()

    assert powers(store.read("2021-01-01T00:00", "2021-01-01T00:10")) == [1]
    assert store.count_changes() == 1
