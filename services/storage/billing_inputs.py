"""Loading what invoices are computed from: for many contracts at once, as plain rows."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Executable, func, or_, select
from sqlalchemy.orm import Session

from services.domain.billing_inputs import (
    Billed,
    ClassPower,
    ContractInputs,
    Holder,
    OptionSpan,
    ReadEnergy,
    ReadPeriod,
    Season,
)
from services.domain.invoices import InvoiceKind
from services.domain.readings import ReadingNature
from services.domain.tariffs.energy_price import OfferPrice
from services.domain.time_classes import TIME_CLASSES, TimeClass
from services.storage import models
from services.storage.models import (
    Contract,
    Customer,
    EnergyReadingRow,
    ImportedFile,
    Invoice,
    MeteringPoint,
    OffPeakCalendar,
    SubscribedPower,
    SupplyOption,
)
from services.storage.rows import AnyRow, fetch

T = TypeVar("T")

CONSUMPTION = (InvoiceKind.CONSUMPTION.value, InvoiceKind.SETTLEMENT.value)
"""The kinds of invoice that charge for a period of consumption."""


def find_contracts(session: Session, start: date, end: date) -> Sequence[int]:
    """Return the contracts that supply somebody between ``start`` and before ``end``."""
    query = (
        select(Contract.id)
        .where(
            Contract.started_on < end,
            or_(Contract.ended_on.is_(None), Contract.ended_on >= start),
        )
        .order_by(Contract.number)
    )
    return session.scalars(query).all()


def find_by_number(session: Session, numbers: Collection[str]) -> dict[str, int]:
    """Return the contracts of those numbers; unknown ones are left out."""
    query = select(Contract.number, Contract.id).where(Contract.number.in_(numbers))
    return {row.number: row.id for row in session.execute(query)}


def load_inputs(
    session: Session, contract_ids: Sequence[int], start: date, end: date
) -> list[ContractInputs]:
    """Return the contracts of ``contract_ids``, in that order, with what was read of them.

    ``start``, ``end``: the readings in force whose period touches these dates.
    """
    heads = {row.id: row for row in fetch(session, _heads(contract_ids))}
    points = [row.point_id for row in heads.values()]
    terms = [_group(session, query(contract_ids), build) for query, build in _TERMS]
    seasons = _group(session, _seasons(points), _season)
    readings = _load_readings(session, points, start, end)
    last = dict(map(tuple, fetch(session, _last_readings(points))))
    return [
        _contract(
            heads[contract_id],
            tuple(found.get(contract_id, []) for found in terms),
            seasons.get(heads[contract_id].point_id, []),
            readings.get(heads[contract_id].point_id, ()),
            last.get(heads[contract_id].point_id),
        )
        for contract_id in contract_ids
        if contract_id in heads
    ]


def _group(
    session: Session, query: Executable, build: Callable[[AnyRow], T]
) -> Mapping[int, list[T]]:
    """Return what each row of ``query`` builds, by the id in its first column."""
    groups: dict[int, list[T]] = defaultdict(list)
    for row in fetch(session, query):
        groups[row[0]].append(build(row))
    return groups


def _heads(contract_ids: Sequence[int]) -> Executable:
    return (
        select(
            *(Contract.id, Contract.number, Contract.offer_name),
            *(Contract.started_on, Contract.ended_on),
            *(Contract.direct_debit, Contract.monthly_instalments),
            Customer.id.label("customer_id"),
            Customer.reference,
            Customer.name.label("customer_name"),
            Customer.address.label("customer_address"),
            *(Customer.email, Customer.siren, Customer.vat_number, Customer.electronic_invoice),
            MeteringPoint.id.label("point_id"),
            MeteringPoint.prm,
            MeteringPoint.name.label("site_name"),
            MeteringPoint.address.label("site_address"),
            MeteringPoint.segment,
        )
        .join(Customer, Customer.id == Contract.customer_id)
        .join(MeteringPoint, MeteringPoint.id == Contract.metering_point_id)
        .where(Contract.id.in_(contract_ids))
    )


def _options(ids: Sequence[int]) -> Executable:
    table = SupplyOption
    return (
        select(table.contract_id, table.start, table.end, table.label, table.priced_option)
        .where(table.contract_id.in_(ids))
        .order_by(table.start)
    )


def _powers(ids: Sequence[int]) -> Executable:
    table = SubscribedPower
    return (
        select(table.contract_id, table.start, table.end, table.time_class, table.power_kva)
        .where(table.contract_id.in_(ids))
        .order_by(table.start)
    )


def _prices(ids: Sequence[int]) -> Executable:
    table = models.OfferPrice
    return (
        select(
            *(table.contract_id, table.start, table.end, table.subscription_eur_month),
            *(table.hph_ct_kwh, table.hch_ct_kwh, table.hpe_ct_kwh, table.hce_ct_kwh),
        )
        .where(table.contract_id.in_(ids))
        .order_by(table.start)
    )


def _billed(ids: Sequence[int]) -> Executable:
    return (
        select(
            *(Invoice.contract_id, Invoice.number, Invoice.period_start, Invoice.period_end),
            Invoice.origin == "computed",
        )
        .where(Invoice.contract_id.in_(ids), Invoice.kind.in_(CONSUMPTION))
        .order_by(Invoice.period_start)
    )


def _seasons(point_ids: Sequence[int]) -> Executable:
    table = OffPeakCalendar
    return (
        select(table.metering_point_id, table.start, table.end, table.high_season_months)
        .where(table.metering_point_id.in_(point_ids))
        .order_by(table.start)
    )


def _last_readings(point_ids: Sequence[int]) -> Executable:
    table = EnergyReadingRow
    return (
        select(table.metering_point_id, func.max(table.period_end))
        .where(table.metering_point_id.in_(point_ids), table.replaced_by_id.is_(None))
        .group_by(table.metering_point_id)
    )


_TERMS: tuple[tuple[Callable[[Sequence[int]], Executable], Callable[[AnyRow], Any]], ...] = (
    (_options, lambda row: OptionSpan(*row[1:])),
    (_powers, lambda row: ClassPower(row[1], row[2], TimeClass(row[3]), row[4])),
    (_prices, lambda row: OfferPrice(row[1], row[2], row[3], (row[4], row[5], row[6], row[7]))),
    (_billed, lambda row: Billed(row[1], row[2], row[3], bool(row[4]))),
)


def _season(row: AnyRow) -> Season:
    return Season(row[1], row[2], frozenset(map(int, row[3].split(","))))


def _load_readings(
    session: Session, point_ids: Sequence[int], start: date, end: date
) -> dict[int, tuple[ReadPeriod, ...]]:
    """Return what was read of each point, one for each of its periods, oldest first."""
    row = EnergyReadingRow
    query = (
        select(
            *(row.metering_point_id, row.period_start, row.period_end),
            *(row.time_class, row.energy_kwh, row.nature, ImportedFile.name),
        )
        .join(ImportedFile, ImportedFile.id == row.import_id)
        .where(
            row.metering_point_id.in_(point_ids),
            row.replaced_by_id.is_(None),
            row.period_end > start,
            row.period_start < end,
        )
    )
    found: dict[tuple[int, date, date], list[ReadEnergy]] = defaultdict(list)
    for point_id, first, last, name, kwh, nature, file_name in fetch(session, query):
        energy = ReadEnergy(TimeClass(name), kwh, ReadingNature(nature), file_name)
        found[point_id, last, first].append(energy)
    periods: dict[int, tuple[ReadPeriod, ...]] = defaultdict(tuple)
    for (point_id, last, first), energies in sorted(found.items(), key=lambda item: item[0]):
        energies.sort(key=lambda energy: TIME_CLASSES.index(energy.time_class))
        periods[point_id] += (ReadPeriod(first, last, tuple(energies)),)
    return periods


def _contract(
    row: AnyRow,
    terms: tuple[Sequence[Any], ...],
    seasons: Sequence[Season],
    readings: tuple[ReadPeriod, ...],
    last_reading_on: date | None,
) -> ContractInputs:
    options, powers, prices, billed = terms
    return ContractInputs(
        id=row.id,
        number=row.number,
        offer_name=row.offer_name,
        started_on=row.started_on,
        ended_on=row.ended_on,
        is_direct_debit=row.direct_debit,
        is_on_instalments=row.monthly_instalments,
        holder=_holder(row),
        point_id=row.point_id,
        prm=row.prm,
        site_name=row.site_name,
        site_address=row.site_address,
        segment=row.segment,
        options=tuple(options),
        powers=tuple(powers),
        prices=tuple(prices),
        seasons=tuple(seasons),
        readings=readings,
        billed=tuple(billed),
        last_reading_on=last_reading_on,
    )


def _holder(row: AnyRow) -> Holder:
    return Holder(
        id=row.customer_id,
        reference=row.reference,
        name=row.customer_name,
        address=row.customer_address,
        email=row.email,
        siren=row.siren,
        vat_number=row.vat_number,
        has_electronic_invoice=row.electronic_invoice,
    )
