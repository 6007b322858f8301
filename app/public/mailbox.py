"""``/demonstration/courrier``: the e-mails of the demonstration, which leaves none."""

import re

from flask import Blueprint, Response, current_app, make_response, render_template, request

from app.auth import public
from services.domain.calendar import PARIS
from services.kernel.errors import NotFoundError
from services.kernel.formats import sign_in_moment
from services.kernel.house import House
from services.kernel.wording import text
from services.mailing.demo_mailbox import MOST, load_html, load_mailbox

PATH = "/demonstration/courrier"
HTML = "html"
NUMBER = re.compile(r"\d{1,9}", re.ASCII)
MAIL_POLICY = "; ".join(
    (
        "sandbox allow-top-navigation-by-user-activation",
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
    )
)
"""A mail is somebody's words: no script, nothing fetched, no form, and links by a click alone."""


def blueprint(house: House) -> Blueprint:
    """Return the page, one mail's HTML for its frame, and the page's address for the others."""
    views = Blueprint("mailbox", __name__)

    @views.get(PATH)
    @public
    def mailbox() -> Response:
        return _page(house, is_html=request.args.get("forme") == HTML)

    @views.get(f"{PATH}/e-mail")
    @public
    def mail() -> Response:
        number = request.args.get("numero", "")
        if not NUMBER.fullmatch(number):
            raise NotFoundError(text("mailbox.no_html"))
        answer = make_response(load_html(house, int(number)))
        answer.headers["Content-Security-Policy"] = MAIL_POLICY
        answer.headers["X-Frame-Options"] = "SAMEORIGIN"
        return answer

    @views.app_context_processor
    def tell() -> dict[str, str]:
        return {"mailbox_url": PATH}

    return views


def _page(house: House, *, is_html: bool) -> Response:
    """Return the newest mails; as HTML each stands in a frame, which this page alone may have."""
    mails = load_mailbox(house)
    moments = [sign_in_moment(mail.written_at.astimezone(PARIS)) for mail in mails]
    older = text("mailbox.older", number=MOST) if len(mails) == MOST else ""
    letters = list(zip(mails, moments, strict=True))
    answer = make_response(
        render_template("mailbox.html", mails=letters, older=older, is_html=is_html)
    )
    if is_html:
        policy = current_app.config["CONTENT_SECURITY_POLICY"]
        answer.headers["Content-Security-Policy"] = f"{policy}; frame-src 'self'"
    return answer
