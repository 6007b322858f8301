"""Somebody who pays by card, and a bank that says what a test wants, over HTTP."""

import re
from decimal import Decimal
from urllib.parse import urlencode

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.factory import Application
from app.payment_bench.shop import KEY
from services.gateways.payment.signature import sign
from services.storage.models import Payment, PaymentAttempt
from tests.app.agency_browser import Browser
from tests.app.callbacks import open_page

LATE, DUE, NEXT = "FR-15-109-39977", "FR-15-122-40588", "FR-15-123-40601"
FORM = "application/x-www-form-urlencoded"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
NOTIFY = "/paiement/notification"


def pay(browser: Browser, *numbers: str, click: str = "clic", **fields: str) -> TestResponse:
    data = {"csrf_token": browser.token, "clic": click, "choix": "total", **fields}
    return browser.client.post("/reglement/payer", data={**data, "facture": list(numbers)})


def begin(browser: Browser, *numbers: str, **fields: str) -> dict[str, str]:
    """Pay and return the form that leads to the bank."""
    answer = pay(browser, *numbers, **fields)
    assert answer.status_code == 303
    way = browser.client.get(answer.headers["Location"])
    assert way.status_code == 200, answer.headers["Location"]
    return dict(HIDDEN.findall(way.text))


def tell(own: Application, form: dict[str, str], status: str, **changed: str) -> TestResponse:
    """Send what the bank says of a form, signed with the bank's key unless told otherwise."""
    fields = {name: value for name, value in form.items() if name != "signature"}
    fields |= {
        "vads_trans_status": status,
        "vads_trans_uuid": "5f3c" * 8,
        "vads_operation_type": "DEBIT",
        "vads_url_check_src": "PAY",
        "vads_hash": "ab" * 32,
    }
    fields |= changed
    fields["signature"] = changed.get("signature") or sign(fields, KEY)
    return own.server.test_client().post(NOTIFY, data=urlencode(fields), content_type=FORM)


def shown(client: FlaskClient, search: str = "") -> str:
    page: str = open_page(client, "/reglement", search).text
    return page.replace("\\u002f", "/")


def states(own: Application) -> list[str]:
    with own.database.begin() as session:
        return list(session.scalars(select(PaymentAttempt.state).order_by(PaymentAttempt.id)))


def payments(own: Application) -> list[Decimal]:
    with own.database.begin() as session:
        query = select(Payment.amount_eur).where(Payment.mode == "card").order_by(Payment.id)
        return list(session.scalars(query))
