"""The sites that a viewer may see, and the one being looked at."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from services.domain.sites import Site
from services.kernel.errors import NotFoundError
from services.kernel.viewer import BRIEFLY_MS, Viewer
from services.kernel.wording import text
from services.storage import access, supply
from services.storage.models import Contract


@dataclass(frozen=True, slots=True)
class SiteChoice:
    """The site being looked at, None without any contract, and all that could be.

    ``is_remembered``: it is the one that the viewer's pages open on already.
    """

    current: Site | None
    sites: tuple[Site, ...]
    is_remembered: bool = True


def choose(viewer: Viewer, *, contract_number: str | None) -> SiteChoice:
    """Return the viewer's sites and the asked one; see :func:`choose_within`."""
    with viewer.database.begin() as session:
        choice, _ = choose_within(session, viewer, contract_number)
    return choice


def choose_within(
    session: Session, viewer: Viewer, contract_number: str | None
) -> tuple[SiteChoice, Contract | None]:
    """Return the asked site, or the one last looked at, or the first, with its contract.

    Raises NotFoundError for a contract that does not exist or that the viewer may not see.
    """
    contracts = access.load_contracts(session, viewer)
    preferred_id = supply.find_preferred_contract(session, viewer.user_id)
    contract = _pick(contracts, preferred_id, contract_number)
    if contract is None:
        return SiteChoice(None, ()), None
    sites = supply.load_sites(session, contracts)
    known = contract_number is None or contract.id == preferred_id
    return SiteChoice(sites[contract.id], tuple(sites.values()), known), contract


def remember(viewer: Viewer, choice: SiteChoice) -> None:
    """Keep an explicit choice as the site that the viewer's pages open on."""
    if choice.is_remembered or choice.current is None:
        return
    # Best effort: a page that only reads must not wait for, or fail with, a busy database.
    with suppress(OperationalError), viewer.database.write(patience_ms=BRIEFLY_MS) as session:
        contract = access.find_contract(session, viewer, choice.current.contract_number)
        if contract is not None:
            supply.remember_contract(session, viewer.user_id, contract.id)


def _pick(
    contracts: Sequence[Contract], preferred_id: int | None, number: str | None
) -> Contract | None:
    """Return the contract of that number; without one the preferred, the first, or None."""
    if number is not None:
        found = next((c for c in contracts if c.number == number), None)
        if found is None:
            raise NotFoundError(text("site.not_found"))
        return found
    first = contracts[0] if contracts else None
    return next((c for c in contracts if c.id == preferred_id), first)
