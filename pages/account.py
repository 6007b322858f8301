"""Mon compte: the customer, the account, its payments and statement, the electronic invoice."""

from collections.abc import Callable

from dash import Dash
from dash.development.base_component import Component

from components import account_cards, html, payments_table, selector, shell, statement_section
from components.cards import ChipKind, card, note
from components.controls import ButtonLink, button_link
from components.invoice_consent import active_card, consent_card
from components.invoice_filters import pagination
from components.security_cards import message
from components.states import empty_state
from pages import _page
from pages._account_forms import form_of, shown_confirmation, take_left
from pages._page import Page, address, no_site, one, site_bar
from services.account import invoice_delivery, my_account, statement
from services.account.my_account import MyAccount
from services.account.statement import MyStatement, StatementRequest
from services.domain.calendar import PARIS
from services.kernel import formats
from services.kernel.wording import text
from services.sites import SiteChoice

PAGE = Page(
    "/mon-compte",
    "nav.account",
    "account.title",
    "circle-user-round",
    group="nav.my_space",
    is_kept=False,
)
PAYMENTS, STATEMENT, DELIVERY = "reglements", "releve", "facture-electronique"


def layout(
    contrat: object = None,
    vue: object = None,
    page: object = None,
    du: object = None,
    au: object = None,
    **query: object,
) -> Component:
    """Return the account of the asked contract's customer, or one of its views."""
    number, view = one(contrat), one(vue)
    if view == PAYMENTS:
        return _payments(number, one(page))
    if view == STATEMENT:
        return _statement(number, StatementRequest(one(du), one(au)))
    shown = my_account.overview(_page.viewer(), contract_number=number, today=_page.today())
    if isinstance(shown, SiteChoice):
        return no_site(shown, PAGE.path, text("account.title"))
    if view == DELIVERY:
        return _delivery(shown, number)
    return _overview(shown, number, one(query.get("modifier")))


def register(app: Dash) -> None:
    """Add nothing: the page's choices are links, its forms are plain ones."""


def _overview(shown: MyAccount, number: str | None, changing: str | None) -> Component:
    left = take_left()
    href = _links(number)
    hrefs = {"statement": href(vue=STATEMENT)}
    if _page.viewer().acting_for is None:
        hrefs["delivery"] = href(vue=DELIVERY)
        if shown.is_payable:
            hrefs["pay"] = "/reglement"
    payments = account_cards.last_payments_card(shown.payments, href(vue=PAYMENTS))
    cards = [
        account_cards.general_card(*form_of(shown.customer, changing, left, href)),
        account_cards.summary_card(shown.last_sign_in, shown.balance_eur, shown.delivery, hrefs),
        payments,
        *_contract(shown, href),
    ]
    return _frame(
        shown.choice,
        _context(shown),
        *shown_confirmation(shown.customer, left, href),
        html.Div(cards, className="account-cards"),
    )


def _context(shown: MyAccount) -> str:
    signed = shown.last_sign_in
    if signed is None:
        return shown.customer.name
    local = signed.astimezone(PARIS)
    day, hour = formats.long_date(local), f"{local:%H:%M:%S}"
    return text("account.context", name=shown.customer.name, day=day, hour=hour)


def _contract(shown: MyAccount, href: Callable[..., str]) -> list[Component]:
    contract, choice = shown.contract, shown.choice
    if contract is None or choice.current is None:
        empty = empty_state("zap", text("account.no_contract"), text("account.no_contract_text"))
        return [html.Section(empty, className="card account-card")]
    chooser = None
    if len(choice.sites) > 1:
        chooser = selector.site_selector(
            choice.current,
            choice.sites,
            lambda site: address(PAGE.path, contrat=site.contract_number),
        )
    last = contract.last_invoice
    invoice = _invoice_href(last.number) if last else None
    return [account_cards.contract_card(contract, site_selector=chooser, invoice_href=invoice)]


def _payments(number: str | None, page: str | None) -> Component:
    shown = my_account.list_payments(_page.viewer(), contract_number=number, page=page)
    title = text("account.payments_title")
    if isinstance(shown, SiteChoice):
        return no_site(shown, PAGE.path, title)
    href, payments = _links(number), shown.payments
    if not payments.count:
        body = [card(title, html.P(text("account.no_payment")))]
    else:
        body = [
            payments_table.all_payments_table(payments.rows, _invoice_href),
            *pagination(payments.page, payments.pages, lambda n: href(vue=PAYMENTS, page=str(n))),
        ]
    context = text("account.payments_context", name=shown.customer.name, count=payments.count)
    return _frame(shown.choice, context, *body, title=title, back=href())


def _statement(number: str | None, request: StatementRequest) -> Component:
    shown = statement.show(
        _page.viewer(), contract_number=number, request=request, today=_page.today()
    )
    title = text("statement.title")
    if isinstance(shown, SiteChoice):
        return no_site(shown, PAGE.path, title)
    href, drawn = _links(number), shown.statement
    links = statement_section.PeriodLinks(
        lambda year: href(vue=STATEMENT, du=f"{year}-01-01", au=f"{year}-12-31"),
        PAGE.path,
        [("vue", STATEMENT), *([("contrat", number)] if number else [])],
    )
    days = {"first": formats.short_date(drawn.first), "last": formats.short_date(drawn.last)}
    return _frame(
        shown.choice,
        f"{shown.customer.name}. {text('statement.period', **days)}",
        statement_section.period_bar(drawn, shown.years, links),
        html.Div(statement_section.balances(drawn)),
        statement_section.operations_table(drawn, _invoice_href),
        title=title,
        back=href(),
        actions=_downloads(shown),
    )


def _downloads(shown: MyStatement) -> list[Component]:
    drawn = shown.statement
    period = {"du": drawn.first.isoformat(), "au": drawn.last.isoformat()}
    files = (("xlsx", "file-spreadsheet"), ("pdf", "file-down"))
    return [
        button_link(
            ButtonLink(
                text(f"statement.take_{extension}"),
                address(f"{PAGE.path}/{shown.customer.reference}/releve.{extension}", **period),
                icon,
                download=True,
            )
        )
        for extension, icon in files
    ]


def _delivery(shown: MyAccount, number: str | None) -> Component:
    href, delivery = _links(number), shown.delivery
    below = f"{PAGE.path}/{shown.customer.reference}"
    if _page.viewer().acting_for is not None:
        body: Component = note("info", text("agency.not_while_acting"))
    else:
        is_on = delivery.is_electronic
        draw = active_card if is_on else consent_card
        body = draw(
            delivery,
            invoice_delivery.TEXT_VERSION,
            action=f"{below}/facture-papier" if is_on else f"{below}/facture-electronique",
            back_href=href(),
            token=_page.form_token(),
        )
    title = text("delivery.title")
    return _frame(shown.choice, shown.customer.name, body, title=title, back=href())


def _frame(
    choice: SiteChoice,
    context: str,
    *body: Component,
    title: str = "",
    back: str = "",
    actions: list[Component] | None = None,
) -> Component:
    bar = site_bar(choice, PAGE.path)
    if len(choice.sites) > 1:
        bar = shell.top_bar(selector=selector.all_sites(len(choice.sites)))
    all_actions = list(actions or [])
    if back:
        all_actions.insert(0, button_link(ButtonLink(text("account.title"), back, "arrow-left")))
    head = shell.page_head(title or text("account.title"), context, all_actions)
    left = _page.told()
    kinds: dict[str, ChipKind] = {"ok": "ok", "warn": "warn", "danger": "danger"}
    told = [message(kinds.get(left.kind, "info"), left.sentence)] if left else []
    return shell.page(bar, head, *told, *body)


def _links(number: str | None) -> Callable[..., str]:
    """Return what makes an address of this page that keeps the chosen contract."""

    def href(**query: str | None) -> str:
        return address(PAGE.path, contrat=number, **query)

    return href


def _invoice_href(number: str) -> str:
    return address("/factures", facture=number)
