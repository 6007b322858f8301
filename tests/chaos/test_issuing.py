"""A slice of ``python -m tests.chaos invoices``: fewer invoices, the same kills."""

from tests.chaos.issuing import Plan, run


def test_nothing_is_issued_twice_and_no_number_is_left_out(database_url: str) -> None:
    outcome = run(Plan(count=100, kills=2, seed=5), database_url)

    assert outcome.faults == {}
    assert (outcome.invoices, outcome.kills) == (100, 2)
    assert outcome.runs >= 3


def test_two_issuers_at_once_share_the_work(database_url: str) -> None:
    outcome = run(Plan(count=80, kills=1, seed=9, issuers=2), database_url)

    assert outcome.faults == {}
    assert (outcome.invoices, outcome.kills) == (80, 1)
