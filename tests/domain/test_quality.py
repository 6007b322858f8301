from datetime import date

import pytest

from services.domain.quality import quality_of_curve, quality_of_days
from services.domain.rollups import DailyRollup
from tests.domain.curves import ESTIMATED, MISSING, REAL, curve, utc


def test_shares_of_a_curve_count_what_lies_outside_as_missing() -> None:
    known = curve("2021-01-01T00:00", [1] * 4, status=[REAL, REAL, ESTIMATED, MISSING])
    found = quality_of_curve(known, utc("2021-01-01T00:10"), utc("2021-01-01T01:50"))
    assert (found.real_share, found.estimated_share, found.missing_share) == (0.1, 0.1, 0.8)


def test_shares_of_days() -> None:
    days = [
        DailyRollup(date(2020, 3, 29), (0, 0, 0, 0), 82_800, 82_800, 0, None, None),
        DailyRollup(date(2020, 3, 30), (0, 0, 0, 0), 86_400, 0, 43_200, None, None),
    ]
    found = quality_of_days(days)
    assert found.missing_s == 43_200
    assert found.real_share == pytest.approx(82_800 / 169_200)
    assert found.real_share + found.estimated_share + found.missing_share == pytest.approx(1)


def test_an_empty_period_has_no_share() -> None:
    assert quality_of_days([]).missing_share == 0.0
    assert (
        quality_of_curve(curve("2021-01-01", [1]), utc("2021-01-01"), utc("2021-01-01")).real_s == 0
    )
