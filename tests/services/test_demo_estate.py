"""The manager's sites: the real French one and the twelve Cambridge buildings."""

import csv
import json
from datetime import date

import pytest
from sqlalchemy import func, select

from services.demonstration.demo_files import FOLDER
from services.storage.consumption import find_coverage, load_months
from services.storage.engine import Database
from services.storage.models import (
    DailyEnergy,
    DailyTemperatureRow,
    ImportedFile,
    MeteringPoint,
    OffPeakCalendar,
    SubscribedPower,
    SupplyOption,
)
from tests.services.demonstration import CLASSES, customer_of


def test_the_manager_has_the_real_site_and_cambridge(demo_database: Database) -> None:
    _, contracts = customer_of(demo_database, "gestionnaire")
    assert len(contracts) == 13
    real, *cambridge = contracts
    assert real.metering_point.prm == "30001642617347"
    assert all("anglais" in c.metering_point.note for c in cambridge)
    assert {c.started_on for c in cambridge} == {date(2019, 1, 1)}
    with demo_database.begin() as session:
        real_reach = find_coverage(session, real.metering_point_id)
        assert (real_reach.readings_start, real_reach.readings_end) == (
            date(2019, 1, 9),
            date(2022, 1, 9),
        )
        assert (real_reach.curve_start, real_reach.curve_end) == (
            date(2020, 2, 3),
            date(2022, 2, 3),
        )
        for contract in cambridge:
            reach = find_coverage(session, contract.metering_point_id)
            assert (reach.curve_start, reach.curve_end) == (date(2019, 1, 1), date(2023, 1, 1))
        calendars = session.scalars(select(OffPeakCalendar)).all()
        windows = {(w.start_minute, w.end_minute) for c in calendars for w in c.windows}
    assert windows == {(22 * 60, 6 * 60)}
    assert min(c.start for c in calendars) <= date(2015, 1, 1)


def test_cambridge_years_are_those_of_the_archive(demo_database: Database) -> None:
    with (FOLDER / "cambridge/cambridge_batiments_resume.csv").open() as file:
        summary = {row["batiment"]: row for row in csv.DictReader(file)}
    with demo_database.begin() as session:
        points = session.scalars(
            select(MeteringPoint).where(MeteringPoint.source_label.is_not(None))
        ).all()
        assert {p.source_label for p in points} == set(summary)
        for point in points:
            months = load_months(session, point.id, date(2021, 1, 1), date(2022, 1, 1))
            mwh = sum(sum(m.energy_j) for m in months) / 3.6e9
            row = summary[point.source_label or ""]
            # The archive's years are UTC, ours local: an hour apart.
            assert mwh == pytest.approx(float(row["mwh_2021"]), abs=0.15), point.name
            assert max(m.max_power_w or 0 for m in months) <= float(row["max_kw"]) * 1_000 + 50


def test_cambridges_zeros_are_missing_and_counted(demo_database: Database) -> None:
    with (FOLDER / "cambridge/cambridge_batiments_resume.csv").open() as file:
        zeros = {r["batiment"]: int(r["zeros_ou_manquants"]) for r in csv.DictReader(file)}
    with demo_database.begin() as session:
        stored = session.scalars(
            select(ImportedFile.report).where(ImportedFile.kind == "buildings")
        ).one()
        labels = {point.prm: point.source_label for point in session.scalars(select(MeteringPoint))}
    parts = json.loads(stored)["parts"]
    assert {labels[part["subject"]]: part["missing"] for part in parts} == zeros


def test_powers_never_decrease_and_three_sites_exceed_them(demo_database: Database) -> None:
    _, contracts = customer_of(demo_database, "gestionnaire")
    exceeded = 0
    with demo_database.begin() as session:
        for contract in contracts:
            rows = session.scalars(
                select(SubscribedPower).where(SubscribedPower.contract_id == contract.id)
            ).all()
            powers = {row.time_class: row.power_kva for row in rows}
            ordered = [powers[c] for c in CLASSES]
            assert ordered == sorted(ordered), contract.number
            assert max(ordered) <= 250
            peak_w = session.scalar(
                select(func.max(DailyEnergy.max_power_w)).where(
                    DailyEnergy.metering_point_id == contract.metering_point_id
                )
            )
            exceeded += (peak_w or 0) > 1_000 * max(ordered)
    assert contracts[0].metering_point.prm == "30001642617347"
    assert exceeded >= 3


def test_the_real_site_subscribes_108_kva_and_cu(demo_database: Database) -> None:
    _, (real, *_) = customer_of(demo_database, "gestionnaire")
    with demo_database.begin() as session:
        rows = session.scalars(
            select(SubscribedPower.power_kva).where(SubscribedPower.contract_id == real.id)
        ).all()
        option = session.scalars(
            select(SupplyOption).where(SupplyOption.contract_id == real.id)
        ).one()
    assert rows == [108, 108, 108, 108]
    assert option.priced_option == "CU"


def test_temperatures_of_thirteen_regions_and_bedford(demo_database: Database) -> None:
    with demo_database.begin() as session:
        regions = session.execute(
            select(DailyTemperatureRow.region, func.max(DailyTemperatureRow.day)).group_by(
                DailyTemperatureRow.region
            )
        )
        last = {region: day for region, day in regions}  # noqa: C416 - rows are no pairs to dict()
    assert len(last) == 14
    assert (last["bedford"], last["Bretagne"]) == (date(2022, 12, 31), date(2022, 6, 30))
