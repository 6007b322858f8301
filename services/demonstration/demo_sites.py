"""The demonstration's sites: which real meters and which invented contracts.

Real: the French C4 meter (Enedis files, EUPL-1.2) and the twelve Cambridge buildings (MIT).
Invented, here and in the other ``demo_`` modules: names, addresses, PRM and contract numbers,
subscribed powers. Telephone numbers and e-mail domains are of the ranges reserved for fiction.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from services.domain.time_classes import TIME_CLASSES
from services.storage.models import (
    Contract,
    Customer,
    MeteringPoint,
    OffPeakCalendar,
    OffPeakHours,
    SubscribedPower,
    SupplyOption,
)

CALENDARS_FROM = date(2010, 1, 1)
"""All the demonstration's meters have had the same off-peak hours since then."""

OFF_PEAK = (22 * 60, 6 * 60)
"""22 h to 6 h, in local minutes: recovered from the real meter's billed energy."""

REAL_PRM = "30001642617347"


@dataclass(frozen=True, slots=True)
class DemoSite:
    """A contract and its metering point; ``powers_kva`` in the order of TIME_CLASSES."""

    contract_number: str
    prm: str
    name: str
    town: str
    powers_kva: tuple[int, int, int, int]
    started_on: date
    offer_name: str = "Tarif Alt’Expert C4 CU"
    option_label: str = "CU"
    priced_option: str | None = "CU"
    address: str = ""
    source_label: str | None = None
    note: str = ""
    ended_on: date | None = None
    direct_debit: bool = False


CLOSEAUX = DemoSite(
    contract_number="C4-28-004417",
    prm="28000104286017",
    name="Siège et atelier",
    town="Le Coudray",
    address="1 chemin des Closeaux, 28630 Le Coudray",
    powers_kva=(72, 72, 72, 72),
    started_on=date(2013, 10, 31),
    offer_name="Tarif Alt’Expert C4 MU",
    option_label="MU",
    priced_option=None,
    direct_debit=True,
    note="Client de démonstration ; répartition par classe et année précédente inventées.",
)

NEIGHBOUR = DemoSite(
    contract_number="C4-28-005120",
    prm="28000204473921",
    name="Atelier de menuiserie",
    town="Illiers-Combray",
    address="14 rue du Lavoir, 28120 Illiers-Combray",
    powers_kva=(42, 42, 48, 48),
    started_on=date(2014, 1, 1),
    note="Client de démonstration ; relevés et factures inventés.",
)

ENDED = DemoSite(
    contract_number="C4-28-003305",
    prm="28000304118264",
    name="Ancien magasin",
    town="Bonneval",
    address="6 place de l’Église, 28800 Bonneval",
    powers_kva=(48, 48, 48, 48),
    started_on=date(2012, 4, 1),
    ended_on=date(2015, 6, 30),
    note="Contrat résilié de démonstration.",
)

REAL_SITE = DemoSite(
    contract_number="C4-90-000101",
    prm=REAL_PRM,
    name="Bâtiment public",
    town="Lieu non publié",
    powers_kva=(108, 108, 108, 108),
    started_on=date(2019, 1, 1),
    direct_debit=True,
    note="Compteur réel (fichiers Enedis, EUPL-1.2) ; numéro de PRM et puissance souscrite "
    "inventés pour la démonstration.",
)

_CAMBRIDGE_NOTE = (
    "Bâtiment anglais de l’université de Cambridge (données MIT, horaires) ; PRM, contrat et "
    "puissances souscrites inventés pour la démonstration."
)

# Seven of them are subscribed below their highest hour, so that there is something to optimise.
_CAMBRIDGE_POWERS_KVA: tuple[tuple[str, tuple[int, int, int, int]], ...] = (
    ("b0", (60, 60, 66, 66)),
    ("b4", (54, 54, 54, 60)),
    ("b11", (66, 66, 66, 66)),
    ("b70", (84, 84, 90, 90)),
    ("b86", (84, 84, 84, 84)),
    ("b41", (96, 96, 102, 102)),
    ("b25", (108, 108, 114, 114)),
    ("b23", (120, 120, 120, 120)),
    ("b82", (126, 126, 132, 132)),
    ("b26", (180, 180, 180, 186)),
    ("b37", (210, 210, 216, 222)),
    ("b109", (250, 250, 250, 250)),
)

CAMBRIDGE: tuple[DemoSite, ...] = tuple(
    DemoSite(
        contract_number=f"C4-90-0002{position:02}",
        prm=f"300091000002{position:02}",
        name=f"Bâtiment {label} (Cambridge)",
        town="Cambridge",
        address="Cambridge, Royaume-Uni",
        powers_kva=powers_kva,
        started_on=date(2019, 1, 1),
        source_label=label,
        note=_CAMBRIDGE_NOTE,
    )
    for position, (label, powers_kva) in enumerate(_CAMBRIDGE_POWERS_KVA, start=1)
)


def add_site(session: Session, customer: Customer, site: DemoSite) -> Contract:
    """Add the metering point, its off-peak hours and its contract; return the contract."""
    point = MeteringPoint(
        prm=site.prm,
        name=site.name,
        address=site.address or site.town,
        town=site.town,
        segment="C4",
        source_label=site.source_label,
        note=site.note,
    )
    contract = Contract(
        number=site.contract_number,
        customer=customer,
        metering_point=point,
        offer_name=site.offer_name,
        started_on=site.started_on,
        ended_on=site.ended_on,
        direct_debit=site.direct_debit,
    )
    session.add_all([point, contract])
    session.flush()
    session.add_all([_calendar(point), _option(contract, site), *_powers(contract, site)])
    return contract


def _calendar(point: MeteringPoint) -> OffPeakCalendar:
    start_minute, end_minute = OFF_PEAK
    windows = [
        OffPeakHours(season=season, start_minute=start_minute, end_minute=end_minute)
        for season in ("high", "low")
    ]
    return OffPeakCalendar(metering_point_id=point.id, start=CALENDARS_FROM, windows=windows)


def _option(contract: Contract, site: DemoSite) -> SupplyOption:
    return SupplyOption(
        contract_id=contract.id,
        start=site.started_on,
        end=site.ended_on,
        label=site.option_label,
        priced_option=site.priced_option,
    )


def _powers(contract: Contract, site: DemoSite) -> list[SubscribedPower]:
    return [
        SubscribedPower(
            contract_id=contract.id,
            time_class=time_class,
            start=site.started_on,
            end=site.ended_on,
            power_kva=power_kva,
        )
        for time_class, power_kva in zip(TIME_CLASSES, site.powers_kva, strict=True)
    ]
