"""The home page: the last reading and the last invoice of a site, and what there is to do."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from services import history, sites
from services.domain.account import CustomerCard
from services.domain.consumption import ConsumptionHistory, ConsumptionPeriod, Granularity
from services.domain.home_advice import Advice, choose_advice
from services.domain.invoices import InvoiceSummary, Standing
from services.domain.window import default_window
from services.kernel.viewer import Viewer
from services.sites import SiteChoice
from services.storage import contract_sheets
from services.storage.access import HeldContract
from services.storage.contract_sheets import ContractSheet
from services.supply_period import supply_period_of


@dataclass(frozen=True, slots=True)
class Home:
    """What the home page shows; a site without readings or invoices has None there.

    ``customer`` is None without any contract; ``is_payable``: something is due that may be paid by
    card; ``advice``: one at most.
    """

    choice: SiteChoice
    last: ConsumptionPeriod | None
    year: ConsumptionHistory | None
    invoice: InvoiceSummary | None
    customer: CustomerCard | None = None
    is_payable: bool = False
    advice: Advice | None = None


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
    sheet = contract_sheets.load_sheet(session, contract.id, today=today)
    return Home(
        choice,
        last,
        year,
        _summarise(sheet, contract, today),
        customer=sheet.customer,
        is_payable=sheet.balance_eur > 0 and not contract.direct_debit,
        advice=choose_advice(contract.site.contract_number, year),
    )


def _load_year(session: Session, contract: HeldContract) -> ConsumptionHistory | None:
    """Return the twelve months up to the last reading."""
    supply = supply_period_of(contract)
    coverage = history.find_coverage(session, supply)
    reach = history.find_reach(coverage)
    if reach is None:
        return None
    window = default_window(Granularity.MONTH, reach.first, reach.opening)
    return history.load_history(session, supply, coverage, window)


def _summarise(sheet: ContractSheet, contract: HeldContract, today: date) -> InvoiceSummary | None:
    last = sheet.last_invoice
    if last is None:
        return None
    remaining = last.amount_eur - last.paid_eur
    standing = Standing(last.kind, remaining, last.due_on, contract.direct_debit, last.is_disputed)
    return InvoiceSummary(
        number=last.number,
        issued_on=last.issued_on,
        due_on=last.due_on,
        period_start=last.period_start,
        period_end=last.period_end,
        amount_eur=last.amount_eur,
        state=standing.on(today),
        paid_on=last.paid_on,
        paid_eur=last.paid_eur,
        mode=last.mode,
        balance_eur=sheet.balance_eur,
        overdue_eur=sheet.overdue_eur,
        kind=last.kind,
        collected_on=last.collected_on,
    )
