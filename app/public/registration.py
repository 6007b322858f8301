"""« Demande d'inscription »: three steps and the link of the e-mail, plain forms without Dash."""

from collections.abc import Mapping

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from app.auth import public
from app.errors import ask_to_wait
from app.public import sealed
from services.enrolment import registration, registration_demo, registration_resend
from services.enrolment.registration import Demand
from services.enrolment.registration_forms import (
    PRM_DIGITS,
    Person,
    Proof,
    RefusedFormError,
    read_person,
    read_prm,
    read_proof,
)
from services.kernel import formats
from services.kernel.clock import Clock
from services.kernel.errors import InvalidInputError, TooManyAttemptsError
from services.kernel.house import House
from services.kernel.wording import text

PROOF, SENT = "registration", "registration_sent"
CONTRACT_FIELDS = ("reference", "prm", "amount", "contract", "index", "accepted")
PERSON_FIELDS = ("name", "telephone", "email", "email_again", "username")
NO_INVOICE = "sans-facture"
LONGEST = 300
"""Characters of a field that are looked at: more is no answer to any of the questions."""

Texts = Mapping[str, str]


def blueprint(house: House, clock: Clock) -> Blueprint:
    """Return ``/inscription`` and what follows it."""
    views = Blueprint("registration", __name__)
    _add_contract(views, house, clock)
    _add_person(views, house, clock)
    _add_answer(views, house, clock)

    @views.get("/inscription/validation")
    @public
    def show_link() -> AnyResponse:
        secret = request.args.get("jeton", "")[:LONGEST]
        if not registration.can_validate(house, secret, now=clock()):
            return _link_over()
        return make_response(render_template("register_validate.html", secret=secret))

    @views.post("/inscription/validation")
    @public
    def validate() -> AnyResponse:
        secret = request.form.get("jeton", "")[:LONGEST]
        try:
            registration.validate(house, secret, address=_address(), now=clock())
        except InvalidInputError:
            return _link_over()
        return redirect("/connexion?inscrit=1", code=303)

    return views


def _add_contract(views: Blueprint, house: House, clock: Clock) -> None:
    @views.get("/inscription")
    @public
    def show_contract() -> AnyResponse:
        kept = sealed.find(house.vault, PROOF, now=clock()) or {}
        has_invoice = NO_INVOICE not in request.args
        return _contract_page(house, kept, {}, has_invoice=has_invoice)

    @views.post("/inscription")
    @public
    def take_contract() -> AnyResponse:
        typed = {name: request.form.get(name, "")[:LONGEST] for name in CONTRACT_FIELDS}
        has_invoice = NO_INVOICE not in request.args
        try:
            read_proof(typed, has_invoice=has_invoice)
        except RefusedFormError as error:
            return _contract_page(house, _tidied(typed), error.problems, has_invoice=has_invoice)
        typed = _tidied(typed)
        typed[NO_INVOICE] = "" if has_invoice else "1"
        sealed.keep(house.vault, PROOF, typed, now=clock())
        return redirect("/inscription/coordonnees", code=303)


def _tidied(typed: Texts) -> dict[str, str]:
    """Return what was typed without spaces around it, a whole PRM grouped as invoices print it."""
    tidied = {name: value.strip() for name, value in typed.items()}
    prm = read_prm(tidied["prm"])
    if len(prm) == PRM_DIGITS and prm.isdecimal():
        tidied["prm"] = formats.prm(prm)
    return tidied


def _add_person(views: Blueprint, house: House, clock: Clock) -> None:
    @views.get("/inscription/coordonnees")
    @public
    def show_person() -> AnyResponse:
        if _kept_proof(house, clock) is None:
            return redirect("/inscription")
        return _person_page({}, {})

    @views.post("/inscription/coordonnees")
    @public
    def take_person() -> AnyResponse:
        proof = _kept_proof(house, clock)
        if proof is None:
            return redirect("/inscription", code=303)
        typed = {name: request.form.get(name, "")[:LONGEST] for name in PERSON_FIELDS}
        password = request.form.get("password", "")[:LONGEST]
        try:
            said = typed | {"password": password}
            person = read_person(said)
        except RefusedFormError as error:
            return _person_page(typed, error.problems)
        return _send(house, clock, proof, person, typed)


def _send(house: House, clock: Clock, proof: Proof, person: Person, typed: Texts) -> AnyResponse:
    try:
        number = registration.request(house, Demand(proof, person, _address()), now=clock())
    except TooManyAttemptsError as error:
        return ask_to_wait(_person_page(typed, {}, refusal=error.message), error)
    except InvalidInputError as error:
        return _person_page(typed, {"password": error.message})
    sealed.drop(PROOF)
    sent = {"number": f"{number:010}", "email": person.email}
    sealed.keep(house.vault, SENT, sent, now=clock())
    return redirect("/inscription/envoyee", code=303)


def _add_answer(views: Blueprint, house: House, clock: Clock) -> None:
    @views.get("/inscription/envoyee")
    @public
    def show_sent() -> AnyResponse:
        sent = sealed.find(house.vault, SENT, now=clock())
        if sent is None:
            return redirect("/inscription")
        return _sent_page(house, clock, sent, is_again="encore" in request.args)

    @views.post("/inscription/renvoi")
    @public
    def resend() -> AnyResponse:
        sent = sealed.find(house.vault, SENT, now=clock())
        if sent is None:
            return redirect("/inscription", code=303)
        try:
            number = int(sent["number"])
            registration_resend.resend(house, number, address=_address(), now=clock())
        except TooManyAttemptsError as error:
            return ask_to_wait(_sent_page(house, clock, sent, refusal=error.message), error)
        return redirect("/inscription/envoyee?encore=1", code=303)


def offer_to_resend(house: House, request_id: int, clock: Clock) -> None:
    """Let this browser ask for the e-mail of a demand again: the right password came with it."""
    sent = {"number": f"{request_id:010}", "email": ""}
    sealed.keep(house.vault, SENT, sent, now=clock())


def _kept_proof(house: House, clock: Clock) -> Proof | None:
    """Return step 1, read again: what a browser holds is never trusted."""
    kept = sealed.find(house.vault, PROOF, now=clock())
    if kept is None:
        return None
    try:
        return read_proof(kept, has_invoice=not kept.get(NO_INVOICE))
    except RefusedFormError:
        return None


def _contract_page(
    house: House, typed: Texts, problems: Texts, *, has_invoice: bool
) -> AnyResponse:
    page = render_template(
        "register_contract.html",
        typed=typed,
        problems=problems,
        has_invoice=has_invoice,
        demo=registration_demo.find_example(house),
    )
    return make_response(page, 400 if problems else 200)


def _person_page(typed: Texts, problems: Texts, *, refusal: str = "") -> AnyResponse:
    page = render_template("register_person.html", typed=typed, problems=problems, refusal=refusal)
    return make_response(page, 400 if problems else 200)


def _sent_page(
    house: House, clock: Clock, sent: Texts, *, is_again: bool = False, refusal: str = ""
) -> AnyResponse:
    again_at = registration_resend.resend_from(house, int(sent["number"]))
    again_from = ""
    if again_at is not None and again_at > clock() and not refusal:
        again_from = registration_resend.clock_time(again_at)
    page = render_template(
        "register_sent.html",
        email=sent["email"],
        is_again=is_again,
        refusal=refusal,
        again_from=again_from,
    )
    return make_response(page)


def _link_over() -> AnyResponse:
    page = render_template(
        "link_over.html",
        title=text("register.link_over_title"),
        line=text("register.link_over"),
        # Whose link was used has an account most likely: a new demand is the second thing to do.
        actions=[
            ("/connexion", text("public.sign_in")),
            ("/inscription", text("register.link_over_action")),
        ],
    )
    return make_response(page, 410)


def _address() -> str:
    return request.remote_addr or ""
