"""Who supplies: every fact about Terralis that a document has to name, in this one place.

Terralis is invented. Its SIREN fails the check that real ones pass, the key of its VAT number is
not the one of that SIREN, its bank code belongs to no bank (the IBAN itself is well formed). A
supplier that uses the portal puts its own facts here; how to reach its agency is in the catalogue
(``contact.…``). What the state and the grid operator publish (mediator, emergencies) is real.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class EnergyMix:
    """Where the electricity sold in a year came from; shares in percent, they sum to 100.

    Source of the duty: energy code, art. R.333-10.
    """

    shares_pct: tuple[tuple[str, Decimal], ...]
    co2_g_kwh: int
    nuclear_waste_mg_kwh: Decimal


@dataclass(frozen=True, slots=True)
class Mediator:
    """The national energy mediator: free, for households, associations and small firms."""

    website: str
    telephone: str
    address: str


@dataclass(frozen=True, slots=True)
class Supplier:
    """A supplier of electricity.

    ``emergency``: the grid operator's number, to which the two figures of a department are added.
    ``late_penalty_points``: what is added to the European Central Bank's rate for professionals.
    """

    name: str
    legal_form: str
    capital_eur: int
    address: str
    registry: str
    siren: str
    vat_number: str
    email: str
    website: str
    iban: str
    bic: str
    late_penalty_points: int
    recovery_indemnity_eur: int
    energy_mix: EnergyMix
    mediator: Mediator
    grid_operator: str
    emergency: str


SUPPLIER = Supplier(
    name="Terralis",
    legal_form="SAS",
    capital_eur=2_400_000,
    address="1 allée du Colza, 28000 Chartres",
    registry="Chartres",
    siren="123456789",
    vat_number="FR00123456789",
    email="agence@terralis.example",
    website="ael.terralis.fr",
    iban="FR5299999280000TERRALIS0091",
    bic="TRLSFRP0XXX",
    late_penalty_points=10,
    recovery_indemnity_eur=40,
    energy_mix=EnergyMix(
        shares_pct=(
            ("wind", Decimal("31.5")),
            ("hydro", Decimal("27.0")),
            ("solar", Decimal("12.5")),
            ("nuclear", Decimal("24.0")),
            ("gas", Decimal("5.0")),
        ),
        co2_g_kwh=21,
        nuclear_waste_mg_kwh=Decimal("0.6"),
    ),
    mediator=Mediator(
        website="www.energie-mediateur.fr",
        telephone="0 800 112 212",
        address="Libre réponse n° 59252, 75443 Paris Cedex 09",
    ),
    grid_operator="Enedis",
    emergency="09726750",
)
