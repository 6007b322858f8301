"""The contract that a user looked at last."""

from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.storage.access import visible_contracts
from services.storage.models import Contract, PreferredContract

_CHOSEN = visible_contracts(bindparam("user_id"), Contract.id).where(
    Contract.number == bindparam("number")
)
# Two tabs may choose at the same time: the second choice stands.
_REMEMBER = {
    name: insert.from_select(["user_id", "contract_id"], _CHOSEN).on_conflict_do_update(
        index_elements=[PreferredContract.user_id],
        set_={"contract_id": insert.excluded.contract_id},
    )
    for name, insert in (
        ("sqlite", sqlite.insert(PreferredContract)),
        ("postgresql", postgresql.insert(PreferredContract)),
    )
}


def remember_contract(session: Session, user_id: int, number: str) -> None:
    """Keep the contract of that number, if the user may see it, as the one looked at last."""
    connection = session.connection()
    statement = _REMEMBER[connection.dialect.name]
    connection.execute(statement, {"user_id": user_id, "acting_for": None, "number": number})
