"""Making the copies of their data that people asked for: the worker's part."""

from collections.abc import Iterator
from datetime import date, datetime
from tempfile import SpooledTemporaryFile
from typing import cast

from sqlalchemy.orm import Session

from services.domain.calendar import PARIS, day_bounds_utc
from services.domain.load_curve import LoadCurve
from services.exports.personal_data import Listing, Value, render_zip
from services.kernel import formats
from services.kernel.errors import ServiceError
from services.kernel.house import House
from services.kernel.wording import text
from services.mailing import mail
from services.mailing.mail import Letter
from services.privacy.personal_data import KEPT_FOR
from services.storage import data_requests, load_curves
from services.storage import personal_data as storage
from services.storage.models import DataRequest, User
from services.trail import audit
from services.trail.audit import Actor, Subject

IN_MEMORY = 8 * 1024 * 1024
LAST_DAY = date(9999, 1, 1)


def make_exports(house: House, now: datetime) -> int:
    """Make the copies that wait, and tell each person by e-mail; return how many were made.

    A worker that is stopped meanwhile loses nothing: the request waits on.
    """
    with house.database.begin() as session:
        waiting = data_requests.load_waiting(session, data_requests.EXPORT)
    return sum(_make(house, request, user, now) for request, user in waiting)


def _make(house: House, request: DataRequest, user: User, now: datetime) -> bool:
    try:
        content = house.vault.encrypt(_render(house, user, now))
    except (ServiceError, ValueError):
        with house.database.write() as session:
            data_requests.finish(session, request.id, state="failed", finished_at=now)
        raise
    done = {"state": "ready", "finished_at": now, "expires_at": now + KEPT_FOR, "content": content}
    with house.database.write() as session:
        if not data_requests.finish(session, request.id, **done):
            return False
        audit.record(
            session, "personal_data.export_made", actor=Actor(), now=now, subject=Subject(user.id)
        )
        if user.email:
            # No data in it, nor a link that would open them by itself.
            until = formats.short_date((now + KEPT_FOR).astimezone(PARIS).date())
            values = {"name": user.display_name, "until": until}
            mail.post(
                session, house, Letter("data_ready", user.email, values, "/securite"), now=now
            )
        return True


def _render(house: House, user: User, now: datetime) -> bytes:
    """Return the zip of everything about ``user``, whatever is shown on the pages."""
    day = formats.short_date(now.astimezone(PARIS).date())
    readme = text("privacy.readme", name=user.display_name, day=day)
    with house.database.begin() as session, SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        listings = [
            Listing(name, columns, cast("list[tuple[Value, ...]]", rows))
            for name, columns, rows in storage.load_listings(session, user.id)
        ]
        render_zip(readme, listings, _curves(session, user.id, now), file)
        file.seek(0)
        return file.read()


def _curves(session: Session, user_id: int, now: datetime) -> Iterator[tuple[str, LoadCurve]]:
    """Yield the load curve of each contract and calendar year, by the name of its file."""
    for point in storage.load_points(session, user_id):
        months = load_curves.months(session, point.metering_point_id)
        years = range(months[0].year, months[-1].year + 2) if months else ()
        for year in years:
            start = max(date(year, 1, 1), point.started_on)
            end = min(date(year + 1, 1, 1), point.ended_on or LAST_DAY)
            if start >= end:
                continue
            bounds = day_bounds_utc(start)[0], day_bounds_utc(end)[0]
            curve = load_curves.read(session, point.metering_point_id, *bounds)
            if curve.status.any():
                yield f"courbe_{point.contract_number}_{year}", curve
