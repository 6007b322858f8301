"""The bench's pages: the card to pay with, 3-D Secure, what was refused."""

from collections.abc import Collection
from pathlib import Path

from flask import Flask, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from app.payment_bench import fonts
from app.payment_bench.bank import Bank
from app.payment_bench.headers import protect
from app.payment_bench.messages import write_outcome, write_return
from app.payment_bench.outcomes import CARDS, INCIDENTS, STEPS, Outcome
from app.payment_bench.payment_forms import MOST_FIELDS, RefusedFormError
from app.payment_bench.returns import allow_forms_to, lead_back
from services.gateways.payment.lyra import LyraShop
from services.kernel.formats import euros
from services.kernel.wording import text

HERE = Path(__file__).parent
PAGE = "/vads-payment/"
LARGEST_FORM = 64 * 1024

CHOICE = "bench_outcome"
"""The field that tells the outcome; a form that brings it along is settled at once (for tests)."""


def build_pages(bank: Bank, shop: LyraShop, origins: Collection[str]) -> Flask:
    """Return the application that people see, to pay for the portal at one of ``origins``.

    The web service is added to it.
    """
    server = Flask("app.payment_bench", root_path=str(HERE), static_folder="static")
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_FORM
    server.config["MAX_FORM_PARTS"] = MOST_FIELDS
    server.jinja_env.globals.update(t=text, euros=euros)
    protect(server, origins)
    server.register_blueprint(fonts.blueprint())
    counter = Counter(bank, shop)

    @server.get("/")
    def home() -> str:
        return render_template("home.html")

    @server.post(PAGE)
    def receive() -> AnyResponse:
        return counter.receive()

    @server.get(f"{PAGE}<name>")
    def choose(name: str) -> AnyResponse:
        return counter.show("payment.html", name)

    @server.post(f"{PAGE}<name>")
    def settle(name: str) -> AnyResponse:
        return counter.settle(name, request.form.get(CHOICE, ""))

    return server


class Counter:
    """The bank's counter: where a browser shows its form and chooses."""

    def __init__(self, bank: Bank, shop: LyraShop) -> None:
        self._bank = bank
        self._shop = shop

    def receive(self) -> AnyResponse:
        """Take the shop's form and lead to the choice, or to its outcome if it brings one."""
        fields = request.form.to_dict()
        chosen = fields.pop(CHOICE, None)
        if any(len(values) > 1 for _, values in request.form.lists()):
            return _refuse("bench.refused.fields")
        try:
            name = self._bank.receive(fields)
        except RefusedFormError as refusal:
            return _refuse(refusal.reason)
        if chosen is None:
            return redirect(f"{PAGE}{name}", code=303)
        return self.settle(name, chosen)

    def show(self, template: str, name: str) -> Response:
        """Return a page about an open payment."""
        form = self._bank.find(name)
        if form is None:
            return _refuse("bench.refused.over")
        allow_forms_to(form.return_url)
        page = render_template(
            template, form=form, action=f"{PAGE}{name}", cards=CARDS, incidents=INCIDENTS
        )
        return make_response(page)

    def settle(self, name: str, chosen: str) -> AnyResponse:
        """Let the payment end as chosen and send the browser back."""
        if chosen == Outcome.THREEDS:
            return self.show("threeds.html", name)
        outcome = next((outcome for outcome in STEPS if outcome == chosen), None)
        if outcome is None:
            return _refuse("bench.refused.fields")
        settled = self._bank.settle(name, outcome)
        if settled is None:
            return _refuse("bench.refused.over")
        form, transaction = settled
        if outcome is Outcome.EXPIRED:
            return make_response(render_template("over.html", url=form.return_url))
        return lead_back(form, write_return(write_outcome(form, transaction), self._shop.key))


def _refuse(reason: str) -> Response:
    return make_response(render_template("refused.html", reason=text(reason)), 400)
