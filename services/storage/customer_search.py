"""Finding customers for the agency: every statement is a range or a key of an index.

Nothing here asks what its caller may see: only use cases of the agency may call it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from services.domain.search_keys import keys_of
from services.storage.models import (
    Contract,
    Customer,
    CustomerAccess,
    CustomerKey,
    Invoice,
    MeteringPoint,
    User,
)
from services.storage.rows import AnyRow, fetch

LAST = "\U0010ffff"
"""After a prefix: the end of the range of all that begins with it."""

LARGEST_STEP = 120
"""Rows that one statement brings at most; a customer may be among them more than once."""

LARGEST_READ = 5_000
"""Entries of a common word that are looked at when several words were typed."""

_TYPED: BindParameter[str] = bindparam("typed")
_LOW: BindParameter[str] = bindparam("low")
_HIGH: BindParameter[str] = bindparam("high")

_EXACT = (
    select(Customer.id).where(Customer.reference == _TYPED),
    select(Contract.customer_id).where(Contract.number == _TYPED),
    select(Contract.customer_id)
    .join(MeteringPoint, MeteringPoint.id == Contract.metering_point_id)
    .where(MeteringPoint.prm == _TYPED),
    select(Contract.customer_id)
    .join(Invoice, Invoice.contract_id == Contract.id)
    .where(Invoice.number == _TYPED),
)
_EXACT_KEY = (
    select(CustomerKey.customer_id)
    .where(CustomerKey.key == _TYPED)
    .order_by(CustomerKey.customer_id)
    .limit(LARGEST_STEP)
)
_EXACT_ACCOUNT = tuple(
    select(CustomerAccess.customer_id)
    .join(User, User.id == CustomerAccess.user_id)
    .where(column == _TYPED, User.is_active)
    .order_by(CustomerAccess.customer_id)
    .limit(LARGEST_STEP)
    for column in (User.username, User.email)
)
_BEGINS = (
    select(Customer.id)
    .where(Customer.reference >= _LOW, Customer.reference < _HIGH)
    .order_by(Customer.reference)
    .limit(LARGEST_STEP),
    select(Contract.customer_id)
    .where(Contract.number >= _LOW, Contract.number < _HIGH)
    .order_by(Contract.number)
    .limit(LARGEST_STEP),
)


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A customer as the list of the agency shows one."""

    id: int
    reference: str
    name: str
    town: str
    contracts: int
    accounts: int


def find_exact(session: Session, typed: str) -> Iterator[int]:
    """Yield the ids of the customers whose reference, contract, PRM or invoice is ``typed``."""
    for statement in _EXACT:
        yield from _ids(session, statement, typed=typed)


def find_key(session: Session, key: str) -> Iterator[int]:
    """Yield the ids of customers who have the (folded) word or e-mail address ``key``."""
    yield from _ids(session, _EXACT_KEY, typed=key)


def find_account(session: Session, who: str) -> Iterator[int]:
    """Yield the ids of the customers for whom an account of that name or address signs in."""
    for statement in _EXACT_ACCOUNT:
        yield from _ids(session, statement, typed=who)


def note_holder(session: Session, customer_id: int, name: str) -> None:
    """Let the agency find a customer by the words of the name of who signs in for them."""
    words = keys_of(name)
    known = select(CustomerKey.key).where(
        CustomerKey.customer_id == customer_id, CustomerKey.key.in_(words)
    )
    missing = words - set(session.scalars(known))
    session.add_all(CustomerKey(key=word, customer_id=customer_id) for word in sorted(missing))


def find_beginning(session: Session, typed: str) -> Iterator[int]:
    """Yield the ids of customers whose reference, or a contract's number, begins so."""
    for statement in _BEGINS:
        yield from _ids(session, statement, low=typed, high=typed + LAST)


def find_words(session: Session, words: Sequence[str]) -> tuple[list[int], bool]:
    """Return customers who have a word that begins with each of ``words`` (folded).

    The rarest of the words leads. Where even that one is common only its first LARGEST_READ
    entries are looked at, and the second value is False: there may be more.
    """
    counted = {word: _count_up_to(session, word, LARGEST_READ) for word in dict.fromkeys(words)}
    rarest = min(counted, key=lambda word: counted[word])
    led = select(CustomerKey.key, CustomerKey.customer_id).where(*_begins(CustomerKey, rarest))
    led = led.order_by(CustomerKey.key, CustomerKey.customer_id)
    leading = led.limit(LARGEST_STEP if len(counted) == 1 else LARGEST_READ).subquery()
    statement = select(leading.c.customer_id)
    for word in counted.keys() - {rarest}:
        other = aliased(CustomerKey)
        statement = statement.where(
            select(func.count(other.key))
            .where(other.customer_id == leading.c.customer_id, *_begins(other, word))
            .scalar_subquery()
            > 0
        )
    ids = list(_ids(session, statement.limit(LARGEST_STEP)))
    return ids, len(counted) == 1 or counted[rarest] < LARGEST_READ


def _begins(key: type[CustomerKey], word: str) -> tuple[ColumnElement[bool], ...]:
    return (key.key >= word, key.key < word + LAST)


def _count_up_to(session: Session, word: str, most: int) -> int:
    some = select(CustomerKey.customer_id).where(*_begins(CustomerKey, word)).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def load_rows(session: Session, ids: Sequence[int]) -> list[FoundRow]:
    """Return what the list shows of the customers of ``ids``, in that order."""
    contracts = select(func.count()).where(Contract.customer_id == Customer.id).scalar_subquery()
    accounts = (
        select(func.count())
        .select_from(CustomerAccess)
        .join(User, User.id == CustomerAccess.user_id)
        .where(CustomerAccess.customer_id == Customer.id, User.is_active)
        .scalar_subquery()
    )
    town = (
        select(MeteringPoint.town)
        .join(Contract, Contract.metering_point_id == MeteringPoint.id)
        .where(Contract.customer_id == Customer.id)
        .order_by(Contract.ended_on.is_not(None), Contract.number)
        .limit(1)
        .scalar_subquery()
    )
    query = select(Customer.id, Customer.reference, Customer.name, town, contracts, accounts)
    rows = {row[0]: row for row in fetch(session, query.where(Customer.id.in_(ids)))}
    return [_row(rows[customer_id]) for customer_id in ids if customer_id in rows]


def _row(row: AnyRow) -> FoundRow:
    return FoundRow(row[0], row[1], row[2], row[3] or "", row[4], row[5])


def _ids(session: Session, statement: Select[int], **values: object) -> Iterator[int]:
    return (row[0] for row in fetch(session, statement, **values))
