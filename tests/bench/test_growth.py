"""How much slower a page became, from pairs of measures."""

from multiprocessing import Pipe

import pytest

from tests.bench.growth import Asker, Growth, Side
from tests.bench.visitor import Errand, Spent, Visitor


def growth(*, is_by_cpu: bool) -> Growth:
    small = [Spent(0.010, 0.004), Spent(0.020, 0.004), Spent(0.030, 0.004)]
    grown = [Spent(0.020, 0.005), Spent(0.030, 0.006), Spent(0.030, 0.004)]
    return Growth("page", grown, small, is_by_cpu=is_by_cpu)


def test_turns_are_compared_with_each_other() -> None:
    assert growth(is_by_cpu=False).wall_ratio == pytest.approx(1.5)
    assert growth(is_by_cpu=False).cpu_ratio == pytest.approx(1.25)


def test_sqlite_is_judged_by_cpu_time_and_a_server_by_the_clock() -> None:
    assert growth(is_by_cpu=True).ratio == pytest.approx(1.25)
    assert growth(is_by_cpu=False).ratio == pytest.approx(1.5)


def test_askers_take_turns() -> None:
    here, there = Pipe()
    side = Side(Visitor(here), [Asker(0, "C4-1"), Asker(1, "C4-2")], is_embedded=True)
    here.close()
    there.close()

    assert [side.errand("page", turn) for turn in (0, 1, 2)] == [
        Errand("page", 0, "C4-1"),
        Errand("page", 1, "C4-2"),
        Errand("page", 0, "C4-1"),
    ]
