"""Sécurité: the account's password and factors, its sessions, its data and who has seen them."""

from datetime import datetime

from dash import Dash
from dash.development.base_component import Component

from components import shell
from components.cards import ChipKind, card, chip, note
from components.security_cards import Row, plain_link, post_button, rows
from pages import _page
from pages._credential_cards import credential_cards, take_errors
from pages._page import Page
from pages._privacy_cards import privacy_cards
from services import my_security
from services.domain.calendar import PARIS
from services.kernel import formats
from services.kernel.wording import text
from services.my_security import Security
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


def layout(acces: object = None, **_: object) -> Component:
    """Return the page of the viewer's own account; ``acces``: page of the accesses."""
    person, token = _page.viewer(), _page.form_token()
    shown = my_security.look(person, public_url=_page.public_url(), now=_page.now())
    return shell.page(
        shell.top_bar(),
        shell.page_head(text("security.title"), text("security.context")),
        *_told(),
        *credential_cards(credentials.load_account(person), token, take_errors()),
        card(text("security.factors"), _factors(shown), title_id="double-authentification"),
        card(text("security.sessions"), _sessions(shown), title_id="sessions"),
        *privacy_cards(personal_data.load_overview(person, now=_page.now(), page=acces), token),
    )


def register(app: Dash) -> None:
    """Add nothing: the page's forms are plain ones."""


def _told() -> list[Component]:
    left = _page.told()
    kinds: dict[str, ChipKind] = {"ok": "ok", "warn": "warn", "danger": "danger"}
    return [note(kinds.get(left[0], "info"), left[1])] if left else []


def _factors(shown: Security) -> list[str | Component]:
    why = "security.factors_staff" if shown.is_compulsory else "security.factors_text"
    items = [_totp(shown), *_passkeys(shown)]
    if shown.has_factor:
        items.append(_codes(shown))
    return [text(why), rows(items)]


def _totp(shown: Security) -> Row:
    if shown.totp_since is None:
        add = plain_link(text("security.totp_add"), SETUP)
        return Row(text("security.totp"), text("security.totp_none"), [add])
    remove = post_button(text("security.remove"), f"{SETUP}/supprimer", _page.form_token())
    since = text("security.totp_since", moment=_moment(shown.totp_since))
    return Row(text("security.totp"), since, [chip("ok", text("security.active")), remove])


def _passkeys(shown: Security) -> list[Row]:
    items = [
        Row(
            one.name,
            text("security.passkey_used", moment=_moment(one.last_used_at))
            if one.last_used_at
            else text("security.passkey_since", moment=_moment(one.created_at)),
            [
                chip("ok", text("security.passkey")),
                post_button(
                    text("security.remove"),
                    f"{PASSKEYS}/{one.id}/supprimer",
                    _page.form_token(),
                    about=one.name,
                ),
            ],
        )
        for one in shown.passkeys
    ]
    if shown.no_passkeys:
        return [*items, Row(text("security.passkeys"), shown.no_passkeys)]
    add = plain_link(text("security.passkey_add"), PASSKEYS)
    return [*items, Row(text("security.passkeys"), text("security.passkeys_text"), [add])]


def _codes(shown: Security) -> Row:
    action = "/securite/codes-de-secours"
    renew = post_button(text("security.codes_renew"), action, _page.form_token())
    left = text("security.codes_left", left=shown.codes_left)
    return Row(text("security.codes"), left, [renew])


def _sessions(shown: Security) -> list[str | Component]:
    items = [_session(one) for one in shown.sessions]
    parts: list[str | Component] = [text("security.sessions_text"), rows(items)]
    if len(shown.sessions) > 1:
        action, label = "/securite/sessions/fermer", text("security.close_others")
        parts.append(post_button(label, action, _page.form_token(), kind="danger"))
    return parts


def _session(one: OpenHere) -> Row:
    line = text("security.session_line", place=one.place, moment=_moment(one.last_seen_at))
    if one.is_remembered:
        line += text("security.session_remembered")
    if one.is_current:
        return Row(one.device, line, [chip("info", text("security.session_current"))])
    action = f"/securite/sessions/{one.public_id}/fermer"
    about = f"{one.device}, {one.place}"
    close = post_button(text("security.close"), action, _page.form_token(), about=about)
    return Row(one.device, line, [close])


def _moment(moment: datetime) -> str:
    local = moment.astimezone(PARIS)
    return text("security.moment", day=formats.short_date(local), hour=formats.hour(local))
