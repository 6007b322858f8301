"""The cards of the page of security about privacy: consents, copy, erasure, accesses."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from dash.development.base_component import Component

from components import cards, html, tables
from components.attributes import attributes
from components.controls import ButtonLink, button_link
from components.icons import icon
from components.security_cards import Card
from components.tables import Column
from services.domain.calendar import PARIS
from services.domain.consents import Purpose
from services.kernel import formats
from services.kernel.wording import text
from services.privacy.consents import ConsentQuestion, CustomerConsents
from services.privacy.personal_data import Overview, RequestState
from services.trail.access_history import AccessEntry, AccessPage

PATH = "/securite"
"""Where the cards stand; their forms post to addresses below it (``app.routes.privacy``)."""

HISTORY, ERASURE = "securite-historique", "effacement"
CONSENTS, COPIES = "consentements", "mes-donnees"
ASK = "effacer"
"""In the address: the person is about to ask for erasure, and sees what it means."""

_CHIPS: dict[str, cards.ChipKind] = {
    "waiting": "info",
    "ready": "ok",
    "failed": "danger",
    "done": "neutral",
    "refused": "warn",
    "withdrawn": "neutral",
}
_HOLDS = ("hold.invoices", "hold.contract", "hold.trail")
_GONE = ("gone.account", "gone.contact", "gone.measures", "gone.name")


@dataclass(frozen=True, slots=True)
class AskedErasure:
    """Somebody is about to ask for erasure; ``running``: numbers of contracts that hold it up."""

    running: tuple[str, ...] = ()


def privacy_cards(
    shown: Overview, csrf_token: str, *, asking: AskedErasure | None = None
) -> list[Card]:
    """Return the cards; ``csrf_token`` goes into each form, by the button that sends it.

    ``asking``: the person is about to ask for erasure, and confirms it.
    """
    consents = [_consents_card(shown.consents, csrf_token)] if shown.consents else []
    return [
        *consents,
        _export_card(shown.exports, csrf_token),
        _erasure_card(shown.erasures, csrf_token, asking),
        _history_card(shown.history),
    ]


def _consents_card(customers: tuple[CustomerConsents, ...], csrf_token: str) -> Card:
    forms = [_consents_form(c, csrf_token) for c in customers]
    intro = html.P(text("privacy.consents_text"))
    return Card(CONSENTS, text("privacy.consents_title"), [intro, *forms])


def _consents_form(customer: CustomerConsents, csrf_token: str) -> Component:
    parts: list[Component] = [html.H3(f"{customer.name} ({customer.reference})")]
    for question in customer.questions:
        parts += _question(customer.reference, question)
    if all(question.why_not for question in customer.questions):
        return html.Div(parts, className="privacy-form")
    parts.append(_send(text("privacy.consents_save"), csrf_token))
    action = f"{PATH}/consentements/{quote(customer.reference, safe='')}"
    return html.Form(parts, method="post", action=action, className="privacy-form")


def _question(reference: str, question: ConsentQuestion) -> list[Component]:
    if question.why_not:
        name = html.Strong(text(f"privacy.consent.{question.purpose}"))
        return [html.P(name), html.P(text(f"privacy.consent_not.{question.why_not}"))]
    hint_id = f"consent-{reference}-{question.purpose}-hint"
    box = html.Input(
        type="checkbox",
        name=question.purpose.value,
        defaultChecked=question.is_agreed,
        className="form-check-input",
        **attributes(aria_describedby=hint_id),
    )
    label = html.Span(text(f"privacy.consent.{question.purpose}"))
    # A box that is not ticked sends nothing: this says that it was there.
    asked = html.Input(type="hidden", name="asked", defaultValue=question.purpose.value)
    hint = f"{text(f'privacy.consent_why.{question.purpose}')} {_standing(question)}"
    if question.purpose is Purpose.FINE_CURVE:
        hint = f"{text('privacy.consent_needs_daily')} {hint}"
    return [
        html.Label([box, label], className="form-check"),
        asked,
        html.P(hint, id=hint_id, className="field-hint"),
    ]


def _standing(question: ConsentQuestion) -> str:
    if question.answered_at is None:
        return text(
            "privacy.consent_by_contract" if question.is_agreed else "privacy.consent_default"
        )
    given = "privacy.consent_given" if question.is_agreed else "privacy.consent_refused"
    day = formats.short_date(question.answered_at.astimezone(PARIS).date())
    return text(given, day=day, name=question.answered_by, version=question.text_version)


def _export_card(exports: tuple[RequestState, ...], csrf_token: str) -> Card:
    is_waiting = any(request.state == "waiting" for request in exports)
    parts: list[Component] = [html.P(text("privacy.export_text"))]
    parts += [_export_line(request) for request in exports]
    if not is_waiting:
        parts.append(_form("mes-donnees", text("privacy.export_ask"), csrf_token))
    return Card(COPIES, text("privacy.export_title"), parts)


def _export_line(request: RequestState) -> Component:
    chip = cards.chip(_CHIPS[request.state], text(f"privacy.export_state.{request.state}"))
    asked = text("privacy.asked_on", moment=_moment(request.created_at))
    parts: list[str | Component] = [chip, html.Span(asked)]
    if request.state == "ready":
        address = f"{PATH}/mes-donnees/{request.public_id}"
        # No « download »: the answer may be the page that asks for a proof, which is no copy.
        label = [icon("download"), html.Span(text("privacy.export_take"), className="btn-label")]
        parts.append(html.A(label, href=address, className="btn btn-secondary btn-sm"))
    return html.Div(parts, className="privacy-line")


def _erasure_card(
    erasures: tuple[RequestState, ...], csrf_token: str, asking: AskedErasure | None
) -> Card:
    parts: list[Component] = [html.P(text("privacy.erasure_text")), _list(_HOLDS)]
    parts += [_erasure_line(request) for request in erasures]
    if any(request.state == "waiting" for request in erasures):
        parts.append(_form("effacement/retirer", text("privacy.erasure_withdraw"), csrf_token))
    elif asking is None:
        ask = ButtonLink(text("privacy.erasure_ask"), f"{PATH}?{ASK}=1#{ERASURE}")
        parts.append(html.Div(button_link(ask), className="privacy-line"))
    else:
        parts += _confirmation(asking, csrf_token)
    return Card(ERASURE, text("privacy.erasure_title"), parts)


def _erasure_line(request: RequestState) -> Component:
    state = text(f"privacy.erasure_state.{request.state}")
    asked = text("privacy.asked_on", moment=_moment(request.created_at))
    line = [cards.chip(_CHIPS[request.state], state), html.Span(asked)]
    if request.state == "waiting" and request.due_on is not None:
        due = text("privacy.erasure_due", day=formats.short_date(request.due_on))
        line.append(html.Span(due))
    if request.answer:
        line.append(html.Span(request.answer))
    return html.Div(line, className="privacy-line")


def _confirmation(asking: AskedErasure, csrf_token: str) -> list[Component]:
    """Return what would go, what keeps it from going, and the form that asks for it."""
    parts: list[Component] = [html.P(text("privacy.erasure_confirm_intro")), _list(_GONE)]
    if asking.running:
        numbers = ", ".join(asking.running)
        parts.append(cards.note("warn", text("privacy.erasure_running", numbers=numbers)))
    box = html.Input(
        type="checkbox", name="confirme", value="oui", required=True, className="form-check-input"
    )
    cancel = ButtonLink(text("privacy.erasure_cancel"), f"{PATH}#{ERASURE}")
    send = _send(text("privacy.erasure_send"), csrf_token, kind="danger")
    form = html.Form(
        [
            html.Label([box, html.Span(text("privacy.erasure_check"))], className="form-check"),
            html.Div([send, button_link(cancel)], className="privacy-line"),
        ],
        method="post",
        action=f"{PATH}/effacement",
        # The box that is not ticked is asked for by the page, in French.
        noValidate=True,
        className="privacy-form",
    )
    return [html.Div([*parts, form], className="privacy-confirmation")]


def _list(ids: tuple[str, ...]) -> Component:
    return html.Ul([html.Li(text(f"privacy.{name}")) for name in ids], className="privacy-list")


def _history_card(history: AccessPage) -> Card:
    columns = [
        Column(text(f"privacy.history.{name}"), main=name == "what")
        for name in ("moment", "who", "what", "address")
    ]
    rows = [_history_row(entry) for entry in history.entries]
    title = text("privacy.history_title")
    table: Component = html.P(text("privacy.history_empty"))
    if rows:
        table = tables.data_table(title, columns, rows, dense=True)
    parts: list[Component] = [html.P(text("privacy.history_text")), table]
    links = _history_links(history)
    if links:
        parts.append(html.Div(links, className="privacy-line"))
    return Card(HISTORY, title, parts)


def _history_row(entry: AccessEntry) -> list[str]:
    what = entry.what
    if entry.about:
        what = text("privacy.about", what=what, about=entry.about)
    if entry.reason:
        what = text("privacy.reason", what=what, reason=entry.reason)
    return [_moment(entry.happened_at), entry.who, what, entry.address]


def _history_links(history: AccessPage) -> list[Component]:
    links = []
    if history.number > 1:
        newer = f"{PATH}?acces={history.number - 1}#{HISTORY}"
        links.append(button_link(ButtonLink(text("privacy.history_newer"), newer), size="small"))
    if history.has_more:
        older = f"{PATH}?acces={history.number + 1}#{HISTORY}"
        links.append(button_link(ButtonLink(text("privacy.history_older"), older), size="small"))
    return links


def _form(where: str, label: str, csrf_token: str, *, kind: str = "secondary") -> Component:
    return html.Form(
        _send(label, csrf_token, kind=kind),
        method="post",
        action=f"{PATH}/{where}",
        className="privacy-form",
    )


def _send(label: str, csrf_token: str, *, kind: str = "secondary") -> Component:
    """Return the button of a form, which carries the token."""
    return html.Button(
        label,
        type="submit",
        name="csrf_token",
        value=csrf_token,
        className=f"btn btn-{kind}",
    )


def _moment(moment: datetime) -> str:
    local = moment.astimezone(PARIS)
    return f"{formats.short_date(local.date())} {formats.hour(local)}"
