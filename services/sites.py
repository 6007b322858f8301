"""The sites that a viewer may see, and the one being looked at."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services.domain.sites import Site
from services.kernel.errors import NotFoundError
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.storage import access, supply
from services.storage.models import Contract


@dataclass(frozen=True, slots=True)
class SiteChoice:
    """The site being looked at, None without any contract, and all that could be."""

    current: Site | None
    sites: tuple[Site, ...]


def choose(viewer: Viewer, *, contract_number: str | None = None) -> SiteChoice:
    """Return the asked site, or the one last looked at, or the first; a choice is remembered.

    Raises NotFoundError for a contract that does not exist or that the viewer may not see.
    """
    with viewer.database.begin() as session:
        choice, _ = choose_within(session, viewer, contract_number)
        return choice


def choose_within(
    session: Session, viewer: Viewer, contract_number: str | None
) -> tuple[SiteChoice, Contract | None]:
    """Do what ``choose`` does within a transaction, and return the contract itself as well."""
    contracts = access.load_contracts(session, viewer)
    contract = _pick(session, viewer, contracts, contract_number)
    if contract is None:
        return SiteChoice(None, ()), None
    if contract_number is not None:
        supply.remember_contract(session, viewer.user_id, contract.id)
    sites = supply.load_sites(session, contracts)
    return SiteChoice(sites[contract.id], tuple(sites.values())), contract


def _pick(
    session: Session, viewer: Viewer, contracts: Sequence[Contract], number: str | None
) -> Contract | None:
    """Return the contract of that number; without one the preferred, the first, or None."""
    if number is not None:
        found = next((c for c in contracts if c.number == number), None)
        if found is None:
            raise NotFoundError(text("site.not_found"))
        return found
    preferred = supply.find_preferred_contract(session, viewer.user_id) if contracts else None
    return next((c for c in contracts if c.id == preferred), contracts[0] if contracts else None)
