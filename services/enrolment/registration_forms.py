"""What the steps of a registration ask: judged here by what was typed alone, never by truth."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from services.domain.search_keys import fold
from services.kernel.errors import InvalidInputError
from services.kernel.wording import text
from services.mailing.mail import normal_address
from services.sign_in.authentication import normal_username
from services.sign_in.password_policy import checked_length, checked_password

Typed = Mapping[str, str]
Problems = dict[str, str]
"""What is wrong with each field, by its name."""

PRM_DIGITS = 14
SPACES = re.compile(r"[\s\u00a0\u202f]+")
REFERENCE = re.compile(r"FE-?([0-9A-Z]{2,17})")
AMOUNT = re.compile(r"\d{1,8}([.,]\d{1,2})?", re.ASCII)
INDEX = re.compile(r"\d{1,9}", re.ASCII)
CONTRACT = re.compile(r"[A-Z0-9-]{3,20}")
TELEPHONE = re.compile(r"0\d{9}|\+\d{8,15}", re.ASCII)
USERNAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{2,63}")
LONGEST_NAME = 120
OUR_NAME = "terralis"
"""Nobody is called like the house: an e-mail or a list would show them as the agency."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What only the holder of a contract knows: reference, then PRM and last amount.

    Before the first invoice: reference, contract number and the index (kWh) of the commissioning.
    """

    reference: str
    prm: str = ""
    amount_eur: Decimal | None = None
    contract_number: str = ""
    index_kwh: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks for the account, and how they want to sign in."""

    display_name: str
    telephone: str
    email: str
    username: str
    password: str


class RefusedFormError(InvalidInputError):
    """Fields that cannot be read: ``problems`` says of each what is wrong."""

    def __init__(self, problems: Problems) -> None:
        field = next(iter(problems))
        super().__init__(problems[field], field=field)
        self.problems = problems


def read_proof(typed: Typed, *, has_invoice: bool) -> Proof:
    """Return step 1 as typed; raises RefusedFormError."""
    problems: Problems = {}
    reference = SPACES.sub("", typed.get("reference", "")).upper()
    found = REFERENCE.fullmatch(reference)
    if found is None:
        problems["reference"] = _said("reference", reference)
    proof = Proof(f"FE-{found[1]}" if found else "")
    read = _read_invoice if has_invoice else _read_commissioning
    proof = read(typed, proof.reference, problems)
    if not typed.get("accepted"):
        problems["accepted"] = text("register.not_accepted")
    if problems:
        raise RefusedFormError(problems)
    return proof


def _read_invoice(typed: Typed, reference: str, problems: Problems) -> Proof:
    prm = read_prm(typed.get("prm", ""))
    if problem := _prm_problem(prm):
        problems["prm"] = problem
    amount = SPACES.sub("", typed.get("amount", "")).removesuffix("€")
    if not AMOUNT.fullmatch(amount):
        problems["amount"] = _said("amount", amount)
        return Proof(reference)
    return Proof(reference, prm, Decimal(amount.replace(",", ".")))


def _read_commissioning(typed: Typed, reference: str, problems: Problems) -> Proof:
    number = SPACES.sub("", typed.get("contract", "")).upper()
    if not CONTRACT.fullmatch(number):
        problems["contract"] = _said("contract", number)
    index = SPACES.sub("", typed.get("index", ""))
    if not INDEX.fullmatch(index):
        problems["index"] = _said("index", index)
        return Proof(reference)
    return Proof(reference, contract_number=number, index_kwh=int(index))


def read_prm(typed: str) -> str:
    """Return a PRM without what groups its digits: spaces, points, hyphens, unseen characters."""
    return "".join(c for c in typed if not _is_grouping(c))


def _is_grouping(character: str) -> bool:
    return character in ".-" or unicodedata.category(character) in {"Zs", "Zl", "Zp", "Cc", "Cf"}


def _said(field: str, typed: str) -> str:
    """Return what to say of a field that cannot be read: that it is empty, or how it is written."""
    return text(f"register.bad_{field}" if typed.strip() else f"register.no_{field}")


def _prm_problem(prm: str) -> str:
    if not prm:
        return text("register.no_prm")
    if not re.fullmatch(r"\d+", prm, re.ASCII):
        return text("register.prm_digits_only")
    given = len(prm)
    missing = PRM_DIGITS - given
    if missing == 0:
        return ""
    ids = {1: "register.prm_one_missing", -1: "register.prm_one_too_many"}
    several = "register.prm_missing" if missing > 0 else "register.prm_too_many"
    return text(ids.get(missing, several), count=abs(missing), given=given)


def read_person(typed: Typed) -> Person:
    """Return step 2 as typed; raises RefusedFormError.

    Of the password the length alone is judged: the rest is ``own_password``'s, behind the limits.
    """
    problems: Problems = {}
    name = _read_name(typed, problems)
    telephone = re.sub(r"[\s\u00a0\u202f.()-]+", "", typed.get("telephone", ""))
    if not TELEPHONE.fullmatch(telephone):
        problems["telephone"] = _said("telephone", telephone)
    email = _read_email(typed, problems)
    username = _read_username(typed, email, problems)
    password = typed.get("password", "")
    try:
        checked_length(password)
    except InvalidInputError as error:
        problems["password"] = error.message
    if problems:
        raise RefusedFormError(problems)
    return Person(name, telephone, email, username, password)


def own_password(person: Person, proof: Proof) -> str:
    """Return the password of a demand; raises InvalidInputError where it would be guessed."""
    about = (person.display_name, person.email, person.username, person.telephone)
    contract = (proof.reference, proof.prm, proof.contract_number)
    return checked_password(person.password, about=(*about, *contract))


def checked_email(typed: str) -> str:
    """Return an address as it is kept, in ASCII and without case; raises InvalidInputError."""
    try:
        return normal_address(typed).casefold()
    except InvalidInputError as error:
        raise InvalidInputError(text("register.bad_email"), field="email") from error


def checked_username(typed: str, *, email: str) -> str:
    """Return a user name as it is kept; raises InvalidInputError.

    Nobody takes another's address for a name.
    """
    username = normal_username(typed)
    if not USERNAME.fullmatch(username):
        raise InvalidInputError(text("register.bad_username"), field="username")
    if "@" in username and username != email:
        raise InvalidInputError(text("register.username_is_address"), field="username")
    return username


def _read_name(typed: Typed, problems: Problems) -> str:
    name = " ".join("".join(c if c.isprintable() else " " for c in typed.get("name", "")).split())
    if not 2 <= len(name) <= LONGEST_NAME:
        problems["name"] = _said("name", name)
    elif OUR_NAME in "".join(c for c in fold(name) if c.isalnum()):
        problems["name"] = text("register.our_name")
    return name


def _read_email(typed: Typed, problems: Problems) -> str:
    email, again = typed.get("email", ""), typed.get("email_again", "")
    try:
        email = checked_email(email)
    except InvalidInputError:
        problems["email"] = _said("email", email)
        email = ""
    if not again.strip():
        problems["email_again"] = text("register.no_email_again")
    elif email and not _is_same(again, email):
        problems["email_again"] = text("register.emails_differ")
    return email


def _is_same(again: str, email: str) -> bool:
    try:
        return checked_email(again) == email
    except InvalidInputError:
        return False


def _read_username(typed: Typed, email: str, problems: Problems) -> str:
    if not typed.get("username", "").strip():
        problems["username"] = text("register.no_username")
        return ""
    try:
        return checked_username(typed.get("username", ""), email=email)
    except InvalidInputError as error:
        problems["username"] = error.message
        return ""
