"""What the law wants every invoice to say.

Arrêté of 18 April 2012 (electricity and gas invoices), energy code R.333-10 (origin of the
electricity), consumer code L.224-11 and L.224-12, commercial code L.441-9 and L.441-10 (between
professionals).
"""

import re
from collections.abc import Iterable
from datetime import timedelta

from reportlab.platypus.flowables import CondPageBreak

from services.domain.invoices import InvoiceDetail, InvoiceFacts
from services.domain.time_classes import TIME_CLASSES
from services.exports.pdf.document import Part as DocumentPart
from services.exports.pdf.prose import columns, heading, lines, paragraph, safe, tell
from services.kernel import formats
from services.kernel.supplier import Supplier
from services.kernel.wording import text

DEPARTMENT = re.compile(r"\b(\d{2})\d{3}\b")
CONTRACT_HEIGHT, USEFUL_HEIGHT = 170, 330
"""In points, at least: columns beside each other do not go on over a page."""

SELF_READING_DAYS = (10, 3)
"""From how many days before the next invoice until how many a reading of one's own is used."""


def build_mentions(detail: InvoiceDetail, supplier: Supplier) -> Iterable[DocumentPart]:
    """Return the contract, then two columns of mentions."""
    yield CondPageBreak(CONTRACT_HEIGHT)
    yield heading(2, "invoice_pdf.contract")
    yield columns(_supply(detail), _parties(detail, supplier))
    yield CondPageBreak(USEFUL_HEIGHT)
    yield heading(2, "invoice_pdf.useful")
    left = [_payment(supplier), _next_invoice(detail, supplier), _emergency(detail, supplier)]
    right = [_origin(detail, supplier), _dispute(supplier), _term()]
    yield columns("".join(left), "".join(right))
    if detail.facts is not None and detail.facts.siren:
        yield heading(2, "invoice_pdf.professional")
        yield paragraph(_professional(detail.facts, supplier), "small")


def _supply(detail: InvoiceDetail) -> str:
    facts = detail.facts
    if facts is None:
        return lines([_fact("contract", detail.row.contract_number)], "small")
    known = [
        ("prm", formats.prm(facts.prm) if len(facts.prm) == 14 else facts.prm),
        ("contract", facts.contract_number),
        ("offer", facts.offer_name),
        ("option", facts.option),
        ("segment", facts.segment),
        ("powers", _powers(facts)),
        ("since", formats.short_date(facts.contract_start) if facts.contract_start else ""),
    ]
    return lines(
        [*(_fact(name, value) for name, value in known if value), tell("invoice_pdf.market_price")],
        "small",
    )


def _fact(name: str, value: str) -> str:
    return f"{tell(f'invoice_pdf.fact.{name}')} <b>{safe(value, 120)}</b>"


def _powers(facts: InvoiceFacts) -> str:
    """Return one power if all classes have the same, else each with its class."""
    known = facts.powers_kva
    powers = {name: known[name] for name in TIME_CLASSES if name in known}
    if len(set(powers.values())) == 1:
        return formats.quantity(next(iter(powers.values())), "kVA")
    return ", ".join(f"{name} {formats.quantity(kva, 'kVA')}" for name, kva in powers.items())


def _parties(detail: InvoiceDetail, supplier: Supplier) -> str:
    known = [
        tell(
            "invoice_pdf.supplier",
            name=supplier.name,
            form=supplier.legal_form,
            capital=formats.quantity(supplier.capital_eur, "€"),
            address=supplier.address,
            registry=supplier.registry,
            siren=formats.in_threes(supplier.siren),
            vat=supplier.vat_number,
        )
    ]
    facts = detail.facts
    if facts is not None and facts.siren:
        known.append(
            tell(
                "invoice_pdf.customer_siren",
                name=facts.customer_name,
                siren=formats.in_threes(facts.siren),
            )
        )
        if facts.vat_number:
            known.append(tell("invoice_pdf.customer_vat", vat=facts.vat_number))
    return lines(known, "small")


def _topic(name: str, html: str) -> str:
    return heading(3, f"invoice_pdf.topic.{name}") + paragraph(html, "small")


def _payment(supplier: Supplier) -> str:
    return _topic(
        "payment", tell("invoice_pdf.payment_modes", name=supplier.name, website=supplier.website)
    )


def _next_invoice(detail: InvoiceDetail, supplier: Supplier) -> str:
    day = detail.facts.next_invoice_on if detail.facts else None
    if day is None:
        return _topic("next", tell("invoice_pdf.next_unknown", website=supplier.website))
    first, last = (day - timedelta(days=before) for before in SELF_READING_DAYS)
    return _topic(
        "next",
        tell(
            "invoice_pdf.next",
            day=formats.short_date(day),
            first=formats.short_date(first),
            last=formats.short_date(last),
            website=supplier.website,
            telephone=text("contact.telephone"),
        ),
    )


def _emergency(detail: InvoiceDetail, supplier: Supplier) -> str:
    found = DEPARTMENT.findall(detail.facts.site_address) if detail.facts else []
    # Telephone numbers of the operator end in the department of the site.
    number = (
        formats.telephone(supplier.emergency + found[-1])
        if found
        else text("invoice_pdf.emergency_any", start=formats.telephone(supplier.emergency))
    )
    return _topic(
        "emergency",
        tell("invoice_pdf.emergency", operator=supplier.grid_operator, number=number),
    )


def _origin(detail: InvoiceDetail, supplier: Supplier) -> str:
    mix = supplier.energy_mix
    shares = ", ".join(
        text(
            f"invoice_pdf.origin.{name}",
            share=formats.percent(float(share)),
        )
        for name, share in mix.shares_pct
    )
    return _topic(
        "origin",
        tell(
            "invoice_pdf.origin",
            name=supplier.name,
            year=str(detail.row.issued_on.year - 1),
            shares=shares,
            co2=formats.quantity(mix.co2_g_kwh, "g"),
            waste=formats.quantity(mix.nuclear_waste_mg_kwh, "mg", 1),
        ),
    )


def _dispute(supplier: Supplier) -> str:
    return _topic(
        "dispute",
        tell(
            "invoice_pdf.dispute",
            website=supplier.mediator.website,
            telephone=supplier.mediator.telephone,
        ),
    )


def _term() -> str:
    return _topic("term", tell("invoice_pdf.term"))


def _professional(facts: InvoiceFacts, supplier: Supplier) -> str:
    return tell(
        "invoice_pdf.professional_terms",
        points=str(supplier.late_penalty_points),
        indemnity=formats.quantity(supplier.recovery_indemnity_eur, "€"),
        supplier_vat=supplier.vat_number,
        customer_vat=facts.vat_number or text("invoice_pdf.not_given"),
    )
