"""What an invoice says beside its amounts: texts, reasons, the year, and what stays together."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from services.domain.invoices import InvoiceDetail, InvoiceLine
from services.exports.invoice_pages.line_words import describe
from services.exports.invoice_pdf import render_invoice
from tests.exports import invoice_samples as samples
from tests.exports.reading_pdf import read

NO_READING = (
    "la durée des dépassements de puissance n’a pas été relevée aux deux bouts de la période"
)
NO_RATE = "le tarif de cette ligne n’est pas connu"
FOURTEEN_MONTHS = "Une consommation antérieure de plus de quatorze mois"


def said(detail: InvoiceDetail) -> str:
    return read(render_invoice(detail)).words


def with_last_line(**changes: object) -> InvoiceDetail:
    sample = samples.to_pay()
    *others, last = sample.lines
    return replace(sample, lines=(*others, replace(last, **changes)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("reason", "there", "absent"),
    [("no_overrun_reading", NO_READING, NO_RATE), ("no_overrun_rate", NO_RATE, NO_READING)],
)
def test_a_line_without_amount_says_its_own_reason(reason: str, there: str, absent: str) -> None:
    words = said(with_last_line(code="turpe.cmdps", basis={"unavailable": reason}))

    assert there in words
    assert absent not in words


def test_a_part_of_which_nothing_is_charged_has_no_sum() -> None:
    words = said(samples.adjustment())

    assert "Acheminement Dépassements de puissance 01/10/2015 au 31/10/2015 barème absent" in words
    assert "0,00 € " not in words.replace("80,00 €", "").replace("16,00 €", "")


def test_the_texts_of_many_rates_are_whole() -> None:
    sample = samples.long()
    lines = tuple(
        replace(line, reference=f"Délibération CRE {2000 + n}-{n} du 21/01/{2000 + n}, annexe {n}")
        for n, line in enumerate(sample.lines)
    )

    words = said(replace(sample, lines=lines))

    assert "Délibération CRE 2000-0 du 21/01/2000, annexe 0 ; Délibération" in words
    assert "Délibération CRE 2023-23 du 21/01/2023, annexe 23." in words
    assert "…" not in words


@pytest.mark.parametrize(
    ("segment", "kva", "is_said"), [("C4", 36, True), ("C4", 37, False), ("C5", 12, True)]
)
def test_fourteen_months_protect_small_supplies_alone(
    segment: str, kva: int, is_said: bool
) -> None:
    powers = dict.fromkeys(("HPH", "HCH", "HPE", "HCE"), kva)
    sample = samples.adjustment()

    words = said(replace(sample, facts=replace(samples.FACTS, segment=segment, powers_kva=powers)))

    assert (FOURTEEN_MONTHS in words) is is_said


@pytest.mark.parametrize(
    ("method", "words"),
    [
        ("by_day", "les kWh relevés sont répartis au prorata des jours"),
        ("by_curve", "les kWh relevés sont répartis d’après la courbe de charge"),
    ],
)
def test_energy_that_was_shared_out_is_said(method: str, words: str) -> None:
    assert words in said(with_last_line(basis={"energy_method": method}))
    assert words not in said(with_last_line(basis={"energy_method": "measured"}))


def test_the_note_of_a_tax_is_said() -> None:
    words = said(with_last_line(basis={"note": "majoration ZNI comprise"}))

    assert "Barème de la taxe : majoration ZNI comprise." in words


def test_an_index_that_was_not_given_is_explained() -> None:
    sample = samples.brochure()

    assert "Index non transmis : le gestionnaire du réseau" in said(sample)
    known = replace(sample, readings=sample.readings[:1])
    assert "Index non transmis" not in said(known)


def test_without_a_day_the_rhythm_of_invoices_is_said() -> None:
    sample = samples.brochure()
    unknown = replace(sample, facts=replace(samples.FACTS, next_invoice_on=None))

    assert "émises au rythme des relevés, une par mois" in said(unknown)
    assert "émises au rythme" not in said(sample)


def test_powers_stand_in_the_order_of_the_classes() -> None:
    powers = {"HCE": 90, "HCH": 70, "HPE": 80, "HPH": 60}
    sample = samples.brochure()

    words = said(replace(sample, facts=replace(samples.FACTS, powers_kva=powers)))

    assert "HPH 60 kVA, HCH 70 kVA, HPE 80 kVA, HCE 90 kVA" in words


THIRTEEN = (("2014-10", 1000), *samples.FACTS.history_kwh)


@pytest.mark.parametrize(
    ("history", "words"),
    [
        (THIRTEEN, "33 434 kWh sur les 12 derniers mois."),
        (THIRTEEN[-1:], "1 878 kWh sur un mois relevé."),
        (THIRTEEN[-2:], "5 714 kWh sur 2 mois relevés."),
    ],
)
def test_a_year_is_twelve_months(history: tuple[tuple[str, int], ...], words: str) -> None:
    sample = samples.brochure()

    pages = said(replace(sample, facts=replace(samples.FACTS, history_kwh=history)))

    assert words in pages
    assert ("La première barre est celle du même mois un an avant" in pages) is (
        history == THIRTEEN
    )


def test_the_sum_of_a_year_stands_on_the_page_of_its_chart() -> None:
    sample = samples.brochure()
    for count in range(1, 30):
        tall = replace(sample, readings=sample.readings * count)
        pages = read(render_invoice(tall)).pages
        (heading,) = [page for page in pages if "Votre consommation sur un an" in page]
        assert "33 434 kWh sur les 12 derniers mois" in heading
        assert "nov. 2014" in heading


def test_the_totals_stand_on_one_page() -> None:
    sample = samples.brochure()
    for count in range(36, 46):
        lines = tuple(sample.lines[0] for _ in range(count))
        pages = read(render_invoice(replace(sample, lines=lines))).pages
        (page,) = [page for page in pages[1:] if "Total toutes taxes comprises" in page]
        assert "Total hors taxes" in page
        assert "TVA à 20 % sur" in page


@pytest.mark.parametrize(
    ("code", "start", "basis", "words"),
    [
        (
            "accise",
            date(2021, 12, 31),
            {},
            "Contribution au service public de l’électricité (CSPE)",
        ),
        ("accise", date(2022, 1, 1), {}, "Accise sur l’électricité"),
        ("turpe.cg", date(2022, 1, 1), {}, "Acheminement, composante de gestion"),
        (
            "turpe.cg",
            date(2022, 1, 1),
            {"before": "10.00", "after": "12.50"},
            "Acheminement, composante de gestion (correction)\u202f: 12,50\u202f€ au lieu de "
            "10,00\u202f€",
        ),
    ],
)
def test_a_line_is_called_as_on_the_page(
    code: str, start: date, basis: Mapping[str, str], words: str
) -> None:
    sample: InvoiceLine = samples.to_pay().lines[-1]
    line = replace(
        sample,
        code=code,
        start=start,
        end=start + timedelta(days=30),
        basis=basis,
        amount_eur=Decimal("2.50"),
    )

    assert describe(line) == words
