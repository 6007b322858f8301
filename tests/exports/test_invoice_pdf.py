"""The PDF of an invoice: what it says, on which page, in which fonts, and always the same."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from services.domain.invoices import InvoiceDetail
from services.exports.invoice_pdf import render_invoice
from tests.exports import invoice_samples as samples
from tests.exports.reading_pdf import Read, read

Sample = Callable[[], InvoiceDetail]

SAMPLES: tuple[Sample, ...] = (
    samples.brochure,
    samples.to_pay,
    samples.short,
    samples.long,
    samples.credit_note,
    samples.adjustment,
    samples.bare,
)


@pytest.fixture(scope="module")
def collected() -> Read:
    return read(render_invoice(samples.brochure()))


@pytest.fixture(scope="module")
def due() -> Read:
    return read(render_invoice(samples.to_pay()))


FIRST_PAGE = (
    "Référence client : FE-104286",
    "Contrat n° CT-2012-0417",
    "14 512 345 678 901",
    "Coopérative des Closeaux 12 rue des Closeaux ZA du Moulin 28630 Le Coudray",
    "Facture n° FR-15-118-40271 du mercredi 18 novembre 2015",
    "1 325,67 €",
    "Prélèvement sur votre compte le vendredi 18 décembre 2015",
    "Pour 1 878 kWh d’électricité, période du 01/10/2015 au 31/10/2015",
    "Énergie 403,64 € 30,4 %",
    "Abonnement 313,20 € 23,6 %",
    "Acheminement 285,86 € 21,6 %",
    "Taxes et contributions 102,03 € 7,7 %",
    "TVA 220,94 € 16,7 %",
    "02 61 91 00 00",
    "médiateur national de l’énergie",
    "Page 1 sur 3",
)


@pytest.mark.parametrize("words", FIRST_PAGE)
def test_the_first_page_answers_the_first_questions(collected: Read, words: str) -> None:
    assert words in collected.pages[0]


MENTIONS = {
    "supplier": "Terralis, SAS au capital de 2 400 000 €, 1 allée du Colza, 28000 Chartres. "
    "RCS Chartres 123 456 789, TVA intracommunautaire FR00123456789",
    "site": "Siège et atelier 12 rue des Closeaux, 28630 Le Coudray",
    "offer": "Offre : Tarif Alt’Expert C4 MU",
    "not regulated": "Offre à prix de marché : le prix de l’énergie et l’abonnement ne sont pas "
    "réglementés",
    "power": "Puissance souscrite : 72 kVA",
    "option": "Option tarifaire d’acheminement : MU",
    "line": "Énergie, heures pleines été 01/10/2015 au 31/10/2015 978 kWh 0,2480 €/kWh 242,54 € "
    "20 %",
    "subscription": "Abonnement, puissance souscrite 01/10/2015 au 31/10/2015 72 kVA 4,3500 €/kVA "
    "313,20 € 20 %",
    "CTA": "(CTA) 01/10/2015 au 31/10/2015 241,90 € 27,04 % 65,41 € 20 %",
    "network": "Dont part acheminement (utilisation des réseaux publics d’électricité) : 285,86 € "
    "hors taxes",
    "before tax": "Total hors taxes 1 104,73 €",
    "VAT by rate": "TVA à 20 % sur 1 104,73 € 220,94 €",
    "total": "Total toutes taxes comprises 1 325,67 €",
    "read": "HPE · Heures pleines été 01/10/2015 au 31/10/2015 120 500 121 478 978 Relevé",
    "estimated": "HCE · Heures creuses été 01/10/2015 au 31/10/2015 non transmis non transmis 900 "
    "Estimé",
    "basis of estimates": "à défaut de relevé, l’énergie est estimée d’après",
    "history": "33 434 kWh sur les 12 derniers mois",
    "first month": "3 301 nov. 2014",
    "last month": "1 878 oct. 2015",
    "payment": "espèces (mandat compte à La Poste), chèque énergie",
    "late": "une mise en demeure, les sommes dues portent intérêt au taux légal",
    "next invoice": "Votre prochaine facture est prévue vers le 16/12/2015",
    "self-reading": "transmettez votre index entre le 06/12/2015 et le 13/12/2015, sur "
    "ael.terralis.fr",
    "origin": "(art. R. 333-10 du code de l’énergie) : éolien 31,5 %, hydraulique 27,0 %, solaire "
    "12,5 %, nucléaire 24,0 %, gaz 5,0 %",
    "emissions": "21 g de CO2 et 0,6 mg de déchets radioactifs",
    "mediator": "www.energie-mediateur.fr, 0 800 112 212",
    "emergency": "Enedis, 09 72 67 50 28",
    "start": "Date de début du contrat : 01/04/2012",
    "term": "Contrat à durée indéterminée. Vous pouvez le résilier à tout moment, sans frais",
}


@pytest.mark.parametrize("name", MENTIONS)
def test_it_has_the_mentions_of_the_order_of_18_april_2012(collected: Read, name: str) -> None:
    assert MENTIONS[name] in collected.words


BETWEEN_PROFESSIONALS = (
    "Client : Coopérative des Closeaux, SIREN 987 654 321",
    "TVA intracommunautaire du client : FR00987654321",
    "Banque centrale européenne majoré de 10 points",
    "indemnité forfaitaire de 40 € pour frais de recouvrement (art. L. 441-9 et L. 441-10",
    "Aucun escompte",
    "fournisseur FR00123456789, client FR00987654321",
)


@pytest.mark.parametrize("words", BETWEEN_PROFESSIONALS)
def test_a_professional_also_gets_those_of_the_commercial_code(
    collected: Read, due: Read, words: str
) -> None:
    assert words in collected.words
    assert words not in due.words


def test_what_is_due_can_be_transferred(due: Read, collected: Read) -> None:
    asked = "IBAN FR52 9999 9280 000T ERRA LIS0 091, BIC TRLSFRP0XXX, en rappelant la référence "

    assert "À régler au plus tard le vendredi 18 décembre 2015" in due.pages[0]
    assert asked + "FR-15-118-40271" in due.pages[0]
    assert "scannez ce code" in due.pages[0]
    assert "IBAN" not in collected.words
    assert "scannez" not in collected.words


@pytest.mark.parametrize("sample", SAMPLES)
def test_all_its_fonts_are_embedded(sample: Sample) -> None:
    found = read(render_invoice(sample())).fonts

    assert [name for name, embedded in found if not embedded] == []
    assert len(found) == 3


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_same_invoice_is_the_same_bytes(sample: Sample) -> None:
    first, second = render_invoice(sample()), render_invoice(sample())

    assert first == second


def test_a_payment_changes_nothing(due: Read) -> None:
    sample = samples.to_pay()
    owed = replace(sample, row=replace(sample.row, remaining_eur=Decimal("1325.67")))

    assert render_invoice(owed) == render_invoice(sample)


def test_it_bears_the_day_of_issue() -> None:
    content = render_invoice(samples.brochure()).content

    assert b"/CreationDate (D:20151118000000Z)" in content
    assert b"/Lang (fr)" in content


def test_three_lines_stay_together() -> None:
    pages = read(render_invoice(samples.short())).pages

    assert len(pages) == 3
    assert "Total toutes taxes comprises" in pages[1]


def test_twenty_four_lines_and_their_totals_are_on_a_page() -> None:
    pages = read(render_invoice(samples.long())).pages

    assert len(samples.long().lines) == 24
    assert pages[1].count("20 %") == 25
    assert "Total toutes taxes comprises 5 302,68 €" in pages[1]
    assert [f"Page {n} sur {len(pages)}" in page for n, page in enumerate(pages, 1)] == [
        True
    ] * len(pages)
    assert all("FR-21-000017" in page for page in pages)


def test_the_head_of_a_table_is_on_every_page_that_it_takes() -> None:
    sample = samples.long()
    pages = read(render_invoice(replace(sample, lines=sample.lines * 4))).pages

    heads = [number for number, page in enumerate(pages) if "Prix unitaire HT" in page]
    assert heads == [1, 2, 3]
    assert "Total toutes taxes comprises 5 302,68 €" in pages[3]


def test_a_credit_note_asks_for_nothing() -> None:
    pages = read(render_invoice(samples.credit_note())).pages

    assert "Avoir n° FR-15-000011" in pages[0]
    assert "Avoir sur la facture n° FR-15-118-40271" in pages[0]
    assert "Montant en votre faveur, toutes taxes comprises 120,00 €" in pages[0]
    assert "Vous n’avez rien à régler" in pages[0]
    assert "Énergie, heures pleines été (correction)" in pages[1]
    assert "−100,00 €" in pages[1]
    assert "scannez" not in pages[0]


def test_an_adjustment_says_what_it_corrects() -> None:
    words = read(render_invoice(samples.adjustment())).words

    assert "Régularisation de la facture n° FR-15-118-40271" in words
    assert words.count("heures pleines été (correction)") == 2
    assert "(correction) : 526,60 € au lieu de 446,60 €" in words
    assert "corrige la facture d’origine de la différence" in words
    assert "barème absent" in words


def test_a_rate_of_one_source_is_marked() -> None:
    sample = samples.brochure()
    *others, last = sample.lines
    single = replace(
        last, is_single_source=True, source="Recueil 2015", reference="Délibération 2013-07"
    )

    words = read(render_invoice(replace(sample, lines=(*others, single)))).words

    assert "(CTA) *" in words
    assert "* Barème connu par une source unique : il reste à confirmer." in words
    assert "Recueil 2015" not in words
    assert "Tarifs réglementés appliqués : Délibération 2013-07." in words
    assert "source unique" not in read(render_invoice(sample)).words


def test_an_invoice_of_which_little_is_known_says_so() -> None:
    words = read(render_invoice(samples.bare())).words

    assert "Vous n’avez rien à régler" in words
    assert "n’est pas connu ligne à ligne" in words
    assert "Cette facture ne repose sur aucun relevé" in words
    assert "suivi des deux chiffres de votre département" in words


def test_numbers_are_held_together() -> None:
    raw = read(render_invoice(samples.to_pay())).raw

    assert "1\u202f325,67\u202f€" in raw
    assert "0,2480\u202f€/kWh" in raw
    assert "hors taxes 1 104,73 € + TVA 220,94 €" in raw
