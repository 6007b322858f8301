"""Hostile input for every public form: found on the pages, filled in by a seeded hand."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
FIELD = re.compile(r"<(?:input|select|textarea|button)\b([^>]*)>")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
TOKEN = "csrf_token"
TEMPLATES = Path(__file__).parents[2] / "app" / "public" / "templates"
NAME = re.compile(r'\bname="([a-z_]+)"|\w\("([a-z_]+)",')
"""A field in a template, written out or by a macro; a word too many does no harm."""
FORM_TYPE = "application/x-www-form-urlencoded"
BOUNDARY = "----limite"

HOSTILE = (
    "",
    " ",
    "\0",
    "\ud800".encode("utf-8", "surrogatepass"),
    b"\xff\xfe\x00",
    "\u202eturabla\u202c",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "%s%n%x",
    "' OR 1=1 --",
    "=HYPERLINK(1)",
    "\r\nBcc: x@example.org",
    "a@b.example\nTo: c@d.example",
    "é" * 300,
    "9" * 5_000,
    "-1",
    "1e309",
    "NaN",
    "٣٤٥٦٧٨٩٠١٢٣٤٥٦",
    "1 325,67",
    "../../etc/passwd",
    "🦔" * 70,
    "true",
    "[" * 16_000,
    '{"a":' * 3_000,
    "[]",
    "FE-104286",
    "client",
    "e.keller@closeaux.example",
    "30001642617347",
)
"""Values that forms have stumbled over elsewhere, and some that are nearly right."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form as its page shows it: where it goes, and what a browser would send untouched."""

    page: str
    action: str
    fields: tuple[tuple[str, str], ...]


def find_forms(client: FlaskClient, pages: Sequence[str]) -> list[Form]:
    """Return the forms of ``pages`` that are sent by POST."""
    return [form for page in pages for form in _forms_of(page, client.get(page).text)]


def find_addresses(server: Flask) -> list[Form]:
    """Return every public address that takes a POST as a form with the fields of all templates.

    Most of them show their own form only to who has come the whole way.
    """
    texts = [path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.html")]
    names = {written or called for text in texts for written, called in NAME.findall(text)}
    fields = tuple((name, "") for name in sorted(names))
    return [
        Form("/connexion", rule.rule, fields)
        for rule in server.url_map.iter_rules()
        if "POST" in (rule.methods or ())
        and not rule.arguments
        and getattr(server.view_functions[rule.endpoint], "is_public", False)
    ]


def _forms_of(page: str, html: str) -> Iterator[Form]:
    for attributes, inside in FORM.findall(html):
        given = _read(attributes)
        if given.get("method", "get").lower() != "post":
            continue
        fields = [_read(field) for field in FIELD.findall(inside)]
        pairs = tuple((f["name"], f.get("value", "")) for f in fields if "name" in f)
        yield Form(page, given.get("action", page), pairs)


def _read(attributes: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in ATTRIBUTE.findall(attributes)}


def send_hostile(
    server: Flask, forms: Sequence[Form], *, count: int, seed: int
) -> Iterator[tuple[Form, TestResponse]]:
    """Send ``count`` hostile requests, each form in turn, from ever new addresses."""
    hand = random.Random(seed)  # noqa: S311 - the same hand each time
    for number in range(count):
        form = forms[number % len(forms)]
        client = server.test_client()
        data = {name: _value(hand, given) for name, given in form.fields}
        data[TOKEN] = [_token(client.get(form.page).text)]
        yield form, _send(client, form, data, hand, number)


def _token(html: str) -> str:
    fields = (_read(field) for field in FIELD.findall(html))
    return next((f.get("value", "") for f in fields if f.get("name") == TOKEN), "")


def _value(hand: random.Random, given: str) -> list[str | bytes]:
    """Return what one field sends: something hostile, what it held, several values or none."""
    choice = hand.random()
    if choice < 0.1:
        return []
    if choice < 0.2:
        return [given]
    if choice < 0.3:
        return [hand.choice(HOSTILE), hand.choice(HOSTILE)]
    if choice < 0.4:
        return ["".join(chr(hand.randrange(1, 0xD7FF)) for _ in range(hand.randrange(200)))]
    return [hand.choice(HOSTILE)]


def _send(
    client: FlaskClient,
    form: Form,
    data: Mapping[str, Sequence[str | bytes]],
    hand: random.Random,
    number: int,
) -> TestResponse:
    """Send ``data`` as a browser would, and now and then as no browser does."""
    origin = {"REMOTE_ADDR": f"198.51.{number // 250 % 250}.{number % 250}"}
    kind = hand.random()
    if kind < 0.05:
        return client.post(form.action, json={"a": ["b", None]}, environ_overrides=origin)
    if kind < 0.1:
        body, content_type = hand.randbytes(hand.randrange(2_000)), FORM_TYPE
    elif kind < 0.2:
        body, content_type = _multipart(data), f"multipart/form-data; boundary={BOUNDARY}"
    else:
        body, content_type = urlencode(data, doseq=True).encode(), FORM_TYPE
    return client.post(form.action, data=body, content_type=content_type, environ_overrides=origin)


def _multipart(data: Mapping[str, Sequence[str | bytes]]) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        + (value if isinstance(value, bytes) else value.encode())
        for name, values in data.items()
        for value in values
    ]
    return b"\r\n".join([*parts, f"--{BOUNDARY}--\r\n".encode()])
