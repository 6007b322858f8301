"""The cards of Mon Compte: the customer, where the account stands, payments, a contract."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from dash.development.base_component import Component

from components import html
from components.account_rows import AccountRow, account_rows
from components.attributes import attributes
from components.cards import ChipKind, Content, card, chip
from components.controls import ButtonLink, button_link
from components.icons import icon
from components.links import nav_link
from components.payments_table import payments_table
from services.domain.account import (
    ContractCard,
    CustomerCard,
    DeliveryState,
    InstalmentRow,
    PaymentRow,
)
from services.domain.calendar import PARIS
from services.kernel import formats
from services.kernel.wording import text

CHANGEABLE = ("address", "telephone", "fax", "email")


def general_card(
    customer: CustomerCard, hrefs: Mapping[str, str], form: tuple[str, Component] | None
) -> Component:
    """Return how the customer is reached; ``hrefs``: where each detail is changed.

    ``form``: the detail that is being changed and its form.
    """
    address = [html.Span(line, className="account-line") for line in customer.address.lines]
    values: dict[str, Content] = {
        "address": address or text("account.unknown"),
        "telephone": _telephone(customer.telephone),
        "fax": _telephone(customer.fax),
        "email": customer.email or text("account.unknown"),
    }
    rows = [AccountRow(text("account.reference"), customer.reference)]
    for name, value in values.items():
        label = text(f"account.{name}")
        shown = form[1] if form and form[0] == name else None
        action = _change_link(name, label, hrefs[name]) if name in hrefs else None
        rows.append(AccountRow(label, value, action, form=shown))
    return card(text("account.general"), account_rows(rows), class_name="account-card")


def _telephone(number: str) -> str:
    if not number:
        return text("account.unknown")
    return formats.telephone(number) if number.isdigit() and len(number) == 10 else number


def _change_link(name: str, label: str, href: str) -> Component:
    return nav_link(
        text("account.change"),
        href,
        class_name="link account-change",
        id=f"modifier-{name}",
        aria_label=text("account.change_of", what=label),
    )


def summary_card(
    last_sign_in: datetime | None,
    balance_eur: Decimal,
    delivery: DeliveryState,
    hrefs: Mapping[str, str],
) -> Component:
    """Return where the account stands; ``hrefs``: "statement", "delivery", and "pay" if one may."""
    moment = last_sign_in.astimezone(PARIS) if last_sign_in else None
    signed = formats.sign_in_moment(moment) if moment else text("account.first_sign_in")
    statement = nav_link(text("account.statement"), hrefs["statement"], class_name="link")
    rows = [
        AccountRow(text("account.last_sign_in"), signed),
        AccountRow(text("account.balance"), _balance(balance_eur), statement),
        AccountRow(text("account.delivery"), *_delivery(delivery)),
    ]
    parts = [account_rows(rows)]
    if "pay" in hrefs:
        parts.append(_pay_banner(balance_eur, hrefs["pay"]))
    if "delivery" in hrefs:
        parts.append(_delivery_banner(delivery, hrefs["delivery"]))
    return card(text("account.summary"), parts, class_name="account-card account-summary")


def _balance(balance_eur: Decimal) -> Content:
    shown = formats.euros(abs(balance_eur))
    if balance_eur == 0:
        return shown
    kinds: tuple[ChipKind, str] = (
        ("warn", "account.balance_owed") if balance_eur > 0 else ("ok", "account.balance_credit")
    )
    return [shown, " ", chip(kinds[0], text(kinds[1]))]


def _delivery(delivery: DeliveryState) -> tuple[Content, None, bool]:
    if not delivery.is_electronic:
        return text("account.no"), None, True
    if delivery.since is None:
        return _yes(), None, False
    day = formats.short_date(delivery.since.astimezone(PARIS))
    since = html.Span(text("account.delivery_since", day=day), className="account-plain")
    return [_yes(), " ", since], None, False


def _pay_banner(balance_eur: Decimal, href: str) -> Component:
    pay = ButtonLink(text("account.pay"), href)
    words = text("account.pay_text", amount=formats.euros(balance_eur))
    return _banner("credit-card", words, button_link(pay, kind="primary"), "warn")


def _delivery_banner(delivery: DeliveryState, href: str) -> Component:
    if delivery.is_electronic:
        more = nav_link(text("account.delivery_manage"), href, class_name="link")
        words = text("account.delivery_active", email=delivery.email)
        return _banner("mail", words, more, "ok")
    activate = ButtonLink(text("account.activate"), href)
    return _banner("mail", text("account.activate_text"), button_link(activate, kind="primary"), "")


def _banner(icon_name: str, words: str, action: Component, kind: str) -> Component:
    classes = f"account-banner is-{kind}" if kind else "account-banner"
    return html.Div([icon(icon_name), html.P(words), action], className=classes)


def last_payments_card(payments: Sequence[PaymentRow], href: str) -> Component:
    """Return the last payments with a link to all of them."""
    title = text("account.last_payments")
    if not payments:
        return card(title, html.P(text("account.no_payment")), class_name="account-card")
    link = nav_link(
        [text("account.all_payments"), icon("arrow-right", size=16)], href, class_name="card-more"
    )
    table = payments_table(payments, title)
    return card(title, table, actions=[link], class_name="account-card account-payments")


def contract_card(
    contract: ContractCard, *, site_selector: Component | None, invoice_href: str | None
) -> Component:
    """Return one contract; ``site_selector`` chooses another where there are several."""
    is_over = contract.ended_on is not None
    state = (
        chip("neutral", text("account.ended"))
        if is_over
        else chip("ok", text("account.in_service"), icon_name="zap")
    )
    head = html.Div(
        [html.H2(text("account.contract_ended" if is_over else "account.contract")), state],
        className="account-contract-head",
    )
    parts: list[Component] = [head]
    if site_selector is not None:
        parts.append(html.Div(site_selector, className="account-selector"))
    parts.append(account_rows(_contract_rows(contract, invoice_href)))
    if contract.instalments:
        parts.append(_instalments(contract.instalments))
    return html.Section(parts, className="card account-card", id="contrat")


def _contract_rows(contract: ContractCard, invoice_href: str | None) -> list[AccountRow]:
    reading, last = contract.last_reading, contract.last_invoice
    rows = [
        AccountRow(text("account.offer"), contract.offer_name),
        AccountRow(text("account.contract_number"), contract.number),
        AccountRow(text("account.supply_address"), contract.supply_address),
    ]
    if contract.ended_on is not None:
        rows.append(AccountRow(text("account.ended_on"), formats.short_date(contract.ended_on)))
    rows += [
        _yes_or_no("account.direct_debit", is_yes=contract.is_direct_debit),
        _yes_or_no("account.monthly", is_yes=contract.is_monthly),
    ]
    if reading is None:
        rows.append(AccountRow(text("account.last_reading"), text("account.none"), is_plain=True))
    else:
        day = text("account.reading_on", day=formats.short_date(reading.read_on))
        rows.append(AccountRow(text("account.last_reading"), day))
        rows.append(AccountRow(text("account.reading_nature"), text(f"nature.{reading.nature}")))
    if last is None:
        rows.append(AccountRow(text("account.last_invoice"), text("account.none"), is_plain=True))
        return rows
    kind = last.number.partition("-")[0]
    values = {"day": formats.short_date(last.issued_on), "amount": formats.euros(last.amount_eur)}
    mention = text("account.invoice_mention", kind=kind, **values)
    see = invoice_href and nav_link(
        text("account.see"),
        invoice_href,
        class_name="link account-change",
        aria_label=text("account.see_invoice", number=last.number),
    )
    return [*rows, AccountRow(text("account.last_invoice"), mention, see or None)]


def _yes_or_no(label_id: str, *, is_yes: bool) -> AccountRow:
    return AccountRow(text(label_id), _yes() if is_yes else text("account.no"), is_plain=not is_yes)


def _yes() -> Component:
    return html.Span([icon("check", size=16), text("account.yes")], className="account-yes")


def _instalments(rows: Sequence[InstalmentRow]) -> Component:
    """Return the schedule, folded: most look at it once."""
    items = [
        html.Li(
            [
                html.Span(formats.short_date(row.due_on)),
                html.Strong(formats.euros(row.amount_eur)),
                html.Span(
                    text("account.instalment_paid", day=formats.short_date(row.paid_on))
                    if row.paid_on
                    else text("account.instalment_due"),
                    className="account-plain",
                ),
            ]
        )
        for row in rows
    ]
    summary = html.Summary(text("account.schedule", count=len(rows)), className="link")
    listed = html.Ul(items, className="account-instalments", **attributes(role="list"))
    return html.Details([summary, listed], className="account-schedule")
