"""Sécurité: the account's password and factors, its sessions, its data and who has seen them."""

from collections.abc import Sequence
from datetime import datetime

from dash import Dash
from dash.development.base_component import Component

from components import html, shell
from components.cards import ChipKind, card, chip, note
from components.security_cards import (
    Card,
    Row,
    confirmed,
    message,
    on_this_page,
    plain_link,
    post_button,
    rows,
    unfolding,
)
from pages import _page
from pages._credential_cards import credential_cards, take_errors
from pages._page import Page
from pages._privacy_cards import AskedErasure, privacy_cards
from services import my_security
from services.domain.calendar import PARIS
from services.kernel import formats
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.my_security import PasskeyShown, Security
from services.privacy import personal_data
from services.sign_in import credentials
from services.sign_in.my_sessions import OpenHere

PAGE = Page(
    "/securite",
    "nav.security",
    "security.title",
    "shield-check",
    group="nav.my_space",
    is_about_a_site=False,
    is_kept=False,
)
SETUP = "/securite/double-authentification"
PASSKEYS = "/securite/cles-d-acces"

SESSIONS_AT_ONCE = 8
"""Sessions that are listed before the others have to be asked for."""


def layout(acces: object = None, effacer: object = None, **_: object) -> Component:
    """Return the page of the viewer's own account; ``acces``: page of the accesses.

    ``effacer``: the person is about to ask for erasure.
    """
    person, token = _page.viewer(), _page.form_token()
    shown = my_security.look(person, public_url=_page.public_url(), now=_page.now())
    account = credentials.load_account(person)
    return shell.page(
        shell.top_bar(),
        shell.page_head(text("security.title"), text("security.context")),
        *_whose(person),
        *_with_message(
            [
                *credential_cards(account, token, take_errors()),
                Card("double-authentification", text("security.factors"), _factors(shown)),
                Card("sessions", text("security.sessions"), _sessions(shown)),
                *privacy_cards(
                    personal_data.load_overview(person, now=_page.now(), page=acces),
                    token,
                    asking=_asked_erasure(person) if effacer else None,
                ),
            ]
        ),
    )


def register(app: Dash) -> None:
    """Add nothing: the page's forms are plain ones."""


def _asked_erasure(person: Viewer) -> AskedErasure:
    return AskedErasure(personal_data.find_running_contracts(person, now=_page.now()))


def _whose(person: Viewer) -> list[Component]:
    """Return what tells somebody with a customer's file open that this account is their own."""
    if person.acting_for is None:
        return []
    names = {"name": person.display_name, "customer": person.acting_name}
    return [note("warn", text("security.own_account", **names))]


def _with_message(shown: Sequence[Card]) -> list[Component]:
    """Return the cards with what the last form left in its own, or before them all."""
    left, found = _page.told(), [one.anchor for one in shown]
    kinds: dict[str, ChipKind] = {"ok": "ok", "warn": "warn", "danger": "danger"}
    said = [message(kinds.get(left.kind, "info"), left.sentence)] if left else []
    at = left.at if left and left.at in found else ""
    cards = [
        card(
            one.title,
            [*(said if one.anchor == at else []), *one.parts],
            title_id=one.anchor,
        )
        for one in shown
    ]
    contents = on_this_page(text("security.contents"), [(c.anchor, c.title) for c in shown])
    return [contents, *(cards if at else [*said, *cards])]


def _factors(shown: Security) -> list[str | Component]:
    why = "security.factors_staff" if shown.is_compulsory else "security.factors_text"
    items = [_totp(shown), *_passkeys(shown)]
    if shown.has_factor:
        items.append(_codes(shown))
    return [html.P(text(why)), rows(items)]


def _totp(shown: Security) -> Row:
    if shown.totp_since is None:
        add = plain_link(text("security.totp_add"), SETUP)
        return Row(text("security.totp"), text("security.totp_none"), [add])
    sure = text("security.totp_remove_sure")
    form = post_button(sure, f"{SETUP}/supprimer", _page.form_token(), kind="danger")
    said = text("security.totp_remove_text")
    remove = confirmed(text("security.remove"), said, form, about=text("security.totp"))
    since = text("security.totp_since", moment=_moment(shown.totp_since))
    return Row(text("security.totp"), since, [chip("ok", text("security.active")), remove])


def _passkeys(shown: Security) -> list[Row]:
    items = [_passkey(one) for one in shown.passkeys]
    title = text("security.passkeys")
    if shown.no_passkeys:
        return [*items, Row(title, shown.no_passkeys)]
    if not shown.has_room:
        return [*items, Row(title, text("security.passkeys_many"))]
    add = plain_link(text("security.passkey_add"), PASSKEYS)
    return [*items, Row(title, text("security.passkeys_text"), [add])]


def _passkey(one: PasskeyShown) -> Row:
    added = _moment(one.created_at)
    line = text("security.passkey_since", added=added)
    if one.last_used_at:
        line = text("security.passkey_used", added=added, moment=_moment(one.last_used_at))
    remove = post_button(
        text("security.remove"),
        f"{PASSKEYS}/{one.id}/supprimer",
        _page.form_token(),
        about=f"{one.name}, {added}",
    )
    return Row(one.name, line, [chip("ok", text("security.passkey")), remove])


def _codes(shown: Security) -> Row:
    action = "/securite/codes-de-secours"
    form = post_button(text("security.codes_renew_sure"), action, _page.form_token(), kind="danger")
    said = text("security.codes_renew_text")
    renew = confirmed(text("security.codes_renew"), said, form)
    left = text("security.codes_left", left=shown.codes_left)
    return Row(text("security.codes"), left, [renew])


def _sessions(shown: Security) -> list[str | Component]:
    items = [_session(one) for one in shown.sessions]
    first, more = items[:SESSIONS_AT_ONCE], items[SESSIONS_AT_ONCE:]
    parts: list[str | Component] = [html.P(text("security.sessions_text")), rows(first)]
    if more:
        parts.append(unfolding(text("security.sessions_more", count=len(more)), rows(more)))
    others = len(shown.sessions) - 1
    if others > 0:
        parts.append(_close_others(others))
    return parts


def _close_others(others: int) -> Component:
    sure = text("security.close_others_sure")
    form = post_button(sure, "/securite/sessions/fermer", _page.form_token(), kind="danger")
    one = "security.close_others_text_one" if others == 1 else "security.close_others_text"
    return confirmed(text("security.close_others"), text(one, count=others), form)


def _session(one: OpenHere) -> Row:
    opened = _moment(one.opened_at)
    line = text(
        "security.session_line", place=one.place, opened=opened, moment=_moment(one.last_seen_at)
    )
    if one.is_remembered:
        line += text("security.session_remembered")
    if one.is_current:
        return Row(one.device, line, [chip("info", text("security.session_current"))])
    action = f"/securite/sessions/{one.public_id}/fermer"
    about = f"{one.device}, {one.place}, {opened}"
    close = post_button(text("security.close"), action, _page.form_token(), about=about)
    return Row(one.device, line, [close])


def _moment(moment: datetime) -> str:
    local = moment.astimezone(PARIS)
    return text("security.moment", day=formats.short_date(local), hour=formats.hour(local))
