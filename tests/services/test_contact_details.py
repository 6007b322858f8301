"""Changing how a customer is reached: read, confirmed by the agency, recorded, told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from services.account import contact_details
from services.account.contact_details import MOST_CHANGES, Change, Detail, Outcome
from services.enrolment.registration_forms import RefusedFormError
from services.kernel.errors import NotFoundError, TooManyAttemptsError
from services.kernel.house import House
from services.kernel.viewer import Role, Viewer
from services.storage.engine import Database
from services.storage.models import AuditEvent, Customer, CustomerAccess, User
from tests.conftest import NOW
from tests.services.houses import house_on, read_outbox
from tests.services.viewers import add_viewer

REFERENCE = "FE-jeanne"


@pytest.fixture
def viewer(database: Database) -> Viewer:
    """Return jeanne, who has a colleague for the same customer, and a stranger beside them."""
    viewer = add_viewer(database, "jeanne")
    add_viewer(database, "paul")
    with database.write() as session:
        customer = session.scalars(select(Customer).where(Customer.reference == REFERENCE)).one()
        customer.telephone = "0261910417"
        user = session.get_one(User, viewer.user_id)
        user.email, user.validated_at = "jeanne@ferme.example", NOW
        for name, validated_at in (("lise", NOW), ("marc", None)):
            other = User(
                username=name, display_name=name, email=f"{name}@ferme.example",
                password_hash="none", role="customer", validated_at=validated_at,
            )  # fmt: skip
            session.add(other)
            session.flush()
            session.add(CustomerAccess(user_id=other.id, customer_id=customer.id))
    return viewer


@pytest.fixture
def house(database: Database) -> House:
    return house_on(database)


def telephone(viewer: Viewer, house: House, number: str, **confirmed: bool) -> Change:
    typed = {"telephone": number}
    return contact_details.change(
        viewer, house, REFERENCE, Detail.TELEPHONE, typed, now=NOW, **confirmed
    )


def customer_of(house: House) -> Customer:
    with house.database.begin() as session:
        return session.scalars(select(Customer).where(Customer.reference == REFERENCE)).one()


def events(house: House) -> list[AuditEvent]:
    with house.database.begin() as session:
        return list(session.scalars(select(AuditEvent).order_by(AuditEvent.number)))


def test_a_number_is_kept_told_and_recorded(viewer: Viewer, house: House) -> None:
    done = telephone(viewer, house, "02 61.91-05\u202f99")

    assert (done.outcome, done.before, done.after) == (
        Outcome.CHANGED, "0261910417", "0261910599",
    )  # fmt: skip
    assert customer_of(house).telephone == "0261910599"
    assert [(kind, to) for kind, to, _ in read_outbox(house)] == [
        ("contact_changed", "jeanne@ferme.example"),
        ("contact_changed", "lise@ferme.example"),
    ]
    (event,) = events(house)
    assert (event.kind, event.actor_name) == ("contact_details.changed", "jeanne")
    assert event.subject_customer_id == customer_of(house).id
    # The trail outlives an erasure: it names neither number.
    assert "0261910" not in event.details


def test_the_mail_names_no_number(viewer: Viewer, house: House) -> None:
    telephone(viewer, house, "0261910599")

    assert "le numéro de téléphone" in read_outbox(house)[0][2]
    assert "0261910599" not in read_outbox(house)[0][2]


def test_the_same_number_changes_nothing(viewer: Viewer, house: House) -> None:
    assert telephone(viewer, house, "02 61 91 04 17").outcome is Outcome.SAME
    assert (events(house), read_outbox(house)) == ([], [])


def test_an_address_is_three_fields_and_one_line(viewer: Viewer, house: House) -> None:
    typed = {"street": " 14 rue du  Lavoir,", "postcode": "28 120", "town": "Illiers-Combray "}

    contact_details.change(viewer, house, REFERENCE, Detail.ADDRESS, typed, now=NOW)

    assert customer_of(house).address == "14 rue du Lavoir, 28120 Illiers-Combray"


def test_a_fax_may_go(viewer: Viewer, house: House) -> None:
    for number, kept in (("0261910418", "0261910418"), ("", "")):
        contact_details.change(viewer, house, REFERENCE, Detail.FAX, {"fax": number}, now=NOW)
        assert customer_of(house).fax == kept


@pytest.mark.parametrize(
    ("detail", "typed", "fields"),
    [
        (Detail.TELEPHONE, {"telephone": ""}, {"telephone"}),
        (Detail.TELEPHONE, {"telephone": "12345"}, {"telephone"}),
        (Detail.TELEPHONE, {"telephone": "٠261910417"}, {"telephone"}),
        (Detail.FAX, {"fax": "non"}, {"fax"}),
        (Detail.ADDRESS, {}, {"street", "postcode", "town"}),
        (Detail.ADDRESS, {"street": "a" * 141, "postcode": "28000", "town": "X"}, {"street"}),
        (Detail.ADDRESS, {"street": "1 rue", "postcode": "2800", "town": "X"}, {"postcode"}),
        (Detail.ADDRESS, {"street": "1 rue", "postcode": "28000", "town": "v" * 81}, {"town"}),
    ],
)
def test_every_wrong_field_is_named(
    viewer: Viewer, house: House, detail: Detail, typed: dict[str, str], fields: set[str]
) -> None:
    with pytest.raises(RefusedFormError) as refused:
        contact_details.change(viewer, house, REFERENCE, detail, typed, now=NOW)

    assert set(refused.value.problems) == fields
    assert events(house) == []


def test_the_longest_address_fits_its_column(viewer: Viewer, house: House) -> None:
    typed = {"street": "a" * 140, "postcode": "28000", "town": "v" * 80}

    contact_details.change(viewer, house, REFERENCE, Detail.ADDRESS, typed, now=NOW)

    assert len(customer_of(house).address) <= 250


def test_nobody_changes_somebody_elses(viewer: Viewer, house: House) -> None:
    with pytest.raises(NotFoundError):
        contact_details.change(
            viewer, house, "FE-paul", Detail.TELEPHONE, {"telephone": "0261910599"}, now=NOW
        )


def test_the_agency_confirms_before_it_changes(viewer: Viewer, house: House) -> None:
    agent = replace(viewer, role=Role.AGENT, acting_for=customer_of(house).id)

    asked = telephone(agent, house, "0261910599")

    assert (asked.outcome, customer_of(house).telephone) == (Outcome.TO_CONFIRM, "0261910417")
    assert events(house) == []
    done = telephone(agent, house, "0261910599", is_confirmed=True)
    assert (done.outcome, customer_of(house).telephone) == (Outcome.CHANGED, "0261910599")
    (event,) = events(house)
    assert (event.actor_role, event.subject_customer_id) == ("agent", customer_of(house).id)
    assert event.subject_user_id is None


def test_changes_have_a_limit(viewer: Viewer, house: House) -> None:
    for number in range(MOST_CHANGES):
        telephone(viewer, house, f"02619105{number:02}")

    with pytest.raises(TooManyAttemptsError):
        telephone(viewer, house, "0261910699")

    later = NOW + timedelta(hours=2)
    typed = {"telephone": "0261910699"}
    done = contact_details.change(viewer, house, REFERENCE, Detail.TELEPHONE, typed, now=later)
    assert done.outcome is Outcome.CHANGED
