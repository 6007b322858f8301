"""Conversations with a real SMTP server: what is taken, tried again, refused for good."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from services.gateways.mail import (
    Mailbox,
    PermanentRefusalError,
    SmtpCarrier,
    SmtpServer,
    TemporaryRefusalError,
    is_loopback,
)
from tests.browser.server import find_free_port
from tests.gateways.post_office import CUT, SLOW, TAKEN, PostOffice, open_office

RAW = b"Subject: Bonjour\r\nMessage-ID: <1@exemple.fr>\r\n\r\n.\r\nTexte\r\n"
SENDER = "ne-pas-repondre@ael.terralis.fr"


def carrier_to(port: int, security: str = "none", timeout_s: float = 5.0) -> SmtpCarrier:
    return SmtpCarrier(SmtpServer("127.0.0.1", port, security, sender=SENDER, timeout_s=timeout_s))


@pytest.fixture
def office() -> PostOffice:
    return PostOffice()


@pytest.fixture
def carrier(office: PostOffice) -> Iterator[SmtpCarrier]:
    with open_office(office) as port:
        carrier = carrier_to(port)
        yield carrier
        carrier.close()


def answering(first: str) -> Callable[[object], str]:
    """Return a policy: ``first``, then mails are taken."""
    answers = [first]
    return lambda _: answers.pop() if answers else TAKEN


def test_a_mail_arrives_as_it_was_written(office: PostOffice, carrier: SmtpCarrier) -> None:
    carrier.send(RAW, "jeanne@exemple.fr")
    carrier.send(RAW, "paul@exemple.fr")

    assert [(m.sender, m.recipient) for m in office.received] == [
        (SENDER, "jeanne@exemple.fr"),
        (SENDER, "paul@exemple.fr"),
    ]
    assert {m.raw for m in office.received} == {RAW}
    assert {m.host for m in office.received} == {"ael.terralis.fr"}


@pytest.mark.parametrize("answer", ["451 later", "452 full", "421 going down"])
def test_a_recipient_that_may_be_taken_later(
    office: PostOffice, carrier: SmtpCarrier, answer: str
) -> None:
    office.at_recipient = answering(answer)

    with pytest.raises(TemporaryRefusalError, match=answer[:3]) as refused:
        carrier.send(RAW, "jeanne@exemple.fr")

    assert not refused.value.concerns_all
    assert office.received == []
    carrier.send(RAW, "jeanne@exemple.fr")
    assert len(office.received) == 1


def test_an_unknown_recipient(office: PostOffice, carrier: SmtpCarrier) -> None:
    office.at_recipient = answering("550 5.1.1 unknown here")

    with pytest.raises(PermanentRefusalError, match=r"^550 5\.1\.1 unknown here"):
        carrier.send(RAW, "personne@exemple.fr")

    carrier.send(RAW, "jeanne@exemple.fr")
    assert [m.recipient for m in office.received] == ["jeanne@exemple.fr"]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [("451 busy", TemporaryRefusalError), ("554 no spam here", PermanentRefusalError)],
)
def test_a_mail_refused_once_it_was_read(
    office: PostOffice, carrier: SmtpCarrier, answer: str, kind: type[Exception]
) -> None:
    office.at_data = answering(answer)

    with pytest.raises(kind, match=answer):
        carrier.send(RAW, "jeanne@exemple.fr")

    assert office.received == []


@pytest.mark.parametrize("answer", ["421 taken and gone", CUT])
def test_a_server_that_takes_a_mail_and_does_not_say_so(
    office: PostOffice, carrier: SmtpCarrier, answer: str
) -> None:
    office.at_data = answering(answer)

    with pytest.raises(TemporaryRefusalError):
        carrier.send(RAW, "jeanne@exemple.fr")
    carrier.send(RAW, "jeanne@exemple.fr")

    assert [m.raw for m in office.received] == [RAW, RAW]


def test_a_server_that_is_too_slow(office: PostOffice) -> None:
    office.at_data, office.slow_s = answering(SLOW), 0.5
    with open_office(office) as port:
        carrier = carrier_to(port, timeout_s=0.1)
        with pytest.raises(TemporaryRefusalError, match="Disconnected") as refused:
            carrier.send(RAW, "jeanne@exemple.fr")
        carrier.close()

    assert not refused.value.concerns_all


def test_nobody_listens() -> None:
    with pytest.raises(TemporaryRefusalError, match="ConnectionRefused") as refused:
        carrier_to(find_free_port()).send(RAW, "jeanne@exemple.fr")

    assert refused.value.concerns_all


def test_a_server_that_left_is_called_again(office: PostOffice) -> None:
    port = find_free_port()
    carrier = carrier_to(port)
    with open_office(office, port=port):
        carrier.send(RAW, "a@exemple.fr")
    with pytest.raises(TemporaryRefusalError):
        carrier.send(RAW, "b@exemple.fr")
    with open_office(office, port=port):
        carrier.send(RAW, "c@exemple.fr")
        carrier.close()

    assert [m.recipient for m in office.received] == ["a@exemple.fr", "c@exemple.fr"]


def test_an_address_that_smtp_cannot_write(office: PostOffice, carrier: SmtpCarrier) -> None:
    with pytest.raises(PermanentRefusalError):
        carrier.send(RAW, "é@exemple.fr")
    carrier.send(RAW, "e@exemple.fr")

    assert [m.recipient for m in office.received] == ["e@exemple.fr"]


def test_an_address_cannot_smuggle_commands(office: PostOffice, carrier: SmtpCarrier) -> None:
    with pytest.raises(PermanentRefusalError):
        carrier.send(RAW, "a@exemple.fr>\r\nRCPT TO:<b@exemple.fr")

    assert office.received == []


def make_certificate(folder: Path) -> Path:
    """Write a certificate of 127.0.0.1 and its key, signed by itself; return the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    return file


def test_starttls_with_a_certificate_that_is_trusted(
    office: PostOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with open_office(office, certificate=certificate) as port:
        carrier = carrier_to(port, "starttls")
        carrier.send(RAW, "jeanne@exemple.fr")
        carrier.close()

    assert [m.is_encrypted for m in office.received] == [True]


def test_a_certificate_that_nobody_vouches_for(office: PostOffice, tmp_path: Path) -> None:
    with (
        open_office(office, certificate=make_certificate(tmp_path)) as port,
        pytest.raises(TemporaryRefusalError, match="certificate") as refused,
    ):
        carrier_to(port, "starttls").send(RAW, "jeanne@exemple.fr")

    assert refused.value.concerns_all
    assert office.received == []


def test_a_server_without_starttls_gets_nothing(office: PostOffice) -> None:
    with (
        open_office(office) as port,
        pytest.raises(TemporaryRefusalError, match="STARTTLS") as refused,
    ):
        carrier_to(port, "starttls").send(RAW, "jeanne@exemple.fr")

    assert refused.value.concerns_all
    assert office.received == []


def test_plain_text_stays_on_this_machine() -> None:
    with pytest.raises(ValueError, match=r"mail\.exemple\.fr"):
        SmtpCarrier(SmtpServer("mail.exemple.fr", 25, "none", sender=SENDER))


@pytest.mark.parametrize(
    ("host", "expected"),
    [("localhost", True), ("127.0.0.9", True), ("::1", True), ("10.0.0.1", False), ("x", False)],
)
def test_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_the_mailbox_takes_everything() -> None:
    mailbox = Mailbox()
    mailbox.send(RAW, "jeanne@exemple.fr")
    mailbox.close()
