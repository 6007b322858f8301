"""What is not billed: said with its reason, never guessed around, and it holds up nobody."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from services.billing.issuing import Order, issue_month
from services.billing.refusals import Reason
from services.kernel.house import House
from services.storage.engine import Database
from services.storage.models import (
    Contract,
    EnergyReadingRow,
    Invoice,
    MeteringPoint,
    OfferPrice,
    SubscribedPower,
    SupplyOption,
)
from tests.conftest import NOW
from tests.services.issued import ACTOR, DECEMBER, add_second, issue, plain
from tests.services.mail_house import build_house
from tests.services.supplied import NOVEMBER, Read, add_reading, add_supplies, november


@pytest.fixture
def house(database: Database) -> House:
    """Return a house with one contract, read for November 2021."""
    with database.write() as session:
        add_supplies(session, 1, november())
    return build_house(database)


_, END = NOVEMBER


def _later_price(session: Session) -> None:
    session.execute(update(OfferPrice).values(start=date(2021, 11, 20)))


def _two_prices(session: Session) -> None:
    cheap = dict.fromkeys(("hph_ct_kwh", "hch_ct_kwh", "hpe_ct_kwh", "hce_ct_kwh"), Decimal(5))
    contract_id = session.scalars(select(Contract.id)).one()
    price = {"start": date(2020, 6, 1), "subscription_eur_month": Decimal(0)} | cheap
    session.add(OfferPrice(contract_id=contract_id, **price))


def _small_and_late(session: Session) -> None:
    session.execute(update(SubscribedPower).values(power_kva=36))
    points = session.scalars(select(MeteringPoint.id)).all()
    add_reading(session, points, Read(date(2022, 12, 10), date(2023, 1, 10), (1, 1, 0, 0)))


def _printed(session: Session) -> None:
    contract_id = session.scalars(select(Contract.id)).one()
    facts = {"period_start": date(2021, 11, 30), "period_end": date(2021, 12, 31)}
    session.add(
        Invoice(
            contract_id=contract_id, number="FR-21-9", label="Facture", amount_eur=Decimal(1),
            issued_on=END, due_on=END, **facts,
        )
    )  # fmt: skip


def _early_invoice(session: Session) -> None:
    _printed(session)
    early = {"period_start": date(2021, 8, 9), "period_end": date(2021, 9, 9)}
    session.execute(update(Invoice).values(**early))


def _overlapping(session: Session) -> None:
    points = session.scalars(select(MeteringPoint.id)).all()
    add_reading(session, points, Read(date(2021, 11, 1), date(2021, 11, 30), (5, 5, 0, 0)))


CASES: dict[Reason, tuple[Callable[[Session], object], str]] = {
    Reason.NO_READING: (lambda s: s.execute(delete(EnergyReadingRow)), "aucun relevé sur ce mois"),
    Reason.BILLED: (_printed, "déjà facturé : facture FR-21-9"),
    Reason.READ_TWICE: (_overlapping, "relevés en double ou qui se chevauchent"),
    Reason.INCOMPLETE: (
        lambda s: s.execute(delete(EnergyReadingRow).where(EnergyReadingRow.time_class == "HCH")),
        "relevé incomplet : HCH absent",
    ),
    Reason.GAP: (_early_invoice, "relevé manquant du 09/09/2021 au 09/11/2021"),
    Reason.INSTALMENTS: (
        lambda s: s.execute(update(Contract).values(monthly_instalments=True)),
        "contrat mensualisé : facturé une fois par an",
    ),
    Reason.NOT_SUPPLIED: (
        lambda s: s.execute(update(Contract).values(started_on=date(2021, 11, 20))),
        "relevé hors de la durée du contrat",
    ),
    Reason.TOO_LATE: (
        _small_and_late,
        "consommation d’avant le 10/11/2021, plus de quatorze mois avant le dernier relevé :"
        " elle ne peut plus être facturée (art. L. 224-11 du code de la consommation)",
    ),
    Reason.SEGMENT: (
        lambda s: s.execute(update(MeteringPoint).values(segment="C5")),
        "barème absent : TURPE du segment C5",
    ),
    Reason.NO_OPTION: (
        lambda s: s.execute(update(SupplyOption).values(label="MU", priced_option=None)),
        "barème absent : option MU sans prix",
    ),
    Reason.TWO_OPTIONS: (
        lambda s: s.add(
            SupplyOption(contract_id=1, start=date(2021, 12, 1), label="LU", priced_option="LU")
        ),
        "changement d’option pendant la période",
    ),
    Reason.NO_POWER: (
        lambda s: s.execute(delete(SubscribedPower).where(SubscribedPower.time_class == "HCE")),
        "puissance souscrite inconnue au 09/11/2021",
    ),
    Reason.POWER_ORDER: (
        lambda s: s.execute(
            update(SubscribedPower).where(SubscribedPower.time_class == "HPE").values(power_kva=90)
        ),
        "puissances souscrites décroissantes d’une classe à la suivante",
    ),
    Reason.CONTRADICTION: (_two_prices, "données du contrat contradictoires"),
    Reason.NO_OFFER: (_later_price, "prix de l’offre absent au 09/11/2021"),
}


@pytest.mark.parametrize("reason", CASES)
def test_what_cannot_be_billed_is_said_and_holds_up_nobody(house: House, reason: Reason) -> None:
    change, sentence = CASES[reason]
    with house.database.write() as session:
        change(session)
    with house.database.write() as session:
        add_second(session)

    report = issue(house)

    assert [(r.reason, plain(r.sentence)) for r in report.refused] == [(reason, sentence)]
    assert [one.contract for one in report.issued] == ["C4-000002"]
    assert report.reasons == {reason: 1}


def test_a_date_without_a_rate_names_it(house: House) -> None:
    with house.database.write() as session:
        points = session.scalars(select(MeteringPoint.id)).all()
        add_reading(session, points, Read(date(2022, 7, 9), date(2022, 8, 9), (0, 0, 900, 400)))
        add_reading(session, points, Read(date(2021, 7, 9), date(2021, 8, 9), (0, 0, 900, 400)))

    def sentences(month: date) -> list[str]:
        return [plain(refused.sentence) for refused in issue(house, month).refused]

    # The grid of the summer of 2022 is not known, nor that before August 2021.
    assert sentences(date(2022, 8, 1)) == ["barème absent : TURPE CU au 01/08/2022"]
    assert sentences(date(2021, 8, 1)) == ["barème absent : TURPE CU au 09/07/2021"]


def test_a_period_that_is_not_over_waits(house: House) -> None:
    early = NOW.replace(year=2021, month=12, day=8)

    report = issue_month(house, Order(DECEMBER), actor=ACTOR, now=early)

    assert [r.reason for r in report.refused] == [Reason.NOT_OVER]
