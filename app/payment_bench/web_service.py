"""The bench's web service, for servers that know its password: an order, and the whole journal."""

import base64
import binascii
import hmac

from flask import Blueprint, Response, jsonify, request

from app.payment_bench.bank import Bank
from app.payment_bench.journal import Journal
from app.payment_bench.messages import Transaction
from services.gateways.payment.lyra import TEST, LyraShop
from services.gateways.payment.lyra_orders import NOTHING_FOUND, PATH
from services.kernel.clock import Clock

UNKNOWN_CALLER = "INT_905"
WRONG_REQUEST = "INT_902"

PAID_STATES = {True: "PAID", False: "UNPAID"}


def blueprint(bank: Bank, shop: LyraShop, journal: Journal, clock: Clock) -> Blueprint:
    """Return ``Order/Get``, in the shape of Lyra's own answers, and ``/journal``."""
    views = Blueprint("web_service", __name__)

    @views.before_request
    def let_in() -> Response | None:
        if _is_known(request.headers.get("Authorization", ""), shop):
            return None
        answer = _answer("ERROR", {"errorCode": UNKNOWN_CALLER})
        answer.status_code = 401
        return answer

    @views.post(PATH)
    def order() -> Response:
        question = request.get_json(silent=True)
        reference = question.get("orderId") if isinstance(question, dict) else None
        if not isinstance(reference, str):
            return _answer("ERROR", {"errorCode": WRONG_REQUEST})
        found = bank.transactions(reference)
        if not found:
            return _answer("ERROR", {"errorCode": NOTHING_FOUND})
        return _answer(
            "SUCCESS",
            {
                "orderId": reference,
                "shopId": shop.site_id,
                "transactions": [_write(one, reference, shop) for one in found],
            },
        )

    @views.get("/journal")
    def book() -> Response:
        return jsonify(at=clock().isoformat(), lines=list(journal.lines()))

    return views


def _is_known(header: str, shop: LyraShop) -> bool:
    kind, _, claimed = header.partition(" ")
    try:
        given = base64.b64decode(claimed, validate=True)
    except (binascii.Error, ValueError):
        return False
    wanted = f"{shop.site_id}:{shop.api_password}".encode()
    return kind == "Basic" and hmac.compare_digest(given, wanted)


def _answer(status: str, answer: dict[str, object]) -> Response:
    return jsonify(webService="Order/Get", version="V4", status=status, answer=answer, mode=TEST)


def _write(transaction: Transaction, reference: str, shop: LyraShop) -> dict[str, object]:
    return {
        "shopId": shop.site_id,
        "uuid": transaction.uuid,
        "paymentMethodType": "CARD",
        "detailedStatus": transaction.status,
        "status": PAID_STATES[transaction.is_paid],
        "operationType": "DEBIT",
        "amount": transaction.amount_cents,
        "currency": "EUR",
        "creationDate": transaction.at.isoformat(),
        "orderDetails": {"orderId": reference, "mode": TEST, "orderCurrency": "EUR"},
        "transactionDetails": {
            "effectiveAmount": transaction.amount_cents,
            "effectiveCurrency": "EUR",
            "cardDetails": {"effectiveBrand": "CB"},
        },
    }
