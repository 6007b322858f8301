"""The first page: who, how much, by when, for what, made of what, and where to ask."""

from collections.abc import Iterable
from decimal import Decimal

from services.domain.invoices import InvoiceDetail, InvoiceFacts, InvoiceKind, InvoiceRow, Part
from services.exports.invoice_pages.amount_card import AmountCard
from services.exports.invoice_pages.amounts import Claim, Demand, claim_of
from services.exports.invoice_pages.deductions import deduction_sentence, deduction_words
from services.exports.pdf.document import Part as DocumentPart
from services.exports.pdf.drawings import Breakdown, Slice
from services.exports.pdf.fonts import clean
from services.exports.pdf.payment_code import make_code
from services.exports.pdf.prose import columns, heading, lines, paragraph, safe, tell
from services.kernel import formats
from services.kernel.supplier import Supplier
from services.kernel.wording import text

LONGEST_ADDRESS_LINES = 5
CHARGING = {InvoiceKind.CONSUMPTION, InvoiceKind.SETTLEMENT}
"""The kinds of invoices whose readings are what they charge for."""


def build_first_page(detail: InvoiceDetail, supplier: Supplier) -> Iterable[DocumentPart]:
    """Return the parts of the first page, in order."""
    claim = claim_of(detail)
    yield columns(_references(detail), _addressee(detail.facts))
    yield _title(detail)
    yield _card(detail, claim, supplier)
    if claim.demand is Demand.PAY:
        yield _transfer(detail.row, supplier)
    yield from _breakdown(detail, claim)
    yield _totals(detail)
    yield _explanations(detail)
    yield heading(2, "invoice_pdf.questions")
    yield columns(_contact(supplier), _complaints(supplier))


def _references(detail: InvoiceDetail) -> str:
    row, facts = detail.row, detail.facts
    known = [("contract", row.contract_number)]
    if facts is not None:
        known = [
            ("customer", facts.customer_reference),
            *known,
            ("prm", formats.prm(facts.prm) if len(facts.prm) == 14 else facts.prm),
            ("offer", facts.offer_name),
        ]
    site = row.site_name if facts is None else facts.site_name
    place = "" if facts is None else facts.site_address
    return (
        heading(3, "invoice_pdf.references")
        + lines(_labelled(name, value) for name, value in known if value)
        + heading(3, "invoice_pdf.place")
        + lines(safe(part, 120) for part in (site, place))
    )


def _labelled(name: str, value: str) -> str:
    return f"{tell(f'invoice_pdf.reference.{name}')} <b>{safe(value, 80)}</b>"


def _addressee(facts: InvoiceFacts | None) -> str:
    """Return name and address where the window of an envelope shows them."""
    if facts is None:
        return ""
    parts = [part.strip() for part in facts.customer_address.split(",")][:LONGEST_ADDRESS_LINES]
    name = f"<b>{safe(facts.customer_name, 120)}</b>"
    return f"<br/><br/><br/>{lines([name, *(safe(part, 80) for part in parts)], 'address')}"


def _title(detail: InvoiceDetail) -> str:
    row = detail.row
    title = f"<h1>{safe(row.label, 80)}</h1>"
    is_credit = row.kind is InvoiceKind.CREDIT_NOTE
    number = tell(
        f"invoice_pdf.numbered.{'credit' if is_credit else 'invoice'}",
        number=row.number,
        day=formats.long_date(row.issued_on),
    )
    corrects = ""
    if detail.corrects:
        kind = "cancels" if is_credit else "corrects"
        corrects = f"<br/>{tell(f'invoice_pdf.{kind}', number=detail.corrects)}"
    return title + paragraph(number + corrects, "lead")


def _card(detail: InvoiceDetail, claim: Claim, supplier: Supplier) -> AmountCard:
    row = detail.row
    name = claim.demand.value
    code = make_code(supplier, claim.amount_eur, row.number) if claim.demand is Demand.PAY else None
    return AmountCard(
        label=text(f"invoice_pdf.card.label.{_label(claim)}"),
        amount=formats.euros(claim.amount_eur),
        action=text(f"invoice_pdf.card.action.{name}").format(day=formats.long_date(claim.day)),
        lines=_card_lines(detail, claim),
        code=code,
        caption=text("invoice_pdf.card.code"),
    )


def _label(claim: Claim) -> str:
    """Return the name of the amount: what is to be paid may be less than the invoice."""
    is_rest = claim.has_deductions and claim.demand is not Demand.CREDIT
    return "rest" if is_rest else claim.demand.value


def _card_lines(detail: InvoiceDetail, claim: Claim) -> list[str]:
    explained = text(f"invoice_pdf.card.explained.{claim.demand.value}")
    if not claim.has_deductions:
        return [explained, _purpose(detail)]
    if claim.demand is Demand.CREDIT:
        return [deduction_sentence(detail), explained]
    return [deduction_sentence(detail), _purpose(detail)]


def _purpose(detail: InvoiceDetail) -> str:
    """Return what the invoice is for: a period, and the energy if it charges for some."""
    row = detail.row
    first, last = formats.short_date(row.period_start), formats.short_date(row.period_end)
    energy = sum(reading.energy_kwh for reading in detail.readings)
    if not energy or row.kind not in CHARGING:
        return text("invoice_pdf.card.period", first=first, last=last)
    return text(
        "invoice_pdf.card.energy",
        energy=formats.quantity(energy, "kWh"),
        first=first,
        last=last,
    )


def _transfer(row: InvoiceRow, supplier: Supplier) -> str:
    return paragraph(
        tell(
            "invoice_pdf.transfer",
            iban=" ".join(supplier.iban[i : i + 4] for i in range(0, len(supplier.iban), 4)),
            bic=supplier.bic,
            number=row.number,
            website=supplier.website,
        ),
        "small",
    )


def _breakdown(detail: InvoiceDetail, claim: Claim) -> Iterable[DocumentPart]:
    parts = detail.parts()
    if not parts:
        return
    is_credit = claim.demand is Demand.CREDIT and not claim.has_deductions
    yield heading(2, f"invoice_pdf.breakdown.{'credit' if is_credit else 'charge'}")
    has_one_sign = min(parts.values()) > 0 or max(parts.values()) < 0
    total = sum(abs(amount) for amount in parts.values())
    yield Breakdown(
        [
            Slice(
                part=part,
                share=float(abs(amount) / total) if has_one_sign else 0.0,
                label=_part_name(part),
                amount=formats.euros(amount),
                share_text=formats.percent(float(100 * abs(amount) / total))
                if has_one_sign
                else "",
            )
            for part, amount in parts.items()
        ]
    )


def _explanations(detail: InvoiceDetail) -> str:
    """Say what each part of the amount is for, and who gets it."""
    return "".join(paragraph(_explain(part), "small") for part in detail.parts())


def _explain(part: Part) -> str:
    name, words = (
        tell(f"invoice_pdf.part.{part.value}"),
        tell(f"invoice_pdf.explained.{part.value}"),
    )
    return f"<b>{name}</b> {words}"


def _part_name(part: Part) -> str:
    return clean(text(f"invoice_pdf.part.{part.value}"), 40)


def _totals(detail: InvoiceDetail) -> str:
    vat = sum((total.vat_eur for total in detail.vat), Decimal())
    amount = detail.row.amount_eur
    if not detail.vat:
        return paragraph(tell("invoice_pdf.total_ttc_only", total=formats.euros(amount)))
    words = tell(
        "invoice_pdf.totals",
        before=formats.euros(amount - vat),
        vat=formats.euros(vat),
        total=formats.euros(amount),
    )
    return paragraph("<br/>".join([words, *(safe(one, 120) for one in deduction_words(detail))]))


def _contact(supplier: Supplier) -> str:
    return lines(
        [
            tell("contact.by_telephone", telephone=text("contact.telephone")),
            tell("invoice_pdf.by_mail", email=supplier.email, website=supplier.website),
            tell("contact.by_post"),
        ],
        "small",
    )


def _complaints(supplier: Supplier) -> str:
    mediator = supplier.mediator
    return paragraph(
        tell(
            "invoice_pdf.complaints",
            website=mediator.website,
            telephone=mediator.telephone,
            address=mediator.address,
        ),
        "small",
    )
