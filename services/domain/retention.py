"""How long data are kept: the periods that the purge applies."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta


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


def moment_before(now: datetime, months: int) -> datetime:
    """Return the instant ``months`` of 30.44 days before ``now``: for what has no calendar."""
    return now - timedelta(days=round(months * 30.4375))
