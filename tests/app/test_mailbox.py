"""The demonstration's mailbox: every mail, its links, and nothing of it elsewhere."""

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from app.factory import Application, create_app
from app.settings import Settings
from services.gateways.mail import Mailbox
from services.kernel.errors import NotFoundError
from services.mailing.demo_mailbox import load_html, load_mailbox
from services.mailing.mail import Letter, post
from services.mailing.mail_delivery import deliver, forget_sent
from services.storage.engine import Database
from services.storage.models import OutgoingMail
from tests.app.conftest import MovableClock
from tests.conftest import NOW, standing_clock
from tests.services.mail_house import add, build_house, row

PAGE = "/demonstration/courrier"
RAW = """From: Terralis <ne-pas-repondre@ael.terralis.fr>\r
To: jeanne@exemple.fr\r
Subject: =?utf-8?q?Validez_votre_acc=C3=A8s?=\r
Content-Type: text/plain; charset="utf-8"\r
\r
Bonjour <script>alert(1)</script>,\r
\r
Ouvrir :\r
http://localhost:8050/inscription/valider?cle=a&b=c\r
\r
Ailleurs : https://ailleurs.exemple/x http://localhost:8050//ailleurs.exemple\r
javascript:alert(1) http://localhost:80501/\r
\r
-- \r
Terralis\r
"""


def page_of(client: FlaskClient) -> str:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def send(application: Application, recipient: str, raw: str = RAW) -> None:
    add(application.house, recipient, raw=raw.encode())


def test_mails_are_shown_newest_first_with_their_state(small_agency: Application) -> None:
    client = small_agency.server.test_client()
    send(small_agency, "jeanne@exemple.fr")
    deliver(small_agency.house, Mailbox(), clock=standing_clock)
    send(small_agency, "paul@exemple.fr")

    page = page_of(client)

    assert re.findall(r"<dd>(\w+@exemple\.fr)</dd>", page) == [
        "paul@exemple.fr",
        "jeanne@exemple.fr",
    ]
    assert re.findall(r"<dd>(Envoyé|En attente d’envoi)</dd>", page) == [
        "En attente d’envoi",
        "Envoyé",
    ]
    assert page.count("Validez votre accès</h2>") == 2
    assert "lundi 2 mars 2026 10:30:00" in page


def test_a_mail_is_text_and_only_its_own_links_are_links(small_agency: Application) -> None:
    send(small_agency, "jeanne@exemple.fr")
    page = page_of(small_agency.server.test_client())

    assert "Bonjour &lt;script&gt;alert(1)&lt;/script&gt;," in page
    article = page[page.index("<article") : page.index("</article>")]
    assert re.findall(r'<a class="link" href="([^"]*)">([^<]*)</a>', article) == [
        (
            "/inscription/valider?cle=a&amp;b=c",
            "http://localhost:8050/inscription/valider?cle=a&amp;b=c",
        )
    ]
    assert "https://ailleurs.exemple/x" in article
    assert "\n-- \n" not in article


def test_an_empty_mailbox_says_what_fills_it(small_agency: Application) -> None:
    page = page_of(small_agency.server.test_client())

    assert "Aucun e-mail pour l’instant." in page
    assert "banc d’essai" in page


def test_what_cannot_be_read_is_said(small_agency: Application, small_database: Database) -> None:
    add(build_house(small_database, key="x" * 32), "jeanne@exemple.fr")
    assert "E-mail illisible avec les clés actuelles" in page_of(small_agency.server.test_client())

    with small_database.write() as session:
        session.merge(row(small_agency.house, "jeanne@exemple.fr")).sent_at = NOW
    forget_sent(small_agency.house, NOW.replace(month=5))
    assert "E-mail dont le texte a été effacé" in page_of(small_agency.server.test_client())


def test_only_the_newest_are_shown(small_agency: Application) -> None:
    for number in range(51):
        send(small_agency, f"n{number}@exemple.fr")
    page = page_of(small_agency.server.test_client())

    assert page.count("<article") == 50
    assert "n50@exemple.fr" in page
    assert "n0@exemple.fr" not in page
    assert "Seuls les 50 e-mails les plus récents" in page


def test_the_sign_in_page_leads_to_it(small_agency: Application) -> None:
    page = small_agency.server.test_client().get("/connexion").get_data(as_text=True)

    assert f'href="{PAGE}"' in page
    assert "Boîte aux lettres de la démonstration" in page


def test_a_mail_is_shown_as_html_in_a_frame_that_can_do_nothing(
    small_agency: Application,
) -> None:
    with small_agency.database.write() as session:
        letter = Letter("password_reset", "jeanne@exemple.fr", path="/mot-de-passe-oublie?a=1")
        post(session, small_agency.house, letter, now=NOW)
    client = small_agency.server.test_client()
    page = client.get(f"{PAGE}?forme=html")
    frame = re.search(r'<iframe[^>]* src="([^"]*)"[^>]*>', page.text)
    assert frame is not None
    mail = client.get(frame[1])

    assert 'sandbox="allow-top-navigation-by-user-activation"' in frame[0]
    assert "E-mail en HTML\u202f: Choisissez un nouveau mot de passe" in frame[0]
    assert page.headers["Content-Security-Policy"].endswith("frame-src 'self'")
    assert "frame-src" not in client.get(PAGE).headers["Content-Security-Policy"]
    assert mail.status_code == 200
    assert mail.headers["Content-Security-Policy"] == (
        "sandbox allow-top-navigation-by-user-activation; default-src 'none'; "
        "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
    assert mail.headers["X-Frame-Options"] == "SAMEORIGIN"
    # Its link opens this server, in the whole window.
    assert 'href="/mot-de-passe-oublie?a=1"' in mail.text
    assert '<base target="_top">' in mail.text


def test_both_forms_are_a_link_away_without_a_script(small_agency: Application) -> None:
    client = small_agency.server.test_client()
    links = {
        form: re.findall(
            r'<a class="segment" href="([^"]*)"([^>]*)>(\w+)</a>', client.get(form).text
        )
        for form in (PAGE, f"{PAGE}?forme=html")
    }

    current = ' aria-current="true"'
    assert links[PAGE] == [(PAGE, current, "Texte"), (f"{PAGE}?forme=html", "", "HTML")]
    assert [is_current for _, is_current, _ in links[f"{PAGE}?forme=html"]] == ["", current]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "Cet e-mail n’a pas de partie HTML."),
        (b"", "E-mail dont le texte a été effacé"),
        (b"of another key", "E-mail illisible avec les clés actuelles"),
    ],
)
def test_a_frame_without_a_mail_says_why(
    small_agency: Application, content: bytes | None, said: str
) -> None:
    send(small_agency, "jeanne@exemple.fr")
    if content is not None:
        with small_agency.database.write() as session:
            session.execute(update(OutgoingMail).values(content=content))
    client = small_agency.server.test_client()
    number = re.findall(r"numero=(\d+)", client.get(f"{PAGE}?forme=html").text)[0]
    frame = client.get(f"{PAGE}/e-mail?numero={number}")

    assert (frame.status_code, f">{said}</body>" in frame.text) == (200, True)
    assert frame.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("number", ["", "x", "0", "-1", "99999999", "9" * 40])
def test_a_mail_that_is_not_there_is_not_found(small_agency: Application, number: str) -> None:
    send(small_agency, "jeanne@exemple.fr")
    client = small_agency.server.test_client()

    assert client.get(f"{PAGE}/e-mail?numero={number}").status_code == 404


def test_nothing_of_it_exists_outside_the_demonstration(
    settings: Settings, small_database: Database, movable_clock: MovableClock
) -> None:
    real = create_app(replace(settings, demo=False), database=small_database, clock=movable_clock)
    add(real.house, "jeanne@exemple.fr", raw=RAW.encode())
    client = real.server.test_client()

    assert PAGE not in {rule.rule for rule in real.server.url_map.iter_rules()}
    answer = client.get(PAGE)
    assert (answer.status_code, answer.headers["Location"][:10]) == (302, "/connexion")
    assert PAGE not in client.get("/connexion").get_data(as_text=True)
    with pytest.raises(NotFoundError):
        load_mailbox(real.house)
    with pytest.raises(NotFoundError):
        load_html(real.house, 1)
