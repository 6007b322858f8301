"""``/demonstration/courrier``: the e-mails of the demonstration, which leaves none."""

from flask import Blueprint, render_template

from app.auth import public
from services.domain.calendar import PARIS
from services.kernel.formats import sign_in_moment
from services.kernel.house import House
from services.kernel.wording import text
from services.mailing.demo_mailbox import MOST, load_mailbox

PATH = "/demonstration/courrier"


def blueprint(house: House) -> Blueprint:
    """Return the page, and its address for the templates of the others."""
    views = Blueprint("mailbox", __name__)

    @views.get(PATH)
    @public
    def mailbox() -> str:
        mails = load_mailbox(house)
        moments = [sign_in_moment(mail.written_at.astimezone(PARIS)) for mail in mails]
        older = text("mailbox.older", number=MOST) if len(mails) == MOST else ""
        return render_template("mailbox.html", mails=zip(mails, moments, strict=True), older=older)

    @views.app_context_processor
    def tell() -> dict[str, str]:
        return {"mailbox_url": PATH}

    return views
