"""Codes that change every thirty seconds (RFC 6238), and codes that stand in for them once."""

import hmac
import secrets
from datetime import datetime

import pyotp

from services.domain.secret_hash import hash_secret

STEP_S = 30
RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what looks like something else: i, l, o, 0, 1."""


def matching_step(secret: str, code: str, *, now: datetime) -> int | None:
    """Return the step whose code is ``code``: the current one, the one before or the next."""
    current = step_of(now)
    generator = pyotp.TOTP(secret)
    matching = None
    for step in (current - 1, current, current + 1):
        if hmac.compare_digest(generator.at(step * STEP_S).encode(), code.encode()):
            matching = step
    return matching


def next_code(secret: str, *, last_step: int | None, now: datetime) -> str:
    """Return the first code that was not used yet."""
    current = step_of(now)
    step = current if last_step is None else max(last_step + 1, current)
    return pyotp.TOTP(secret).at(step * STEP_S)


def wait_for_next(*, last_step: int | None, now: datetime) -> int:
    """Return in how many seconds the first code that was not used yet is taken; 0: it is now."""
    current = step_of(now)
    if last_step is None or last_step <= current:
        return 0
    return last_step * STEP_S - int(now.timestamp())


def step_of(now: datetime) -> int:
    """Return the number of the thirty seconds that ``now`` falls in."""
    return int(now.timestamp()) // STEP_S


def new_recovery_codes() -> tuple[str, ...]:
    """Return ten codes like ``k7mq-3vxa-92fd`` (59 bits each)."""
    return tuple(
        "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
        for _ in range(RECOVERY_CODES)
    )


def hash_recovery_code(typed: str) -> bytes:
    """Return what the table keeps of a recovery code, however it was typed."""
    plain = "".join(c for c in typed.casefold() if c.isalnum())
    return hash_secret(plain)
