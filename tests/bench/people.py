"""The people of the benchmark: customers, users, contracts, multiplied by the database itself."""

from datetime import date
from typing import Any, TypeAlias, cast

from sqlalchemy import ColumnElement, Integer, Select, String, Table, insert, literal, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import InstrumentedAttribute, Session

from services.domain.consents import Purpose
from services.kernel.passwords import hash_password
from services.storage import models
from tests.bench.curves import LAST_YEAR
from tests.bench.estate import WRITTEN_AT

PASSWORD = "cent mille compteurs"
FIRST_ID = 1_000_000
"""Customers, users, metering points and contracts have ids from here on, all four the same."""

MONTHS = [date(year, month, 1) for year in (LAST_YEAR - 1, LAST_YEAR) for month in range(1, 13)]

Chosen: TypeAlias = Select[*tuple[Any, ...]]
"""A query without columns: of whom or what to add a row."""


def add_people(session: Session, count: int) -> None:
    """Add ``count`` customers, each with a user, a metering point and a contract."""
    series = select(literal(FIRST_ID, Integer).label("id")).cte("series", recursive=True)
    series = series.union_all(select(series.c.id + 1).where(series.c.id < FIRST_ID + count - 1))
    same = series.c.id
    digits = sql_cast(same, String)
    numbers = select().select_from(series)
    fill(session, models.Customer, numbers, id=same, reference="FX-" + digits, name="M. " + digits)
    for key in ("m", digits):  # what the agency finds them by
        fill(session, models.CustomerKey, numbers, key=key, customer_id=same)
    fill(
        session,
        models.User,
        numbers,
        id=same,
        username="client-" + digits,
        display_name="M. " + digits,
        password_hash=hash_password(PASSWORD),
        validated_at=WRITTEN_AT,
        role="customer",
    )
    fill(session, models.CustomerAccess, numbers, user_id=same, customer_id=same)
    _add_consents(session, numbers, same)
    _add_contracts(session, numbers, same)


def _add_consents(session: Session, numbers: Chosen, same: ColumnElement[int]) -> None:
    for purpose in Purpose:
        fill(
            session,
            models.Consent,
            numbers,
            customer_id=same,
            purpose=purpose.value,
            is_granted=True,
            given_at=WRITTEN_AT,
            given_by="bench",
            text_version="1",
        )


def _add_contracts(session: Session, numbers: Chosen, same: ColumnElement[int]) -> None:
    digits = sql_cast(same, String)
    fill(
        session,
        models.MeteringPoint,
        numbers,
        id=same,
        prm="9900000" + digits,
        name="Compteur " + digits,
        segment="C5",
    )
    fill(
        session,
        models.Contract,
        numbers,
        id=same,
        number="C5-" + digits,
        customer_id=same,
        metering_point_id=same,
        offer_name="Tarif Bleu",
        started_on=MONTHS[0],
    )


def fill(session: Session, model: type[models.Base], chosen: Chosen, **row: object) -> None:
    """Add a row of ``model`` for each ``chosen`` one: expressions of it, or the same for all."""
    table = cast("Table", model.__table__)
    columns = [
        value
        if isinstance(value, ColumnElement | InstrumentedAttribute)
        else literal(value, table.c[name].type)
        for name, value in row.items()
    ]
    session.execute(insert(table).from_select(list(row), chosen.with_only_columns(*columns)))
