"""Card payments: the way to the bank, the way back, what its server tells us, receipts."""

import time
from io import BytesIO

from flask import Blueprint, abort, jsonify, make_response, redirect, render_template, request
from flask import send_file as send
from flask import session as browser
from werkzeug.wrappers import Response as AnyResponse

from app.auth import public, viewer, without_token
from app.notes import tell
from app.security import allow_forms_to
from components.security_cards import MESSAGE
from pages.payment import FORM, PAGE, PAY
from services.gateways.payment.interface import ProviderUnavailableError
from services.kernel.clock import Clock
from services.kernel.errors import InvalidInputError, NotFoundError, ServiceError
from services.kernel.house import House
from services.kernel.wording import text
from services.payments import amounts, attempts, following, notifications, receipt_documents
from services.payments.attempts import NOTIFY_PATH, RETURN_PATH, Bank, Wish
from services.payments.notifications import Heard

LARGEST_MESSAGE = 64 * 1024
LONGEST_REFERENCE = 64
MOST_KEPT = 20
STATUS = {Heard.TAKEN: 200, Heard.FORGED: 403, Heard.UNREADABLE: 400}
REFUSALS_NOTED_EVERY_S = 1.0
"""How often one process writes down a refused message at most, however many come."""


def blueprint(house: House, clock: Clock, *, bank: Bank | None, bank_origin: str) -> Blueprint:
    """Return the addresses of card payment; without ``bank`` nothing can be paid.

    ``bank_origin``: the site of the bank's page, where one form of ours may lead.
    """
    views = Blueprint("payments", __name__)
    _add_payment(views, clock, bank)
    _add_way_there(views, house, clock, bank, bank_origin)
    _add_way_back(views, house, clock, bank)
    _add_messages(views, house, clock, bank)
    _add_receipts(views, house, clock)
    return views


def _add_payment(views: Blueprint, clock: Clock, bank: Bank | None) -> None:
    @views.post(PAY)
    def pay() -> AnyResponse:
        if bank is None:
            return _say(text("payment.no_provider"))
        try:
            reference = attempts.begin(viewer(), bank_name=bank.name, wish=_wish(), now=clock())
        except InvalidInputError as error:
            return _back_to_form(error)
        except ServiceError as error:
            return _say(error.message)
        return redirect(f"{PAGE.path}/banque/{reference}", code=303)


def _add_way_there(
    views: Blueprint, house: House, clock: Clock, bank: Bank | None, bank_origin: str
) -> None:
    @views.get(f"{PAGE.path}/banque/<reference>")
    def leave(reference: str) -> AnyResponse:
        if bank is None:
            return _say(text("payment.no_provider"))
        try:
            way = following.resume(
                viewer(), house=house, bank=bank, reference=_short(reference), now=clock()
            )
        except NotFoundError:
            raise
        except ServiceError as error:
            return _say(error.message)
        allow_forms_to(bank_origin)
        return make_response(render_template("payment_leave.html", way=way, home=PAGE.path))


def _add_way_back(views: Blueprint, house: House, clock: Clock, bank: Bank | None) -> None:
    @views.get(RETURN_PATH)
    def come_back() -> AnyResponse:
        reference = _short(request.args.get("reference", ""))
        _ask(reference)
        return redirect(f"{PAGE.path}?paiement={reference}#{MESSAGE}", code=303)

    @views.get("/paiement/etat/<reference>")
    def state(reference: str) -> AnyResponse:
        _ask(_short(reference))
        followed = following.look(viewer(), reference=_short(reference))
        return make_response(jsonify(stage=followed.stage))

    def _ask(reference: str) -> None:
        """Look for news at the bank; raises NotFoundError unless the viewer may know."""
        if bank is None:
            following.look(viewer(), reference=reference)
            return
        following.ask(viewer(), house=house, bank=bank, reference=reference, now=clock())


def _add_messages(views: Blueprint, house: House, clock: Clock, bank: Bank | None) -> None:
    refusals = Occasion(REFUSALS_NOTED_EVERY_S)

    @views.post(NOTIFY_PATH)
    @public
    @without_token
    def hear() -> AnyResponse:
        if bank is None:
            abort(404)
        request.max_content_length = LARGEST_MESSAGE
        body = request.get_data(cache=False)
        try:
            heard = notifications.hear(house, bank, body, dict(request.headers), now=clock())
        except ProviderUnavailableError:
            abort(503)
        if heard is not Heard.TAKEN and refusals.is_time():
            notifications.note_refusal(house, heard, request.remote_addr or "", now=clock())
        return make_response(f"{heard}\n", STATUS[heard], {"Content-Type": "text/plain"})


def _add_receipts(views: Blueprint, house: House, clock: Clock) -> None:
    @views.get(f"{PAGE.path}/recu/<reference>")
    def receipt(reference: str) -> AnyResponse:
        document = receipt_documents.take_receipt(
            viewer(), house, reference=_short(reference), now=clock()
        )
        answer: AnyResponse = send(
            BytesIO(document.content),
            mimetype=document.media_type,
            download_name=text("payment.receipt_file", reference=document.reference),
        )
        return answer


class Occasion:
    """Says once in a while that it is time, in this process."""

    def __init__(self, every_s: float) -> None:
        self._every_s = every_s
        self._last = -every_s

    def is_time(self) -> bool:
        """Tell whether the last time is long enough ago; then this is the next."""
        now = time.monotonic()
        if now - self._last < self._every_s:
            return False
        self._last = now
        return True


def _wish() -> Wish:
    """Return what the form asks for; raises InvalidInputError for an amount that is none."""
    numbers = request.form.getlist("facture")[: attempts.MOST_INVOICES + 1]
    amount = None
    if request.form.get("choix") == "autre":
        amount = amounts.read_amount(request.form.get("montant", ""))
    return Wish(numbers, amount, request.form.get("clic", "")[:LONGEST_REFERENCE])


def _back_to_form(error: InvalidInputError) -> AnyResponse:
    """Lead back to the form, which says what is wrong beside its field and keeps what was sent."""
    browser[FORM] = {
        "factures": [n[:LONGEST_REFERENCE] for n in request.form.getlist("facture")[:MOST_KEPT]],
        "choix": request.form.get("choix", "")[:10],
        "montant": request.form.get("montant", "")[:20],
        "erreur": error.field or "",
        "message": error.message,
    }
    return redirect(f"{PAGE.path}#{error.field}" if error.field else PAGE.path, code=303)


def _say(sentence: str) -> AnyResponse:
    tell(sentence, "danger")
    return redirect(f"{PAGE.path}#{MESSAGE}", code=303)


def _short(reference: str) -> str:
    kept = reference[:LONGEST_REFERENCE]
    if not kept.isascii() or not kept.isalnum():
        raise NotFoundError(text("payment.not_found"))
    return kept
