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
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from services.enrolment import registration_limits
from services.enrolment.registration_forms import Person, Proof, own_password
from services.kernel.errors import InvalidInputError, TooManyAttemptsError
from services.kernel.house import House
from services.kernel.passwords import hash_password
from services.kernel.viewer import Role
from services.kernel.wording import text
from services.mailing import mail
from services.mailing.mail import Letter
from services.sign_in import tokens
from services.sign_in.tokens import LIFETIMES, Purpose
from services.storage import rate_windows, registrations
from services.storage.models import Customer, CustomerAccess, RegistrationRequest, User
from services.storage.registrations import Candidate
from services.storage.savepoints import kept_if
from services.trail import audit
from services.trail.audit import Actor, Subject

RESEND_AFTER = timedelta(seconds=60)
MAX_RESENT = 5
TAKEN_NAME = "username"
VALIDATION = "/inscription/validation"
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
            _tell_agency(session, house, demand, now)
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
    _post(session, house, row, _letter(row, secret), now)
    _record(session, "registration.requested", row, now)
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
        return Answer("existing", fits, TAKEN_NAME)
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


def _post(
    session: Session, house: House, row: RegistrationRequest, letter: Letter, now: datetime
) -> None:
    """Send an answer, unless its address has had many; who asked is told nothing of that."""
    is_proven = row.customer_id is not None
    is_sent = registration_limits.take_mail(session, row.email, is_proven=is_proven, now=now)
    with kept_if(session, is_kept=is_sent):
        mail.post(session, house, letter, now=now)


def _letter(row: RegistrationRequest, secret: str) -> Letter:
    """Return the e-mail that says what came of ``row``; a name typed by a stranger is not in it."""
    if row.state == "sent":
        return Letter("registration_sent", row.email, path=f"{VALIDATION}?jeton={secret}")
    if row.state == "existing" and row.reason == TAKEN_NAME:
        return Letter("registration_name_taken", row.email, path="/inscription")
    if row.state == "existing":
        return Letter("registration_existing", row.email, path="/connexion")
    if row.state == "to_examine":
        return Letter("registration_to_examine", row.email, path="/connexion")
    return Letter("registration_unmatched", row.email, path="/inscription")


def resend(house: House, request_id: int, *, address: str, now: datetime) -> None:
    """Send the answer of a demand once more, with a new link; one a minute, five a day.

    Raises TooManyAttemptsError before the minute is over. The same writes whatever the answer is;
    for a demand that was decided nothing is sent, and nothing is said of it.
    """
    registration_limits.admit(house.database, "registration mail", address, now)
    key = f"registration mail {request_id}"
    with house.database.write() as session:
        sent = rate_windows.count_attempt(session, key, registration_limits.DAY, now)
        is_in_turn = sent <= MAX_RESENT and registrations.take_turn_to_mail(
            session, request_id, now=now, wait=RESEND_AFTER
        )
        row = session.get(RegistrationRequest, request_id)
        if is_in_turn and row is not None and row.state not in {"accepted", "refused"}:
            _send_again(session, house, row, now)
    if not is_in_turn:
        raise _not_yet(sent)


def _send_again(session: Session, house: House, row: RegistrationRequest, now: datetime) -> None:
    somebody = registrations.find_anybody(session) if row.user_id is None else row.user_id
    secret = ""  # nosec B105 - none yet
    if somebody is not None:
        with kept_if(session, is_kept=row.user_id is not None):
            secret = tokens.issue(session, Purpose.VALIDATE, somebody, now=now)
    _post(session, house, row, _letter(row, secret), now)
    _record(session, "registration.resent", row, now)


def _not_yet(sent: int) -> TooManyAttemptsError:
    seconds = int(RESEND_AFTER.total_seconds())
    if sent > MAX_RESENT:
        return TooManyAttemptsError(text("register.resent_often"), retry_after_s=24 * 3600)
    return TooManyAttemptsError(text("register.resend_wait"), retry_after_s=seconds)


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
    _tell_file_address(session, house, row, "registration_accepted", now)
    mail.post(session, house, _letter(row, secret), now=now)


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
        row.state, row.decided_at, row.decided_by = "accepted", now, "e-mail"
        subject = Subject(user.id, row.customer_id)
        actor = audit.actor_named(user, address)
        audit.record(session, "registration.validated", actor=actor, now=now, subject=subject)
        _tell_file_address(session, house, row, "registration_opened", now)


def _tell_file_address(
    session: Session, house: House, row: RegistrationRequest, kind: str, now: datetime
) -> None:
    """Tell the address that the agency knew before, where it is another one."""
    customer = session.get(Customer, row.customer_id) if row.customer_id is not None else None
    known = customer.email.casefold() if customer is not None else ""
    if customer is not None and known not in {"", row.email}:
        letter = Letter(kind, known, {"reference": customer.reference})
        mail.post(session, house, letter, now=now)


def _tell_agency(session: Session, house: House, demand: Demand, now: datetime) -> None:
    """Record that a reference is locked, and tell the supervisors: somebody may be guessing."""
    actor = Actor(address=demand.address)
    said = {"reference": demand.proof.reference}
    audit.record(session, "registration.locked", actor=actor, now=now, details=said)
    for recipient in registrations.load_agency_addresses(session):
        letter = Letter("registration_locked", recipient, said | {"address": demand.address})
        mail.post(session, house, letter, now=now)


def _record(session: Session, kind: str, row: RegistrationRequest, now: datetime) -> None:
    said = {"reference": row.reference, "state": row.state}
    actor, subject = Actor(address=row.address), Subject(customer_id=row.customer_id)
    audit.record(session, kind, actor=actor, now=now, subject=subject, details=said)
