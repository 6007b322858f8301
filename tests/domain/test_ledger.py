"""The ledger: entries balance, payments are shared out to the cent, what came back is owed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain.ledger import (
    Account,
    Entry,
    EntryKind,
    OpenInvoice,
    Posting,
    Share,
    UnbalancedEntryError,
    allocate,
    book_allocation,
    book_invoice,
    book_payment,
    reverse,
)

DAY = date(2015, 12, 18)
CENTS = st.integers(1, 10**8).map(lambda cents: Decimal(cents).scaleb(-2))
OWED = st.lists(
    st.integers(-(10**6), 10**7).map(lambda cents: Decimal(cents).scaleb(-2)), max_size=8
)


def owed(*amounts: str | Decimal, contract: int | None = 1) -> list[OpenInvoice]:
    return [
        OpenInvoice(number, contract or number, f"FR-{number}", DAY, DAY, Decimal(amount))
        for number, amount in enumerate(amounts, 1)
    ]


def on(entry: Entry, account: Account) -> Decimal:
    return sum((p.amount_eur for p in entry.postings if p.account is account), Decimal(0))


def test_a_payment_settles_the_oldest_first() -> None:
    shares = allocate(Decimal("700.00"), owed("612.48", "287.15"))

    assert shares == (
        Share(Decimal("612.48"), 1, 1),
        Share(Decimal("87.52"), 1, 2),
    )


def test_what_is_left_over_stays_on_account() -> None:
    assert allocate(Decimal("20.00"), owed("12.50"))[-1] == Share(Decimal("7.50"), 1, None)
    assert allocate(Decimal("20.00"), owed("5.00", "2.50", contract=None))[-1] == Share(
        Decimal("12.50"), None, None
    )
    assert allocate(Decimal("20.00"), []) == (Share(Decimal("20.00"), None, None),)


def test_a_credit_takes_nothing_of_a_payment() -> None:
    assert allocate(Decimal("10.00"), owed("-5.00", "10.00")) == (Share(Decimal("10.00"), 1, 2),)


@given(CENTS, OWED)
def test_shares_sum_to_the_payment_and_settle_no_more_than_is_owed(
    amount: Decimal, amounts: list[Decimal]
) -> None:
    invoices = owed(*amounts)
    shares = allocate(amount, invoices)

    assert sum((share.amount_eur for share in shares), Decimal(0)) == amount
    due = {invoice.invoice_id: invoice.remaining_eur for invoice in invoices}
    for share in shares:
        assert share.amount_eur > 0
        if share.invoice_id is not None:
            assert share.amount_eur <= due[share.invoice_id]


@given(CENTS, OWED)
def test_a_payment_and_its_reversal_leave_nothing(amount: Decimal, amounts: list[Decimal]) -> None:
    paid = book_payment(payment_id=7, paid_on=DAY, shares=allocate(amount, owed(*amounts)))
    back = reverse(paid, happened_on=DAY)

    assert (on(paid, Account.BANK), on(paid, Account.CUSTOMER)) == (amount, -amount)
    assert [a.amount_eur + b.amount_eur for a, b in zip(paid.postings, back.postings, strict=True)]
    assert on(paid, Account.CUSTOMER) + on(back, Account.CUSTOMER) == 0
    assert (paid.key, back.key, back.payment_id) == ("payment:7", "reversal:7", 7)


def test_an_invoice_is_owed_with_its_vat() -> None:
    entry = book_invoice(
        invoice_id=3,
        contract_id=9,
        issued_on=DAY,
        total_ht_eur=Decimal("1104.73"),
        vat_eur=Decimal("220.94"),
    )

    assert entry.postings == (
        Posting(Account.CUSTOMER, Decimal("1325.67"), 9, 3),
        Posting(Account.SALES, Decimal("-1104.73")),
        Posting(Account.VAT, Decimal("-220.94")),
    )
    assert (entry.kind, entry.key) == (EntryKind.INVOICE, "invoice:3")


def test_a_credit_note_is_owed_to_the_customer() -> None:
    entry = book_invoice(
        invoice_id=4,
        contract_id=9,
        issued_on=DAY,
        total_ht_eur=Decimal("-50.00"),
        vat_eur=Decimal(0),
    )

    assert (entry.kind, on(entry, Account.CUSTOMER)) == (EntryKind.CREDIT_NOTE, Decimal("-50.00"))


def test_a_credit_is_used_for_an_invoice() -> None:
    credit, invoice = Share(Decimal("50.00"), 9, 4), Share(Decimal("50.00"), 9, 5)

    entry = book_allocation(key="allocation:4:5", day=DAY, given=credit, taken=[invoice])

    assert on(entry, Account.CUSTOMER) == 0
    assert [p.amount_eur for p in entry.postings] == [Decimal("50.00"), Decimal("-50.00")]


@pytest.mark.parametrize(
    "amounts", [("1.00", "-0.99"), ("1.005", "-1.005"), ("0.00", "0.00"), ("1.00",)]
)
def test_what_does_not_balance_is_no_entry(amounts: tuple[str, ...]) -> None:
    postings = tuple(Posting(Account.BANK, Decimal(amount)) for amount in amounts)

    with pytest.raises(UnbalancedEntryError):
        Entry(EntryKind.PAYMENT, "payment:1", DAY, postings)
