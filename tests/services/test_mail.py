"""Writing e-mails: what they say, how they look, and what nobody can slip into them."""

import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser

import pytest
from sqlalchemy import select

from services.kernel import wording
from services.kernel.errors import InvalidInputError
from services.kernel.house import House
from services.kernel.vault import Vault
from services.mailing import mail
from services.mailing.mail import Letter, normal_address, post, tame, write
from services.storage.engine import Database
from services.storage.models import OutgoingMail
from tests.conftest import NOW

SENTENCES = {
    "mail.try.subject": "{name}, votre compte est prêt",
    "mail.try.text": "Bonjour {name},\n\nMerci de cliquer sur ce lien pour l’ouvrir.\nÀ bientôt.",
    "mail.try.button": "Ouvrir mon compte",
}


@pytest.fixture(autouse=True)
def _sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = wording.load_catalogue("fr") | SENTENCES
    monkeypatch.setattr(wording, "load_catalogue", lambda _: catalogue)


@pytest.fixture
def house(database: Database) -> House:
    return House(
        database=database,
        vault=Vault(("k" * 32,)),
        public_url="https://ael.exemple.fr",
        mail_from="Énergie d’ici <ne-pas-repondre@ael.exemple.fr>",
    )


def letter(
    name: str = "Zoé", recipient: str = "zoe@exemple.fr", path: str = "/ouvrir?a=1&b=2"
) -> Letter:
    return Letter("try", recipient, {"name": name}, path)


def read(message: EmailMessage) -> EmailMessage:
    """Return the message as a mail program reads it from its bytes."""
    return message_from_bytes(message.as_bytes(), EmailMessage, policy=default)


def body(message: EmailMessage, kind: str) -> str:
    part = read(message).get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_the_heads_of_a_message(house: House) -> None:
    found = read(write(house, letter(), now=NOW))

    assert found["From"].addresses[0].display_name == "Énergie d’ici"
    assert found["From"].addresses[0].addr_spec == "ne-pas-repondre@ael.exemple.fr"
    assert [a.addr_spec for a in found["To"].addresses] == ["zoe@exemple.fr"]
    assert found["Subject"] == "Zoé, votre compte est prêt"
    assert found["Date"].datetime == NOW
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Content-Language"] == "fr"
    assert re.fullmatch(r"<[^@<>\s]+@ael\.exemple\.fr>", found["Message-ID"])
    assert found.get_content_type() == "multipart/alternative"


def test_any_server_can_carry_it(house: House) -> None:
    raw = write(house, letter("Zoé " * 60), now=NOW).as_bytes()

    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_the_text_reads_well(house: House) -> None:
    assert body(write(house, letter(), now=NOW), "plain") == (
        "Bonjour Zoé,\n\n"
        "Merci de cliquer sur ce lien pour l’ouvrir.\nÀ bientôt.\n\n"
        "Ouvrir mon compte\u202f:\nhttps://ael.exemple.fr/ouvrir?a=1&b=2\n\n"
        "-- \nTerralis, agence en ligne. Ce message est envoyé automatiquement\u202f: "
        "vous ne pouvez pas y répondre.\n"
        "Vous joignez l’agence Terralis au 02\u202f61\u202f91\u202f00\u202f00, "
        "du lundi au vendredi de 8\u202fh à 18\u202fh.\n"
        "Agence Terralis, 2 place des Sillons, 28000 Chartres.\n"
    )


def test_every_mail_ends_with_how_to_reach_the_agency(house: House) -> None:
    catalogue = wording.load_catalogue("fr")
    kinds = [i[5:-8] for i in catalogue if i.startswith("mail.") and i.endswith(".subject")]
    for kind in kinds:
        sentences = [text for i, text in catalogue.items() if i.startswith(f"mail.{kind}.")]
        values = dict.fromkeys(re.findall(r"{(\w+)}", " ".join(sentences)), "x")
        message = write(house, Letter(kind, "zoe@exemple.fr", values), now=NOW)
        for part in ("plain", "html"):
            end = body(message, part)[-600:]
            for words in ("02\u202f61\u202f91\u202f00\u202f00", "8\u202fh", "28000 Chartres"):
                assert words in end, (kind, part)
    assert len(kinds) > 15


def test_without_an_address_there_is_no_button(house: House) -> None:
    message = write(house, letter(path=""), now=NOW)

    assert "https://" not in body(message, "plain")
    assert "href" not in body(message, "html")


class Page(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def test_the_html_is_accessible(house: House) -> None:
    page = Page(body(write(house, letter(), now=NOW), "html"))
    tags = dict(page.tags)

    assert tags["html"]["lang"] == "fr"
    assert [tag for tag, _ in page.tags].count("h1") == 1
    assert "title" in tags
    assert {a["role"] for tag, a in page.tags if tag == "table"} == {"presentation"}
    assert tags["a"]["href"] == "https://ael.exemple.fr/ouvrir?a=1&b=2"
    assert {"img", "script", "link", "style", "iframe"}.isdisjoint(tags)
    for words in ("Bonjour Zoé,", "Ouvrir mon compte", "À bientôt.", "agence en ligne"):
        assert words in page.words


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#RRGGBB`` (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_text_has_its_contrast(house: House) -> None:
    html = body(write(house, letter(), now=NOW), "html")
    inks = set(re.findall(r"[;\"]color:(#[0-9A-F]{6})", html))
    grounds = set(re.findall(r"background:(#[0-9A-F]{6})", html)) - {"#0E5A43"}
    pairs = {(ink, ground) for ink in inks - {"#FFFFFF"} for ground in grounds}
    pairs.add(("#FFFFFF", "#0E5A43"))

    assert len(inks) == 4
    assert grounds == {"#F5F6F1", "#FFFFFF"}
    for ink, ground in pairs:
        light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, ground)


@pytest.mark.parametrize(
    "name",
    [
        "Zoé\r\nBcc: tous@exemple.fr",
        "Zoé\nBcc: tous@exemple.fr",
        "Zoé\rBcc: tous@exemple.fr",
        "Zoé\u2028Bcc: tous@exemple.fr",
        "Zoé\x0bBcc: tous@exemple.fr",
        "Zoé\x85Bcc: tous@exemple.fr",
    ],
)
def test_a_name_adds_no_header_and_no_paragraph(house: House, name: str) -> None:
    message = write(house, letter(name), now=NOW)
    found = read(message)

    assert found["Bcc"] is None
    assert sorted(found.keys()) == sorted(read(write(house, letter(), now=NOW)).keys())
    assert found["Subject"] == "Zoé Bcc: tous@exemple.fr, votre compte est prêt"
    assert body(message, "plain").startswith("Bonjour Zoé Bcc: tous@exemple.fr,\n\nMerci")


def test_a_name_adds_no_markup(house: House) -> None:
    name = '<a href="https://ailleurs.exemple">Zoé</a> & "co"'
    page = Page(body(write(house, letter(name), now=NOW), "html"))

    assert [a["href"] for tag, a in page.tags if tag == "a"] == [
        "https://ael.exemple.fr/ouvrir?a=1&b=2"
    ]
    assert name in page.words


def test_a_name_with_braces_is_only_a_name(house: House) -> None:
    found = read(write(house, letter("{name} {0.__class__}"), now=NOW))

    assert found["Subject"] == "{name} {0.__class__}, votre compte est prêt"


def test_marks_of_direction_and_long_values_are_tamed() -> None:
    assert tame("fichier\u202etxt.exe") == "fichier txt.exe"
    assert tame(" a \t b ") == "a b"
    assert tame("1\u202f878\u00a0kWh") == "1\u202f878\u00a0kWh"
    assert len(tame("x" * 5000)) == 300


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("jeanne.martin@exemple.fr", "jeanne.martin@exemple.fr"),
        (" Jeanne@EXEMPLE.fr ", "Jeanne@exemple.fr"),
        ("j+agence@sous.domaine.exemple.fr", "j+agence@sous.domaine.exemple.fr"),
        ("jeanne@énergie.fr", "jeanne@xn--nergie-9ua.fr"),
        ("o'neill@exemple.fr", "o'neill@exemple.fr"),
    ],
)
def test_an_address(typed: str, expected: str) -> None:
    assert normal_address(typed) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "jeanne",
        "@exemple.fr",
        "jeanne@",
        "jeanne@exemple",
        "jeanne@localhost",
        "jeanne@127.0.0.1",
        "jeanne@-exemple.fr",
        "jeanne@exemple..fr",
        ".jeanne@exemple.fr",
        "jean ne@exemple.fr",
        "é@exemple.fr",
        "a@exemple.fr, b@exemple.fr",
        "a@b@exemple.fr",
        "<a@exemple.fr>",
        "Jeanne <a@exemple.fr>",
        "a@exemple.fr\r\nBcc: b@exemple.fr",
        "a\r\nBcc: b@exemple.fr",
        "a@exemple.fr\nb",
        "a" * 65 + "@exemple.fr",
        "a@" + "x" * 64 + ".fr",
        "a@" + "exemple." * 40 + "fr",
    ],
)
def test_what_is_no_address(house: House, typed: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        normal_address(typed)
    assert refused.value.field == "email"
    with pytest.raises(InvalidInputError):
        write(house, letter(recipient=typed), now=NOW)


def test_a_posted_mail_is_encrypted_and_goes_with_its_transaction(
    house: House, database: Database
) -> None:
    with database.write() as session:
        post(session, house, letter(recipient="Zoe@ÉNERGIE.fr"), now=NOW)
    with database.write() as session:
        post(session, house, letter(), now=NOW)
        session.rollback()

    with database.begin() as session:
        row = session.scalars(select(OutgoingMail)).one()
    assert b"compte" not in row.content
    raw = house.vault.decrypt(row.content)
    found = message_from_bytes(raw, EmailMessage, policy=default)
    assert row.message_id == found["Message-ID"]
    assert row.recipient == "Zoe@xn--nergie-9ua.fr" == found["To"].addresses[0].addr_spec
    assert (row.kind, row.next_attempt_at, row.attempts) == ("try", NOW, 0)


def test_two_mails_have_two_ids(house: House) -> None:
    first, second = (write(replace(house), letter(), now=NOW) for _ in range(2))

    assert first["Message-ID"] != second["Message-ID"]
    assert mail.LONGEST_VALUE == 300
