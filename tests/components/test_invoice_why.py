"""« Pourquoi ce montant ? » of an invoice's line, and the line that has no amount."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from components.invoice_breakdown import lines
from components.invoice_why import why
from components.invoice_words import line_name
from services.domain.invoices import InvoiceLine, Part
from services.domain.issued_lines import NO_OVERRUN_READING, unavailable_overrun
from tests.components.tree import with_class, words
from tests.exports import invoice_samples as samples

OVERRUN = unavailable_overrun(date(2021, 11, 9), date(2021, 12, 9), NO_OVERRUN_READING)
TAX = InvoiceLine(
    part=Part.TAXES,
    code="cta",
    time_class=None,
    start=date(2021, 11, 9),
    end=date(2021, 12, 9),
    quantity=Decimal("137.84"),
    unit="eur",
    unit_price_eur=Decimal("0.2193"),
    amount_eur=Decimal("30.23"),
    vat_rate_pct=Decimal("20.00"),
    reference="arrêté du 20/07/2021",
    source="PyPI some-package 3.8.3 ; multiple",
    is_single_source=True,
)


def test_an_overrun_that_was_not_read_is_of_the_regulated_tariff() -> None:
    said = words(why(OVERRUN, ()))

    assert "n’a pas été relevée aux deux bouts de la période" in said
    assert "Tarif d’utilisation des réseaux (TURPE), fixé par les pouvoirs publics" in said
    assert "Prix de votre contrat" not in said


def test_what_is_not_charged_has_no_amount() -> None:
    sample = replace(samples.to_pay(), is_computed=True, lines=(OVERRUN,))

    amounts = with_class(lines(sample, None), "line-amount")

    assert words(amounts[0]) == "non facturé"
    assert "0,00" not in words(amounts[0])


def test_the_price_of_the_offer_is_of_the_contract() -> None:
    energy = samples.to_pay().lines[0]

    assert "Prix de votre contrat" in words(why(energy, ()))


def test_a_tax_says_its_base_and_its_text_and_not_where_we_read_it() -> None:
    said = words(why(TAX, ()))

    assert "arrêté du 20/07/2021" in said
    assert "composantes de gestion et de comptage, et part fixe" in said
    assert "source unique\u202f: barème à confirmer" in said
    assert "PyPI" not in said
    assert "multiple" not in said


def test_the_tax_before_2022_keeps_its_name() -> None:
    old = replace(TAX, code="accise")

    assert line_name(old) == "Contribution au service public de l’électricité (CSPE)"
    assert line_name(replace(old, start=date(2022, 1, 1))) == "Accise sur l’électricité"
