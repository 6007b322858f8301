"""How long data are kept: the periods that the purge applies."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from services.domain.calendar import PARIS, next_month


@dataclass(frozen=True, slots=True)
class Periods:
    """The periods, in months or days; sources in docs/security.md.

    ``fine_curve_months``: the load curve of natural persons (C5), then days and months alone;
    ``after_contract_months``: curve and days of everybody, after the contract ended (C. civ. 2224);
    ``audit_months``: the audit trail; ``registration_months``: demands for an account;
    ``unvalidated_days``: accounts whose e-mail was never confirmed; ``mail_days``: bodies of
    e-mails once sent, ``mail_months``: their envelopes; ``inactive_months``: accounts that nobody
    uses, ``warning_days`` after an e-mail said so; ``token_days``: links after they expired;
    ``device_months``: browsers not seen since.
    """

    fine_curve_months: int = 24
    after_contract_months: int = 60
    audit_months: int = 12
    registration_months: int = 12
    unvalidated_days: int = 30
    mail_days: int = 30
    mail_months: int = 12
    inactive_months: int = 24
    warning_days: int = 30
    token_days: int = 7
    device_months: int = 13


def months_before(day: date, months: int) -> date:
    """Return the first day of the month that lies ``months`` before that of ``day``."""
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def month_after(day: date) -> date:
    """Return the same day of the next month, or that month's last day where there is none."""
    return _in_month(months_before(day, -1), day.day)


def moment_before(now: datetime, months: int) -> datetime:
    """Return the same day and hour, in France, ``months`` calendar months before ``now``, in UTC.

    Where that month is shorter it is the month's last day.
    """
    local = now.astimezone(PARIS)
    day = _in_month(months_before(local.date(), months), local.day)
    return datetime.combine(day, local.time(), PARIS).astimezone(UTC)


def _in_month(first: date, day: int) -> date:
    last = next_month(first) - timedelta(days=1)
    return first.replace(day=min(day, last.day))
