"""Everything that is kept about one person and their customers, as plain rows.

The names of listings and columns are those of the files that the person gets.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, Select, and_, case, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from services.storage.models import (
    AuditEvent,
    Consent,
    Contract,
    Customer,
    CustomerAccess,
    DailyEnergy,
    DataRequest,
    EnergyReadingRow,
    IndexReadingRow,
    Invoice,
    KnownDevice,
    MeteringPoint,
    MonthlyEnergy,
    Passkey,
    Payment,
    RegistrationRequest,
    SubscribedPower,
    User,
    UserSession,
)

STAFF_ROLES = ("agent", "supervisor", "administrator")

DatedColumn = InstrumentedAttribute[date] | InstrumentedAttribute[datetime]
Columns = tuple[str, ...]
Rows = list[Row[*tuple[object, ...]]]


@dataclass(frozen=True, slots=True)
class PointOfContract:
    """A metering point over the dates of a contract of the person's customers."""

    contract_number: str
    metering_point_id: int
    started_on: date
    ended_on: date | None


def load_listings(session: Session, user_id: int) -> Iterator[tuple[str, Columns, Rows]]:
    """Yield the name, columns and rows of each listing about the person ``user_id``."""
    customers = select(CustomerAccess.customer_id).where(CustomerAccess.user_id == user_id)
    mine = Contract.customer_id.in_(customers)
    for name, query in _queries(user_id, mine).items():
        result = session.execute(query)
        yield name, tuple(result.keys()), list(result.all())
    history = session.execute(_history(user_id, customers))
    yield "historique_des_acces", tuple(history.keys()), list(history.all())


def _queries(user_id: int, mine: ColumnElement[bool]) -> Mapping[str, Select[*tuple[object, ...]]]:
    supply = {**_supply(mine), **_billing(mine), **_measures(mine), **_rollups(mine)}
    return {**_person(user_id), **_asked(user_id), **supply}


def load_points(session: Session, user_id: int) -> list[PointOfContract]:
    """Return the metering points of the person's customers, by contract."""
    query = (
        select(Contract.number, Contract.metering_point_id, Contract.started_on, Contract.ended_on)
        .join(CustomerAccess, CustomerAccess.customer_id == Contract.customer_id)
        .where(CustomerAccess.user_id == user_id)
        .order_by(Contract.number)
    )
    return [PointOfContract(*row) for row in session.execute(query)]


def _person(user_id: int) -> Mapping[str, Select[*tuple[object, ...]]]:
    return {
        "compte": select(
            User.username.label("nom_utilisateur"),
            User.display_name.label("nom"),
            User.email.label("courriel"),
            User.role.label("role"),
            User.created_at.label("cree_le"),
            User.validated_at.label("valide_le"),
            User.last_sign_in_at.label("derniere_connexion"),
        ).where(User.id == user_id),
        "sessions": select(
            UserSession.created_at.label("ouverte_le"),
            UserSession.last_seen_at.label("dernier_usage"),
            UserSession.expires_at.label("expire_le"),
            UserSession.address.label("adresse_ip"),
            UserSession.device.label("appareil"),
        ).where(UserSession.user_id == user_id),
        "appareils_connus": select(
            KnownDevice.first_seen_at.label("premier_usage"),
            KnownDevice.last_seen_at.label("dernier_usage"),
        ).where(KnownDevice.user_id == user_id),
    }


def _asked(user_id: int) -> Mapping[str, Select[*tuple[object, ...]]]:
    return {
        "cles_d_acces": select(
            Passkey.name.label("nom"),
            Passkey.created_at.label("creee_le"),
            Passkey.last_used_at.label("dernier_usage"),
        ).where(Passkey.user_id == user_id),
        "demandes": select(
            DataRequest.kind.label("genre"),
            DataRequest.state.label("etat"),
            DataRequest.created_at.label("demandee_le"),
            DataRequest.finished_at.label("traitee_le"),
            DataRequest.answer.label("reponse"),
        ).where(DataRequest.user_id == user_id),
        "inscription": select(
            RegistrationRequest.created_at.label("demandee_le"),
            RegistrationRequest.display_name.label("nom"),
            RegistrationRequest.email.label("courriel"),
            RegistrationRequest.telephone.label("telephone"),
            RegistrationRequest.address.label("adresse_ip"),
            RegistrationRequest.state.label("etat"),
        ).where(RegistrationRequest.user_id == user_id),
        "consentements": select(
            Customer.reference.label("client"),
            Consent.purpose.label("objet"),
            Consent.is_granted.label("accord"),
            Consent.given_at.label("donne_le"),
            Consent.given_by.label("donne_par"),
            Consent.text_version.label("version_du_texte"),
        )
        .join(Customer, Customer.id == Consent.customer_id)
        .join(CustomerAccess, CustomerAccess.customer_id == Customer.id)
        .where(CustomerAccess.user_id == user_id)
        .order_by(Consent.id),
    }


def _supply(mine: ColumnElement[bool]) -> Mapping[str, Select[*tuple[object, ...]]]:
    return {
        "clients": select(
            Customer.reference.label("reference"),
            Customer.name.label("nom"),
            Customer.address.label("adresse"),
            Customer.telephone.label("telephone"),
            Customer.fax.label("telecopie"),
            Customer.email.label("courriel"),
            Customer.electronic_invoice.label("facture_electronique"),
        )
        .join(Contract, Contract.customer_id == Customer.id, isouter=True)
        .where(mine)
        .distinct(),
        "contrats": select(
            Contract.number.label("contrat"),
            Customer.reference.label("client"),
            MeteringPoint.prm.label("prm"),
            MeteringPoint.name.label("site"),
            MeteringPoint.address.label("adresse"),
            MeteringPoint.segment.label("segment"),
            Contract.offer_name.label("offre"),
            Contract.started_on.label("debut"),
            Contract.ended_on.label("fin"),
            Contract.direct_debit.label("prelevement"),
            Contract.monthly_instalments.label("mensualisation"),
        )
        .join(Customer, Customer.id == Contract.customer_id)
        .join(MeteringPoint, MeteringPoint.id == Contract.metering_point_id)
        .where(mine)
        .order_by(Contract.number),
        "puissances_souscrites": select(
            Contract.number.label("contrat"),
            SubscribedPower.time_class.label("classe"),
            SubscribedPower.start.label("debut"),
            SubscribedPower.end.label("fin"),
            SubscribedPower.power_kva.label("puissance_kva"),
        )
        .join(SubscribedPower, SubscribedPower.contract_id == Contract.id)
        .where(mine)
        .order_by(Contract.number, SubscribedPower.start),
    }


def _billing(mine: ColumnElement[bool]) -> Mapping[str, Select[*tuple[object, ...]]]:
    invoices = Invoice.contract_id == Contract.id
    return {
        "factures": select(
            Contract.number.label("contrat"),
            Invoice.number.label("facture"),
            Invoice.label.label("libelle"),
            Invoice.issued_on.label("emise_le"),
            Invoice.due_on.label("echeance"),
            Invoice.period_start.label("debut"),
            Invoice.period_end.label("fin"),
            Invoice.amount_eur.label("montant_eur"),
        )
        .join(Invoice, invoices)
        .where(mine)
        .order_by(Invoice.issued_on, Invoice.id),
        "paiements": select(
            Invoice.number.label("facture"),
            Payment.paid_on.label("paye_le"),
            Payment.amount_eur.label("montant_eur"),
            Payment.mode.label("moyen"),
            Payment.has_incident.label("incident"),
        )
        .select_from(Contract)
        .join(Invoice, invoices)
        .join(Payment, Payment.invoice_id == Invoice.id)
        .where(mine)
        .order_by(Payment.paid_on, Payment.id),
    }


def _since(column: DatedColumn) -> ColumnElement[bool]:
    """Tell what was measured under the contract: a meter outlives it."""
    return and_(
        column >= Contract.started_on,
        or_(Contract.ended_on.is_(None), column < Contract.ended_on),
    )


def _measures(mine: ColumnElement[bool]) -> Mapping[str, Select[*tuple[object, ...]]]:
    readings, indexes = EnergyReadingRow, IndexReadingRow
    point = Contract.metering_point_id
    number = Contract.number.label("contrat")
    return {
        "releves_energie": select(
            number,
            readings.time_class.label("classe"),
            readings.period_start.label("debut"),
            readings.period_end.label("fin"),
            readings.energy_kwh.label("energie_kwh"),
            readings.nature.label("nature"),
            readings.replaced_by_id.is_not(None).label("remplace"),
        )
        .join(readings, readings.metering_point_id == point)
        .where(mine, _since(readings.period_start))
        .order_by(number, readings.period_end, readings.id),
        "releves_index": select(
            number,
            indexes.read_at.label("releve_le"),
            indexes.quantity.label("grandeur"),
            indexes.time_class.label("classe"),
            indexes.value.label("valeur"),
            indexes.unit.label("unite"),
            indexes.nature.label("nature"),
        )
        .join(indexes, indexes.metering_point_id == point)
        .where(mine, _since(indexes.read_at))
        .order_by(number, indexes.read_at, indexes.id),
    }


def _rollups(mine: ColumnElement[bool]) -> Mapping[str, Select[*tuple[object, ...]]]:
    days, months, point = DailyEnergy, MonthlyEnergy, Contract.metering_point_id
    rolled = ("hph_j", "hch_j", "hpe_j", "hce_j", "expected_s", "real_s", "estimated_s")
    number = Contract.number.label("contrat")
    return {
        "energies_quotidiennes": select(
            number, days.day.label("jour"), *(getattr(days, name) for name in rolled)
        )
        .join(days, days.metering_point_id == point)
        .where(mine, _since(days.day))
        .order_by(number, days.day),
        "energies_mensuelles": select(
            number, months.month.label("mois"), *(getattr(months, name) for name in rolled)
        )
        .join(months, months.metering_point_id == point)
        .where(mine, _since(months.first_day))
        .order_by(number, months.month),
    }


def _history(user_id: int, customers: Select[int]) -> Select[*tuple[object, ...]]:
    """Return the trail about the person; the agency's people are not named."""
    is_staff = and_(AuditEvent.actor_role.in_(STAFF_ROLES), AuditEvent.actor_id != user_id)
    return (
        select(
            AuditEvent.happened_at.label("date"),
            AuditEvent.kind.label("evenement"),
            case((is_staff, "Agence Terralis"), else_=AuditEvent.actor_name).label("auteur"),
            case((is_staff, ""), else_=AuditEvent.address).label("adresse_ip"),
            AuditEvent.details.label("details"),
        )
        .where(
            or_(
                AuditEvent.actor_id == user_id,
                AuditEvent.subject_user_id == user_id,
                AuditEvent.subject_customer_id.in_(customers),
            )
        )
        .order_by(AuditEvent.number)
    )
