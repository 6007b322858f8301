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
from services.storage.access import HeldContract


@dataclass(frozen=True, slots=True)
class SiteChoice:
    """The site being looked at, None without any contract, and all that could be."""

    current: Site | None
    sites: tuple[Site, ...]


def choose(viewer: Viewer, *, contract_number: str | None) -> SiteChoice:
    """Return the viewer's sites and the asked one; see :func:`choose_within`."""
    with viewer.database.begin() as session:
        choice, _ = choose_within(session, viewer, contract_number)
    return choice


def choose_within(
    session: Session, viewer: Viewer, contract_number: str | None
) -> tuple[SiteChoice, HeldContract | None]:
    """Return the asked site, or the one last looked at, or the first, with its contract.

    Raises NotFoundError for a contract that does not exist or that the viewer may not see.
    """
    contracts = access.load_contracts(session, viewer)
    contract = _pick(contracts, contract_number)
    if contract is None:
        return SiteChoice(None, ()), None
    return SiteChoice(contract.site, tuple(held.site for held in contracts)), contract


def remember(viewer: Viewer, contract_number: str) -> None:
    """Keep an explicit choice as the site that the viewer's pages open on.

    Nothing happens for a contract that the viewer may not see.
    """
    is_new = contract_number != viewer.preferred_contract and contract_number.isprintable()
    if not is_new or viewer.acting_for is not None:
        return
    # Best effort: a page that only reads must not wait for, or fail with, a busy database.
    with suppress(OperationalError), viewer.database.write(patience_ms=BRIEFLY_MS) as session:
        supply.remember_contract(session, viewer.user_id, contract_number)


def _pick(contracts: Sequence[HeldContract], number: str | None) -> HeldContract | None:
    """Return the contract of that number; without one the preferred, the first, or None."""
    if number is not None:
        found = next((c for c in contracts if c.site.contract_number == number), None)
        if found is None:
            raise NotFoundError(text("site.not_found"))
        return found
    first = contracts[0] if contracts else None
    return next((c for c in contracts if c.is_preferred), first)
