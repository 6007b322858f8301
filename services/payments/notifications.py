"""A message from the bank's server: checked, taken into account, or refused and noted."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from services.domain.calendar import PARIS
from services.gateways.payment.interface import (
    ForgedNotificationError,
    UnreadableNotificationError,
)
from services.kernel.house import House
from services.payments.attempts import Bank
from services.payments.settlement import Said, apply
from services.storage import card_payments, rate_windows
from services.trail import audit

NOTED_EVERY = timedelta(hours=1)
"""However many are sent, one in an hour leaves a trace."""


class Heard(StrEnum):
    """What a message was."""

    TAKEN = "taken"
    FORGED = "forged"
    UNREADABLE = "unreadable"


def hear(
    house: House, bank: Bank, body: bytes, headers: Mapping[str, str], *, now: datetime
) -> Heard:
    """Take a message of the bank's into account: when this returns TAKEN, it is committed.

    Raises ProviderUnavailableError where the bank has to be asked and does not answer, and the
    database's OperationalError: then the bank has to send it again.
    """
    try:
        events = bank.provider.parse_notification(body, headers)
    except ForgedNotificationError:
        return Heard.FORGED
    except UnreadableNotificationError:
        return Heard.UNREADABLE
    for event in events:
        apply(house, Said(event, bank.name), now=now)
    return Heard.TAKEN


def note_refusal(house: House, heard: Heard, address: str, *, now: datetime) -> None:
    """Leave a trace of messages that were refused: the first of an hour.

    What could not be read may be the bank's own, after a change of its protocol: once a day a
    person is told.
    """
    with house.database.write() as session:
        if rate_windows.count_attempt(session, f"payment {heard}", NOTED_EVERY, now) > 1:
            return
        audit.record(
            session, f"payment.{heard}", actor=audit.Actor(address=address), now=now, details={}
        )
        if heard is Heard.UNREADABLE:
            card_payments.open_incident(
                session,
                "unreadable",
                f"unreadable:{now.astimezone(PARIS).date().isoformat()}",
                amount_eur=Decimal("0.00"),
                now=now,
                note=address,
            )
