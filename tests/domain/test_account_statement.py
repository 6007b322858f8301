"""A statement adds up, whatever happened and whichever days are asked for."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.domain.account_statement import Operation, compute_statement
from services.domain.ledger import EntryKind

START = date(2015, 1, 1)
DAYS = st.integers(0, 400).map(lambda n: START + timedelta(days=n))
AMOUNTS = st.integers(-500_000, 500_000).filter(bool).map(lambda cents: Decimal(cents).scaleb(-2))
OPERATIONS = st.lists(
    st.builds(Operation, DAYS, st.sampled_from(EntryKind), AMOUNTS), max_size=30
).map(lambda found: sorted(found, key=lambda o: o.happened_on))


def invoice(day: str, amount: str) -> Operation:
    kind = EntryKind.INVOICE if Decimal(amount) > 0 else EntryKind.PAYMENT
    return Operation(date.fromisoformat(day), kind, Decimal(amount))


YEAR = [
    invoice("2014-12-15", "100.00"),
    invoice("2015-01-15", "-100.00"),
    invoice("2015-03-01", "250.40"),
    invoice("2015-03-31", "-50.40"),
    invoice("2015-04-01", "-200.00"),
]


def test_what_was_before_opens_the_statement() -> None:
    shown = compute_statement(YEAR, date(2015, 1, 1), date(2015, 3, 31))

    assert shown.opening_eur == Decimal("100.00")
    balances = [line.balance_eur for line in shown.lines]
    assert balances == [Decimal("0.00"), Decimal("250.40"), Decimal("200.00")]
    assert (shown.debit_eur, shown.credit_eur) == (Decimal("250.40"), Decimal("150.40"))
    assert shown.closing_eur == Decimal("200.00")


def test_a_quiet_period_keeps_its_balance() -> None:
    shown = compute_statement(YEAR, date(2015, 2, 1), date(2015, 2, 28))

    assert (shown.opening_eur, shown.lines, shown.closing_eur) == (Decimal(0), (), Decimal(0))


@given(operations=OPERATIONS, first=DAYS, last=DAYS)
def test_it_adds_up(operations: list[Operation], first: date, last: date) -> None:
    first, last = min(first, last), max(first, last)
    shown = compute_statement(operations, first, last)

    assert shown.opening_eur + shown.debit_eur - shown.credit_eur == shown.closing_eur
    until = sum((o.amount_eur for o in operations if o.happened_on <= last), Decimal(0))
    assert shown.closing_eur == until


@given(operations=OPERATIONS, first=DAYS, middle=DAYS, last=DAYS)
def test_two_periods_make_one(
    operations: list[Operation], first: date, middle: date, last: date
) -> None:
    first, middle, last = sorted((first, middle, last))
    one = compute_statement(operations, first, middle)
    other = compute_statement(operations, middle + timedelta(days=1), last)
    whole = compute_statement(operations, first, last)

    assert other.opening_eur == one.closing_eur
    if middle < last:
        assert one.lines + other.lines == whole.lines
