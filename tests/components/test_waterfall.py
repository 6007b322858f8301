"""The bars of a waterfall: each begins where the one before ended."""

from decimal import Decimal

import pytest

from components.figures.waterfall import waterfall


def test_each_bar_begins_where_the_one_before_ended() -> None:
    steps = waterfall(
        ("avant", Decimal(200)),
        [("moins", Decimal(-100)), ("plus", Decimal(50))],
        ("après", Decimal(150)),
    )

    assert [(s.label, s.kind, s.left_pct, s.width_pct) for s in steps] == [
        ("avant", "total", 0, 100),
        ("moins", "down", 50, 50),
        ("plus", "up", 50, 25),
        ("après", "total", 0, 75),
    ]


def test_zero_is_on_the_scale_below_nothing() -> None:
    steps = waterfall(("avant", Decimal(100)), [("moins", Decimal(-200))], ("après", Decimal(-100)))

    assert [(s.left_pct, s.width_pct) for s in steps] == [(50, 50), (0, 100), (0, 50)]


def test_changes_that_lead_elsewhere_are_refused() -> None:
    with pytest.raises(ValueError, match="do not lead"):
        waterfall(("avant", Decimal(1)), [], ("après", Decimal(2)))
