"""Many customers beside the measured one, multiplied by the database itself.

Each has a user, a contract, two years of monthly readings, invoices and payments; one in two has
monthly roll-ups and one in two hundred a load curve. Files arrive month by month for everybody, so
that one customer's rows lie far apart. The statements run on SQLite and on PostgreSQL.
"""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import BigInteger, String, select, text
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session

from services.domain.calendar import next_month
from services.domain.load_curve import Channel
from services.domain.time_classes import HIGH_SEASON_MONTHS
from services.storage import models
from services.storage.engine import Database
from services.storage.load_curves.codec import encode
from tests.bench.curves import LAST_YEAR, STEP_S, year_curve
from tests.bench.estate import WRITTEN_AT
from tests.bench.people import FIRST_ID, MONTHS, Chosen, add_people, fill

MONTH_J = 200 * 3_600_000
ONE_DAY = timedelta(days=1)


def username(number: int) -> str:
    """Return the user name of the customer of that number, 0 and up."""
    return f"client-{FIRST_ID + number}"


def contract_number(number: int) -> str:
    """Return the contract number of the customer of that number."""
    return f"C5-{FIRST_ID + number}"


def write_customers(url: str, *, count: int, curve_one_in: int = 200) -> None:
    """Add ``count`` customers to the migrated database of ``url``: a minute for 100 000.

    One in ``curve_one_in`` of them has a load curve over the last twelve months.
    """
    database = Database(url)
    with database.write() as session:
        if session.get_bind().dialect.name == "sqlite":
            session.connection().exec_driver_sql("PRAGMA cache_size = -400000")
        add_people(session, count)
        _add_supply(session)
        for position, month in enumerate(MONTHS):
            _add_month(session, month, position)
        for month in MONTHS[-12:]:
            _add_curves(session, month, _everybody(curve_one_in))
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("ANALYZE"))  # as the server would do by itself, later
    database.dispose()


def write_people(url: str, *, count: int) -> None:
    """Add ``count`` customers to be found, with a contract and an invoice each, nothing else."""
    database = Database(url)
    with database.write() as session:
        add_people(session, count)
        _add_invoice(session, MONTHS[-1])
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("ANALYZE"))
    database.dispose()


def _add_supply(session: Session) -> None:
    """Add what a contract and its metering point have from the start."""
    contract, everybody = models.Contract.id, _everybody()
    for time_class in ("HPH", "HCH", "HPE", "HCE"):
        fill(
            session,
            models.SubscribedPower,
            everybody,
            contract_id=contract,
            time_class=time_class,
            start=MONTHS[0],
            power_kva=9,
        )
    fill(
        session,
        models.SupplyOption,
        everybody,
        contract_id=contract,
        start=MONTHS[0],
        label="MU",
    )
    fill(
        session,
        models.OffPeakCalendar,
        everybody,
        id=contract,
        metering_point_id=contract,
        start=MONTHS[0],
    )
    for season in ("high", "low"):
        fill(
            session,
            models.OffPeakHours,
            everybody,
            calendar_id=contract,
            season=season,
            start_minute=22 * 60,
            end_minute=6 * 60,
        )
    fill(session, models.PreferredContract, _everybody(2), user_id=contract, contract_id=contract)


def _add_month(session: Session, month: date, position: int) -> None:
    """Add what one month brings to everybody."""
    point, after = models.Contract.id, next_month(month)
    import_id = _add_file(session, f"releves-{month:%Y-%m}.csv")
    for time_class in ("HPH", "HCH") if month.month in HIGH_SEASON_MONTHS else ("HPE", "HCE"):
        fill(
            session,
            models.EnergyReadingRow,
            _everybody(),
            metering_point_id=point,
            time_class=time_class,
            period_start=month,
            period_end=after,
            energy_kwh=80 + (point * 7 + position * 13) % 240,
            nature="real",
            import_id=import_id,
        )
    fill(
        session,
        models.MonthlyEnergy,
        _everybody(2),
        metering_point_id=point,
        month=month,
        first_day=month,
        last_day=after - ONE_DAY,
        **_rollup((after - month).days),
    )
    if position % 2:
        _add_invoice(session, month)


def _add_invoice(session: Session, month: date) -> None:
    """Add an invoice of two months to everybody; all but the last one are paid."""
    after = next_month(month)
    fill(
        session,
        models.Invoice,
        _everybody(),
        contract_id=models.Contract.id,
        number=f"FX-{month:%y%m}-" + sql_cast(models.Contract.id, String),
        label="Facture",
        issued_on=after,
        due_on=after + 20 * ONE_DAY,
        period_start=month,
        period_end=after,
        amount_eur=60 + models.Contract.id % 90,
    )
    invoice = models.Invoice
    issued = (
        select()
        .select_from(invoice)
        .where(invoice.issued_on == after, invoice.contract_id >= FIRST_ID)
    )
    _book(session, issued, "invoice", after, 1)
    if month != MONTHS[-1]:
        _book(session, issued, "payment", after + 18 * ONE_DAY, -1)


def _book(session: Session, issued: Chosen, kind: str, day: date, sign: int) -> None:
    """Book the invoices, or their payments: two postings each."""
    invoice, entry, contract = models.Invoice, models.LedgerEntry, models.Contract
    held = issued.join(contract, contract.id == invoice.contract_id)
    key = f"{kind}:{day:%Y%m%d}:" + sql_cast(invoice.id, String)
    cents = sql_cast(invoice.amount_eur * 100, BigInteger)
    payment_id = None
    if kind == "payment":
        paid = {"customer_id": contract.customer_id, "paid_on": day, "mode": "direct_debit"}
        fill(session, models.Payment, held, id=invoice.id, amount_cents=cents, **paid)
        payment_id = invoice.id
    fill(
        session,
        entry,
        held,
        customer_id=contract.customer_id,
        kind=kind,
        key=key,
        happened_on=day,
        booked_at=datetime.combine(day, time(), UTC),
        invoice_id=invoice.id,
        payment_id=payment_id,
    )
    booked = issued.join(entry, entry.key == key)
    sides = ((1, "customer", sign), (2, "sales" if sign > 0 else "bank", -sign))
    for position, account, side in sides:
        fill(
            session,
            models.LedgerPosting,
            booked,
            entry_id=entry.id,
            position=position,
            account=account,
            amount_cents=side * cents,
            contract_id=invoice.contract_id,
            invoice_id=invoice.id,
        )


def _add_curves(session: Session, month: date, some: Chosen) -> None:
    """Add a month's curve and days to some customers: the same curve for all."""
    point, after = models.Contract.id, next_month(month)
    import_id = _add_file(session, f"courbes-{month:%Y-%m}.csv")
    kept = {"metering_point_id": point, "channel": Channel.ACTIVE.value, "month": month}
    points = (after - month).days * 144
    curve = year_curve(0, LAST_YEAR)
    fill(
        session,
        models.LoadCurveMonth,
        some,
        **kept,
        step_s=STEP_S,
        payload=encode(curve.power_w[:points], curve.status[:points]),
        import_id=import_id,
    )
    fill(
        session,
        models.LoadCurveChange,
        some,
        **kept,
        import_id=import_id,
        points_added=points,
        points_changed=0,
    )
    for number in range((after - month).days):
        day = month + number * ONE_DAY
        fill(session, models.DailyEnergy, some, metering_point_id=point, day=day, **_rollup(1))


def _rollup(days: int) -> dict[str, object]:
    return {
        **dict.fromkeys(("hph_j", "hch_j", "hpe_j", "hce_j"), days * MONTH_J // 30),
        "expected_s": days * 86_400,
        "real_s": days * 86_400,
        "estimated_s": 0,
        "max_power_w": 9000,
    }


def _everybody(one_in: int = 1) -> Chosen:
    """Return the contracts of the added customers, or of one in ``one_in`` of them."""
    same = models.Contract.id
    chosen = select().select_from(models.Contract).where(same >= FIRST_ID)
    return chosen.where(same % one_in == 0) if one_in > 1 else chosen


def _add_file(session: Session, name: str) -> int:
    row = models.ImportedFile(
        name=name,
        sha256=f"{name:0>64}",
        kind="bench",
        size_bytes=0,
        imported_at=WRITTEN_AT,
        imported_by="bench",
    )
    session.add(row)
    session.flush()
    return row.id
