"""Why a period is not billed: said in a sentence, counted by reason, never guessed around."""

from enum import StrEnum

from services.domain.tariffs.tables import NoRateError, RateKind
from services.kernel import formats
from services.kernel.wording import text


class Reason(StrEnum):
    """Why there is no invoice."""

    NO_READING = "no_reading"
    NOT_OVER = "not_over"
    NOT_SUPPLIED = "not_supplied"
    BILLED = "billed"
    READ_TWICE = "read_twice"
    INCOMPLETE = "incomplete"
    GAP = "gap"
    TOO_LATE = "too_late"
    INSTALMENTS = "instalments"
    SEGMENT = "segment"
    NO_OPTION = "no_option"
    TWO_OPTIONS = "two_options"
    NO_POWER = "no_power"
    POWER_ORDER = "power_order"
    NO_OFFER = "no_offer"
    NO_RATE = "no_rate"
    CONTRADICTION = "contradiction"


class NotBillableError(Exception):
    """A period that cannot be billed: ``reason`` to count by, ``sentence`` for the reader."""

    def __init__(self, reason: Reason, **values: str) -> None:
        self.reason = reason
        self.sentence = text(f"billing.refused.{reason}", **values)
        super().__init__(self.sentence)


def from_missing_rate(error: NoRateError) -> NotBillableError:
    """Return the refusal of a period on a day of which something has no price."""
    day = formats.short_date(error.day)
    if error.kind is RateKind.OFFER:
        return NotBillableError(Reason.NO_OFFER, day=day)
    if error.kind is RateKind.SUBSCRIBED_POWER:
        return NotBillableError(Reason.NO_POWER, day=day)
    return NotBillableError(Reason.NO_RATE, rate=text(f"billing.rate.{error.kind}"), day=day)
