"""A slice of ``make chaos``: few payments, the same faults, the same promises."""

from datetime import timedelta

from tests.chaos.payment_payers import Plan
from tests.chaos.payments import run


def test_no_money_is_lost_nor_booked_twice_nor_made_up(database_url: str) -> None:
    # So fast a clock that the start of a process takes a minute.
    within = timedelta(hours=1)
    money = run(
        Plan(15, kills=1, restarts=0, seed=3, payers=3, speed=60, within=within), database_url
    )

    assert money.faults == {}
    assert money.payments == 15
    assert money.kills >= 1
    assert money.debited == money.booked + money.wrong_amounts
    assert money.booked >= 8
    assert money.forged >= 1
