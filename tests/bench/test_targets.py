"""Verdicts: a bound of the ratio or of our own figure, met at the bound itself."""

import pytest

from tests.bench.targets import TARGETS, Target


@pytest.mark.parametrize(("ratio", "met"), [(0.1, True), (0.35, True), (0.351, False)])
def test_a_ratio_keeps_its_bound(ratio: float, met: bool) -> None:
    assert Target(0.35).is_met(ours=9e9, ratio=ratio) is met


@pytest.mark.parametrize(("kilobytes", "met"), [(720, True), (721, False)])
def test_a_figure_of_ours_does_not_look_at_the_ratio(kilobytes: float, met: bool) -> None:
    assert Target(720, "ours", "kB").is_met(ours=kilobytes, ratio=0.01) is met


@pytest.mark.parametrize(("ratio", "met"), [(11.9, False), (12, True)])
def test_more_can_be_better(ratio: float, met: bool) -> None:
    assert Target(12, at_least=True).is_met(ours=1, ratio=ratio) is met


def test_a_missing_ratio_meets_nothing() -> None:
    assert not Target(0.35).is_met(ours=1, ratio=None)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("first_load.bytes", "≤ 720 kB"),
        ("site.p50", "≤ 0.25 ×"),
        ("interactions", "≥ 12 ×"),
        ("lighthouse.accessibility", "≥ 100 points"),
    ],
)
def test_targets_are_those_of_the_issue(key: str, text: str) -> None:
    assert TARGETS[key].text == text
