"""Asks everything as everybody, with own and foreign identifiers (see ``sweep_cases``)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from flask import session as kept
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from app.factory import Application
from services.domain.secret_hash import hash_secret
from services.office import agency
from services.sign_in import sessions
from services.storage.models import (
    Contract,
    Customer,
    CustomerAccess,
    DataRequest,
    MeteringPoint,
    OutgoingMail,
    Passkey,
    RateWindow,
    RegistrationRequest,
    User,
    UserSession,
)
from tests.app.callbacks import ADDRESS, ROUTER_OUTPUT, Callback, Json, body
from tests.app.sweep_cases import NOT_TRIED, ON_FILE, ROLES, STRANGER, Case
from tests.app.sweep_invoices import archive_of, attempt_of, copy_of, invoice_of
from tests.conftest import NOW

DAYS: dict[str, Json] = {"start": "2021-10-12", "end": "2021-10-13"}


@dataclass(frozen=True, slots=True)
class Named:
    """A contract, and words that would betray it."""

    number: str
    secrets: tuple[str, ...]


class Sweeper:
    """Asks everything as everybody, on a database that may be changed."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.callbacks: dict[str, Callback] = {}
        with application.database.write() as session:
            session.add(
                User(
                    username="administrateur",
                    display_name="Anne Dubreuil",
                    password_hash="none",
                    role="administrator",
                    validated_at=NOW,
                )
            )
            session.flush()
            self.user_ids = {
                row.username: row.id for row in session.execute(select(User.username, User.id))
            }
            self.user_ids[ON_FILE] = self.user_ids["agent"]
        self.contracts = {role: self._contract_of(role) for role in ROLES}

    def ask(self, case: Case, role: str) -> str:
        """Return the answer: its status, and " data" when it holds what the case names."""
        self._forget()
        named = self._named(case, role)
        if case.whose and named is None and "<" not in case.address:
            return NOT_TRIED
        address = self._filled(case, role)
        if address is None:
            return NOT_TRIED
        client, token = self._visitor(role)
        typed = {"csrf_token": token, "username": f"personne-{ROLES.index(role)}"}
        answer = self._send(case, address, named.number if named else "", client, typed)
        text = answer.get_data().decode(errors="ignore")
        answer.close()
        shown = named is not None and any(secret in text for secret in named.secrets)
        return f"{answer.status_code} data" if shown else str(answer.status_code)

    def _forget(self) -> None:
        """Begin anew: what was counted and left by an earlier question changes no answer."""
        with self.application.database.write() as session:
            session.execute(delete(RateWindow))
            session.execute(delete(Passkey))

    def _send(
        self, case: Case, address: str, number: str, client: FlaskClient, typed: Mapping[str, str]
    ) -> TestResponse:
        """Send one question; ``typed``: the token, and a name of each role's own (limits)."""
        if case.method == "CALLBACK":
            values = self._values(case, number)
            return client.post(ADDRESS, json=body(self.callbacks[case.address], values))
        query = {"contrat": number} if number and case.method == "GET" else {}
        data = None if case.method == "GET" else typed
        return client.open(address, method=case.method, query_string=query, data=data)

    def _values(self, case: Case, number: str) -> Mapping[str, Json]:
        search = f"?contrat={number}" if number else ""
        if case.address == ROUTER_OUTPUT:
            return {
                "_pages_location.pathname": "/consommations",
                "_pages_location.search": search,
            }
        return {"consumption-brush.data": DAYS, "_pages_location.search": search}

    def _visitor(self, role: str) -> tuple[FlaskClient, str]:
        """Return a browser of its own, signed in as ``role``, and the token of its forms."""
        server = self.application.server
        client = server.test_client()
        with server.test_request_context():
            token: str = generate_csrf()
            cookie = dict(kept)
        if role != STRANGER:
            cookie |= {"_user_id": self._secret(role), "_fresh": True}
        signer = server.session_interface.get_signing_serializer(server)  # type: ignore[attr-defined]
        client.set_cookie("ael", signer.dumps(cookie))
        return client, token

    def _secret(self, role: str) -> str:
        database, house = self.application.database, self.application.house
        with database.write() as session:
            user = session.get_one(User, self.user_ids[role])
            user.is_active = True
            origin = sessions.Origin("192.0.2.5", "essai")
            secret = sessions.open_session(session, user, origin, now=NOW)
        if role != ON_FILE:
            return secret
        viewer = sessions.resume(database, secret, now=NOW)
        assert viewer is not None
        return agency.open_file(
            viewer, house, customer_reference="FE-104286", reason="Essai du balayage", now=NOW
        )

    def _contract_of(self, role: str) -> Named | None:
        username = "client" if role == ON_FILE else role
        query = (
            select(Contract.number, MeteringPoint.prm, MeteringPoint.name, Customer.name)
            .join(Contract.metering_point)
            .join(Contract.customer)
            .join(CustomerAccess, CustomerAccess.customer_id == Customer.id)
            .join(User, User.id == CustomerAccess.user_id)
            .where(User.username == username)
            .order_by(Contract.number)
        )
        with self.application.database.begin() as session:
            row = session.execute(query).first()
        return None if row is None else Named(row[0], (row[1], row[2], row[3]))

    def _named(self, case: Case, role: str) -> Named | None:
        if case.whose == "own":
            return self.contracts[role]
        if case.whose == "foreign":
            is_neighbour = role == "voisin"
            return self.contracts["client" if is_neighbour else "voisin"]
        return None

    def _filled(self, case: Case, role: str) -> str | None:
        """Return the address with identifiers that exist; None where ``role`` owns none."""
        address = case.address
        for name, make in self._identifiers(case, role).items():
            for kind in ("int:", "", "string:", "path:"):
                pattern = f"<{kind}{name}>"
                if pattern in address:
                    value = make()
                    if value is None:
                        return None
                    address = address.replace(pattern, value)
        assert "<" not in address or case.method == "CALLBACK", f"teach the sweep {address}"
        return address

    def _identifiers(self, case: Case, role: str) -> Mapping[str, Callable[[], str | None]]:
        other = "client" if role == "voisin" else "voisin"
        owner = role if case.whose == "own" else other
        owner_id = self.user_ids.get(owner)
        is_copy = "/mes-donnees/" in case.address
        make_public = partial(copy_of, self.application) if is_copy else self._session_of
        if "/archive/" in case.address:
            make_public = partial(archive_of, self.application.database)
        owner_or_client = self.user_ids.get("client" if owner == ON_FILE else owner)
        is_account = case.address.startswith("/mon-compte/")
        holder_id = owner_or_client if is_account else owner_id
        return {
            "public_id": lambda: make_public(owner_id),
            "invoice_number": lambda: invoice_of(self.application.database, owner_or_client),
            "reference": self._reference_for(case, holder_id, owner_or_client),
            "passkey_id": lambda: self._passkey_of(owner_id),
            "number": self._number_for(case),
            "user_id": lambda: str(self.user_ids["agent"]),
            "path": lambda: "adresse-inconnue",
            "filename": lambda: "app.css",
            "package_name": lambda: "dash",
            "fingerprinted_path": lambda: "inconnu.js",
        }

    def _reference_for(
        self, case: Case, holder_id: int | None, payer_id: int | None
    ) -> Callable[[], str | None]:
        if case.address.startswith(("/reglement/", "/paiement/")):
            return partial(attempt_of, self.application.database, payer_id)
        return lambda: self._customer_of(holder_id)

    def _session_of(self, user_id: int | None) -> str | None:
        if user_id is None:
            return None
        with self.application.database.write() as session:
            user = session.get_one(User, user_id)
            origin = sessions.Origin("192.0.2.6", "autre essai")
            secret = sessions.open_session(session, user, origin, now=NOW - timedelta(minutes=1))
            opened = session.get_one(UserSession, hash_secret(secret))
            return opened.public_id

    def _customer_of(self, user_id: int | None) -> str | None:
        query = (
            select(Customer.reference)
            .join(CustomerAccess, CustomerAccess.customer_id == Customer.id)
            .where(CustomerAccess.user_id == user_id)
        )
        with self.application.database.begin() as session:
            return session.scalars(query).first()

    def _passkey_of(self, user_id: int | None) -> str | None:
        if user_id is None:
            return None
        with self.application.database.write() as session:
            count = session.query(Passkey).count()
            key = Passkey(
                user_id=user_id, credential_id=f"cle {count}".encode(), public_key=b"-",
                sign_count=0, name="Essai", created_at=NOW,
            )  # fmt: skip
            session.add(key)
            session.flush()
            return str(key.id)

    def _number_for(self, case: Case) -> Callable[[], str]:
        if "/effacements/" in case.address:
            return self._erasure
        return self._abandoned_mail if "/e-mails/" in case.address else self._registration

    def _erasure(self) -> str:
        """Return the number of a demand for erasure that waits."""
        with self.application.database.write() as session:
            row = DataRequest(
                public_id=f"effacement-{session.query(DataRequest).count()}",
                user_id=self.user_ids["voisin"], kind="erasure", state="waiting", created_at=NOW,
            )  # fmt: skip
            session.add(row)
            session.flush()
            return str(row.id)

    def _abandoned_mail(self) -> str:
        """Return the number of a mail that was given up."""
        with self.application.database.write() as session:
            count = session.query(OutgoingMail).count()
            row = OutgoingMail(
                message_id=f"<{count}@terralis.example>", kind="password_changed",
                recipient="voisin@terralis.example", content=b"-", created_at=NOW,
                next_attempt_at=NOW, abandoned_at=NOW,
            )  # fmt: skip
            session.add(row)
            session.flush()
            return str(row.id)

    def _registration(self) -> str:
        """Return the number of a registration that waits to be examined."""
        with self.application.database.write() as session:
            count = session.query(RegistrationRequest).count()
            user = User(
                username=f"attente-{count}", display_name="Attente", password_hash="none",
                role="customer", email=f"attente-{count}@terralis.example",
            )  # fmt: skip
            session.add(user)
            session.flush()
            row = RegistrationRequest(
                created_at=NOW, reference="FE-120447", display_name="Attente",
                email=user.email, username=user.username, state="to_examine", user_id=user.id,
            )  # fmt: skip
            session.add(row)
            session.flush()
            return str(row.id)
