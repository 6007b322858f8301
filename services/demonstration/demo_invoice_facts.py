"""Who, where and what the demonstration's printed invoices supplied."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.domain.invoices import InvoiceFacts
from services.domain.time_classes import TIME_CLASSES
from services.storage.models import Contract, SubscribedPower, SupplyOption


def facts_of(session: Session, contract: Contract) -> InvoiceFacts:
    """Return the facts of a contract; what the period adds to them is left out."""
    customer, point = contract.customer, contract.metering_point
    powers = session.execute(
        select(SubscribedPower.time_class, SubscribedPower.power_kva).where(
            SubscribedPower.contract_id == contract.id
        )
    )
    by_class = {row[0]: row[1] for row in powers}
    option = session.scalar(
        select(SupplyOption.label).where(SupplyOption.contract_id == contract.id)
    )
    return InvoiceFacts(
        customer_reference=customer.reference,
        customer_name=customer.name,
        customer_address=customer.address or "",
        contract_number=contract.number,
        offer_name=contract.offer_name,
        site_name=point.name,
        site_address=point.address or "",
        prm=point.prm,
        segment=point.segment,
        option=option or "",
        powers_kva={c.value: by_class[c.value] for c in TIME_CLASSES if c.value in by_class},
        is_direct_debit=contract.direct_debit,
        siren=customer.siren or "",
        vat_number=customer.vat_number or "",
        contract_start=contract.started_on,
    )
