"""What one step of a form hands to the next: in the cookie, encrypted, for an hour."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from flask import session

from services.kernel.vault import Vault, VaultError

LIFETIME = timedelta(hours=1)


def keep(vault: Vault, name: str, values: Mapping[str, str], *, now: datetime) -> None:
    """Keep ``values`` under ``name`` for this browser; nobody but the house can read them."""
    sealed = {"name": name, "at": now.timestamp(), "values": dict(values)}
    session[name] = vault.encrypt(json.dumps(sealed).encode()).decode()


def find(vault: Vault, name: str, *, now: datetime) -> dict[str, str] | None:
    """Return what was kept under ``name``, None when it is not there, forged or too old."""
    try:
        opened = json.loads(vault.decrypt(str(session.get(name, "")).encode()))
    except VaultError:
        return None
    age = now.timestamp() - opened["at"]
    if opened["name"] != name or not 0 <= age <= LIFETIME.total_seconds():
        return None
    return {str(key): str(value) for key, value in opened["values"].items()}


def drop(name: str) -> None:
    """Forget what was kept under ``name``."""
    session.pop(name, None)
