"""The home page: the last reading and the last invoice of a site."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from services import history, sites
from services.domain.consumption import ConsumptionHistory, ConsumptionPeriod, Granularity
from services.domain.invoices import InvoiceState, InvoiceSummary
from services.domain.window import default_window
from services.kernel.viewer import Viewer
from services.sites import SiteChoice
from services.storage import invoices
from services.storage.access import HeldContract
from services.supply_period import supply_period_of


@dataclass(frozen=True, slots=True)
class Home:
    """What the home page shows; a site without readings or invoices has None there."""

    choice: SiteChoice
    last: ConsumptionPeriod | None
    year: ConsumptionHistory | None
    invoice: InvoiceSummary | None


def welcome(viewer: Viewer, *, contract_number: str | None, today: date) -> Home:
    """Return the home page of the asked site, or of the one last looked at.

    ``today`` decides only whether an unpaid invoice is late. Raises NotFoundError for a contract
    that the viewer may not see.
    """
    with viewer.database.begin() as session:
        return _load(session, viewer, contract_number, today)


def _load(session: Session, viewer: Viewer, contract_number: str | None, today: date) -> Home:
    choice, contract = sites.choose_within(session, viewer, contract_number)
    if contract is None:
        return Home(choice, None, None, None)
    year = _load_year(session, contract)
    last = year.periods[-1] if year and year.periods else None
    return Home(choice, last, year, _find_invoice(session, contract, today))


def _load_year(session: Session, contract: HeldContract) -> ConsumptionHistory | None:
    """Return the twelve months up to the last reading."""
    supply = supply_period_of(contract)
    coverage = history.find_coverage(session, supply)
    reach = history.find_reach(coverage)
    if reach is None:
        return None
    window = default_window(Granularity.MONTH, reach.first, reach.opening)
    return history.load_history(session, supply, coverage, window)


def _find_invoice(session: Session, contract: HeldContract, today: date) -> InvoiceSummary | None:
    last = invoices.find_last_invoice(session, contract.id)
    if last is None:
        return None
    summary = InvoiceSummary(
        number=last.number,
        issued_on=last.issued_on,
        due_on=last.due_on,
        period_start=last.period_start,
        period_end=last.period_end,
        amount_eur=last.amount_eur,
        state=InvoiceState.SETTLED,
        paid_on=last.paid_on,
        paid_eur=last.paid_eur,
        mode=last.mode,
        balance_eur=invoices.load_balance(session, contract.id),
    )
    if last.paid_eur >= last.amount_eur:
        return summary
    return replace(summary, state=_open_state(contract, last.due_on, today))


def _open_state(contract: HeldContract, due_on: date, today: date) -> InvoiceState:
    if today > due_on:
        return InvoiceState.LATE
    return InvoiceState.DIRECT_DEBIT if contract.direct_debit else InvoiceState.DUE
