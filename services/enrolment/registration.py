"""Opening an account: a proof, an answer by e-mail, a link that validates.

Who sees the pages learns nothing about the proof, the address or the user name: status, size and
time are the same whatever the truth, as the same statements run and one demand, one e-mail and one
audit event are written. The answer goes to the declared address:

- ``sent``: the proof fits and the customer has no account yet; the link. Any address will do: who
  knows reference, PRM and last amount holds the contract, and files of former customers are old.
  Where the file names another address, that one is told once the account is open.
- ``to_examine``: the proof fits but somebody signs in for this customer already, with another
  address than the one declared or than the file's: the agency decides. The file's address is told
  at once when it accepts.
- ``existing``: that address, or that of the file, has an account already; or the user name has
  (``reason`` says "username"): choose another.
- ``unmatched``: nothing fits the proof.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from services.enrolment import registration_letters as letters
from services.enrolment import registration_limits
from services.enrolment.registration_forms import Person, Proof, own_password
from services.kernel.errors import InvalidInputError
from services.kernel.house import House
from services.kernel.passwords import hash_password
from services.kernel.viewer import Role
from services.kernel.wording import text
from services.mailing import mail
from services.sign_in import tokens
from services.sign_in.tokens import LIFETIMES, Purpose
from services.storage import customer_search, registrations
from services.storage.models import CustomerAccess, RegistrationRequest, User
from services.storage.registrations import Candidate
from services.storage.savepoints import kept_if
from services.trail import audit
from services.trail.audit import Subject

WH_PER_KWH = 1000


@dataclass(frozen=True, slots=True)
class Demand:
    """Steps 1 and 2 of the form, and the internet address they came from."""

    proof: Proof
    person: Person
    address: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes of a demand: its state, why, and the contract that its proof fits."""

    state: str
    fits: Candidate | None = None
    reason: str = ""


def request(house: House, demand: Demand, *, now: datetime) -> int:
    """Answer a demand by e-mail and return the number of what was written.

    Raises TooManyAttemptsError beyond the limits (see ``registration_limits``), which hang on what
    was typed, never on the truth, and InvalidInputError for a password that would be guessed: that
    is looked into behind the limits, as it costs more than all the rest of the form.
    """
    registration_limits.admit(house.database, "registration", demand.address, now)
    password_hash = hash_password(own_password(demand.person, demand.proof))
    reference = demand.proof.reference
    with house.database.write() as session:
        wait, is_last = registration_limits.take_turn(session, reference, now)
        number = 0 if wait else _answer(session, house, demand, password_hash, now)
        if is_last:
            letters.tell_agency(session, house, demand.proof.reference, demand.address, now)
    # Outside the transaction: a refused demand counts all the same.
    if wait:
        raise registration_limits.too_many(wait)
    return number


def _answer(
    session: Session, house: House, demand: Demand, password_hash: str, now: datetime
) -> int:
    proof, person = demand.proof, demand.person
    fits = _find_fit(session, proof)
    customer_id = fits.customer_id if fits else None
    registrations.delete_waiting_accounts(session, customer_id, now - LIFETIMES[Purpose.VALIDATE])
    taken = registrations.find_accounts(session, username=person.username, email=person.email)
    answer = decide(person, fits, taken)
    row = RegistrationRequest(
        created_at=now,
        mailed_at=now,
        address=demand.address[:45],
        reference=proof.reference,
        prm=proof.prm,
        contract_number=proof.contract_number,
        display_name=person.display_name,
        email=person.email,
        telephone=person.telephone,
        username=person.username,
        state=answer.state,
        reason=answer.reason,
        customer_id=customer_id,
    )
    row.user_id, secret = _add_account(session, person, answer, password_hash, now)
    session.add(row)
    session.flush()
    letters.post_answer(session, house, row, letters.answer(row, secret), now)
    letters.record(session, "registration.requested", row, now)
    return row.id


def decide(person: Person, fits: Candidate | None, taken: Sequence[User]) -> Answer:
    """Return what comes of a demand; the rule stands at the head of this module."""
    validated = [user for user in taken if user.validated_at is not None]
    has_address = any(user.email == person.email for user in validated)
    if fits is None:
        return Answer("existing" if has_address else "unmatched")
    is_on_file = bool(fits.customer_email) and fits.customer_email.casefold() == person.email
    if has_address or (fits.has_account and is_on_file):
        return Answer("existing", fits)
    if any(user.username == person.username for user in taken):
        return Answer("existing", fits, letters.TAKEN_NAME)
    return Answer("to_examine" if fits.has_account else "sent", fits)


def _find_fit(session: Session, proof: Proof) -> Candidate | None:
    """Return the contract that the whole proof fits; the same two queries whatever it is."""
    found = registrations.load_candidates(
        session, proof.reference, prm=proof.prm, contract_number=proof.contract_number
    )
    indexes = registrations.load_first_indexes(session, found)
    for candidate in found:
        if proof.amount_eur is not None:
            fits = candidate.last_amount_eur == proof.amount_eur
        else:
            first = {wh // WH_PER_KWH for wh in indexes.get(candidate.metering_point_id, ())}
            fits = candidate.last_amount_eur is None and proof.index_kwh in first
        if fits:
            return candidate
    return None


def _add_account(
    session: Session, person: Person, answer: Answer, password_hash: str, now: datetime
) -> tuple[int | None, str]:
    """Add the account that waits; return its id and its link's secret.

    For a demand that opens none all of it is undone: the id is None, the secret opens nothing.
    """
    is_kept = answer.state in {"sent", "to_examine"}
    user = User(
        username=person.username if is_kept else secrets.token_hex(16),
        display_name=person.display_name,
        email=person.email,
        password_hash=password_hash,
        role=Role.CUSTOMER,
        is_demo=answer.fits is not None and answer.fits.is_demo,
        created_at=now,
    )
    with kept_if(session, is_kept=is_kept):
        session.add(user)
        session.flush()
        secret = tokens.issue(session, Purpose.VALIDATE, user.id, now=now)
    return user.id if is_kept else None, secret


def accept(session: Session, house: House, request_id: int, *, now: datetime) -> None:
    """Send the link of a demand that the agency has examined and found right.

    In the agency's transaction, which records the decision. The account opens as any other does:
    by the link, within 24 hours. Raises InvalidInputError when the demand does not wait any more.
    """
    row = session.get(RegistrationRequest, request_id)
    if row is None or row.state != "to_examine" or row.user_id is None:
        raise InvalidInputError(text("register.decided"))
    row.state, row.mailed_at = "sent", now
    secret = tokens.issue(session, Purpose.VALIDATE, row.user_id, now=now)
    letters.tell_file_address(session, house, row, "registration_accepted", now)
    mail.post(session, house, letters.answer(row, secret), now=now)


def can_validate(house: House, secret: str, *, now: datetime) -> bool:
    """Tell whether a link opens an account still; looking does not use it."""
    with house.database.begin() as session:
        return tokens.look_at(session, Purpose.VALIDATE, secret, now=now) is not None


def validate(house: House, secret: str, *, address: str, now: datetime) -> None:
    """Open the account of a link: once, within 24 hours; raises InvalidInputError otherwise."""
    with house.database.write() as session:
        link = tokens.use(session, Purpose.VALIDATE, secret, now=now)
        row = registrations.find_request_of(session, link.user_id) if link else None
        if link is None or row is None or row.state != "sent" or row.customer_id is None:
            raise InvalidInputError(text("register.link_over"))
        user = session.get_one(User, link.user_id)
        user.validated_at = now
        session.add(CustomerAccess(user_id=user.id, customer_id=row.customer_id))
        customer_search.note_holder(session, row.customer_id, user.display_name)
        row.state, row.decided_at, row.decided_by = "accepted", now, "e-mail"
        subject = Subject(user.id, row.customer_id)
        actor = audit.actor_named(user, address)
        audit.record(session, "registration.validated", actor=actor, now=now, subject=subject)
        letters.tell_file_address(session, house, row, "registration_opened", now)
