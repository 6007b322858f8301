"""Everything that is kept about one person and their customers, as plain rows.

The names of listings and columns are those of the files that the person gets.
"""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from services.storage.models import (
    AuditEvent,
    Consent,
    Contract,
    Customer,
    CustomerAccess,
    DataRequest,
    Invoice,
    InvoiceDelivery,
    KnownDevice,
    LedgerEntry,
    LedgerPosting,
    MeteringPoint,
    Passkey,
    Payment,
    PaymentAttempt,
    RegistrationRequest,
    SubscribedPower,
    User,
    UserSession,
)
from services.storage.personal_measures import PointOfContract, measures, rollups

STAFF_ROLES = ("agent", "supervisor", "administrator")

Columns = tuple[str, ...]
Rows = list[Row[*tuple[object, ...]]]


def load_listings(session: Session, user_id: int) -> Iterator[tuple[str, Columns, Rows]]:
    """Yield the name, columns and rows of each listing about the person ``user_id``."""
    customers = select(CustomerAccess.customer_id).where(CustomerAccess.user_id == user_id)
    mine = Contract.customer_id.in_(customers)
    for name, query in _queries(user_id, mine, load_points(session, user_id)).items():
        result = session.execute(query)
        yield name, tuple(result.keys()), list(result.all())
    history = session.execute(_history(user_id, customers))
    yield "historique_des_acces", tuple(history.keys()), list(history.all())


def _queries(
    user_id: int, mine: ColumnElement[bool], points: Sequence[PointOfContract]
) -> Mapping[str, Select[*tuple[object, ...]]]:
    supply = {**_supply(mine), **_billing(mine), **measures(mine, points), **rollups(mine)}
    person = {**_person(user_id), **_asked(user_id)}
    return {**person, **_agreements(user_id), **_choices(user_id), **supply}


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
    }


def _agreements(user_id: int) -> Mapping[str, Select[*tuple[object, ...]]]:
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
        .join(CustomerAccess, CustomerAccess.customer_id == Customer.id)
        .where(CustomerAccess.user_id == user_id)
        .order_by(Customer.reference),
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


def _choices(user_id: int) -> Mapping[str, Select[*tuple[object, ...]]]:
    return {
        "remise_des_factures": select(
            Customer.reference.label("client"),
            InvoiceDelivery.choice.label("choix"),
            InvoiceDelivery.chosen_at.label("choisi_le"),
            InvoiceDelivery.chosen_by.label("choisi_par"),
            InvoiceDelivery.email.label("adresse_electronique"),
            InvoiceDelivery.text_version.label("version_du_texte"),
        )
        .join(Customer, Customer.id == InvoiceDelivery.customer_id)
        .join(CustomerAccess, CustomerAccess.customer_id == Customer.id)
        .where(CustomerAccess.user_id == user_id)
        .order_by(InvoiceDelivery.id),
        "reglements_par_carte": select(
            Customer.reference.label("client"),
            PaymentAttempt.reference.label("reference"),
            PaymentAttempt.created_at.label("commence_le"),
            PaymentAttempt.amount_eur.label("montant_eur"),
            PaymentAttempt.state.label("issue"),
        )
        .join(Customer, Customer.id == PaymentAttempt.customer_id)
        .join(CustomerAccess, CustomerAccess.customer_id == Customer.id)
        .where(CustomerAccess.user_id == user_id)
        .order_by(PaymentAttempt.id),
    }


def _supply(mine: ColumnElement[bool]) -> Mapping[str, Select[*tuple[object, ...]]]:
    return {
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
            (-LedgerPosting.amount_eur).label("montant_eur"),
            Payment.mode.label("moyen"),
            Payment.incident.label("incident"),
        )
        .select_from(Contract)
        .join(LedgerPosting, LedgerPosting.contract_id == Contract.id)
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .join(Payment, Payment.id == LedgerEntry.payment_id)
        .join(Invoice, Invoice.id == LedgerPosting.invoice_id)
        .where(mine, LedgerEntry.kind == "payment")
        .order_by(Payment.paid_on, Payment.id, Invoice.id),
    }


def _history(user_id: int, customers: Select[int]) -> Select[*tuple[object, ...]]:
    """Return the trail about the person, without the agency's names and others' addresses."""
    is_other = func.coalesce(AuditEvent.actor_id, 0) != user_id
    is_staff = and_(AuditEvent.actor_role.in_(STAFF_ROLES), AuditEvent.actor_id != user_id)
    return (
        select(
            AuditEvent.happened_at.label("date"),
            AuditEvent.kind.label("evenement"),
            case((is_staff, "Agence Terralis"), else_=AuditEvent.actor_name).label("auteur"),
            case((is_other, ""), else_=AuditEvent.address).label("adresse_ip"),
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
