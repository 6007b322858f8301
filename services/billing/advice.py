"""What the fixed part of an invoice tells its reader, where it can be known."""

import numpy as np
from sqlalchemy.orm import Session

from services import history
from services.domain.fixed_share import Advice, compute_fixed_share
from services.domain.invoices import InvoiceDetail
from services.domain.load_curve import PointStatus
from services.storage.access import HeldContract
from services.supply_period import supply_period_of

LEAST_SHARE_PCT = 40
FAR_BELOW = 0.8
"""A peak below this share of the subscribed power is far from it."""


def find_advice(session: Session, detail: InvoiceDetail, contract: HeldContract) -> Advice | None:
    """Return the advice on an invoice, None where nothing is sure.

    ``contract``: the one on the page; the peak is known for its own invoices only.
    """
    share = compute_fixed_share(detail)
    if share is None or share < LEAST_SHARE_PCT:
        return None
    powers = contract.site.subscribed_kva if contract.site.has_curve else None
    if powers is None or contract.site.contract_number != detail.row.contract_number:
        return Advice(share)
    supply = supply_period_of(contract)
    curve = history.load_curve(session, supply, detail.row.period_start, detail.row.period_end)
    known = None if curve is None else curve.power_w[curve.status != PointStatus.MISSING]
    peak_kw = float(np.max(known)) / 1000 if known is not None and known.size else None
    if peak_kw is None or peak_kw >= FAR_BELOW * max(powers):
        return Advice(share)
    return Advice(share, peak_kw, max(powers))
