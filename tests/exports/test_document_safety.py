"""Whatever a name, an address or a label holds, it is shown as text and breaks nothing."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xhtml2pdf.config.resources import ResourceAccessError

from services.domain.invoices import InvoiceDetail
from services.exports.invoice_pdf import render_invoice
from services.exports.pdf import document, fonts
from services.exports.pdf.fonts import clean
from services.exports.pdf.furniture import Sheet
from services.exports.pdf.prose import safe
from tests.exports import invoice_samples as samples
from tests.exports.reading_pdf import read

HOSTILE = (
    "<b>gras</b> & <i>",
    "<pdf:nextpage/><pdf:pagecount>",
    '<img src="http://127.0.0.1:9/x.png"/>',
    '"><link rel="stylesheet" href="file:///etc/passwd">',
    "<style>@page{size:a5}</style>",
    "</td></tr></table></body>",
    "¶1¶",
    "{day} {0} %s %(x)s",
    "&lt;script&gt; &#0; &nbsp;",
    "\u202eRTL \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "\U0001f600\U0001f469\u200d\U0001f680 emoji",
    "a\0b\x07c\x1b[31m\ud800",
    "e\u0301" * 200,
    "W" * 10_000,
    "mot " * 2_500,
    ",".join(["ligne"] * 500),
    "",
)


def named(words: str) -> InvoiceDetail:
    """Return an invoice that has ``words`` wherever words come from the database."""
    sample = samples.adjustment()
    facts = replace(
        samples.FACTS,
        customer_reference=words,
        customer_name=words,
        customer_address=words,
        offer_name=words,
        site_name=words,
        site_address=words,
        option=words,
        segment=words,
        siren=words[:9] or "1",
        vat_number=words,
    )
    lines = tuple(
        replace(line, code=words, unit=words, reference=words, source=words, is_single_source=True)
        for line in sample.lines
    )
    row = replace(sample.row, label=words, contract_number=words, site_name=words)
    return replace(sample, row=row, facts=facts, lines=lines, corrects=words)


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_breaks_a_document(words: str) -> None:
    pdf = render_invoice(named(words))

    assert 3 <= pdf.pages <= 5
    assert "Total toutes taxes comprises 96,00 €" in read(pdf).words
    assert not re.search(rb"/(URI|JavaScript|Launch|EmbeddedFile)\b", pdf.content)


def test_markup_is_shown_as_it_was_typed() -> None:
    words = read(render_invoice(named("<b>&amp;</b> <pdf:nextpage/>"))).words

    assert "<b>&amp;</b> <pdf:nextpage/>" in words


@given(st.text(max_size=300))
def test_any_text_gives_a_document(words: str) -> None:
    assert "Total toutes taxes comprises 96,00 €" in read(render_invoice(named(words))).words


@given(st.text(max_size=400), st.integers(min_value=1, max_value=100))
def test_clean_text_is_short_and_can_be_drawn(words: str, limit: int) -> None:
    cleaned = clean(words, limit)

    assert len(cleaned) <= limit
    assert set(cleaned) <= fonts.register()
    assert fonts.RESERVED not in cleaned


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Élise Œuvrard-Łukasiewicz", "Élise Œuvrard-Łukasiewicz"),
        ("Nguyễn", "Nguyen"),
        ("a\tb\n c", "a b c"),
        ("1\u202f325,67\u202f€", "1\u202f325,67\u202f€"),
        ("\u05e9\u05dc", "??"),
        ("\u202eabc\u200b", "abc"),
        ("abcdefghijk", "abcdefghi…"),
    ],
)
def test_what_the_fonts_lack_is_replaced(words: str, shown: str) -> None:
    assert clean(words, 10 if "k" in words and len(words) == 11 else 40) == shown


def test_safe_text_has_no_markup() -> None:
    assert safe("<a href='x'>&\"") == "&lt;a href=&#x27;x&#x27;&gt;&amp;&quot;"


def test_a_document_that_asks_for_a_file_is_refused_it() -> None:
    asking = '<p>a</p><img src="/etc/passwd"/><img src="http://127.0.0.1:9/x.png"/>'

    with pytest.raises(ResourceAccessError, match="asked for '/etc/passwd'"):
        document.render([asking], _sheet())


def _sheet() -> Sheet:
    return Sheet(
        "Essai", "Essai", samples.ROW.issued_on, "Terralis", "Essai", ("pied",), ("Page", "sur")
    )
