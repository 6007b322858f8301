"""Static files, served before Flask: hashed names, compressed once, cached for good.

Two trees have an address of their own: ``/static/<hash of the tree>/…``, so that relative links
inside a stylesheet keep working and a new release of ours does not reload what is vendored.
Dash's own scripts follow the same road, for the signed-in alone: without the session cookie the
request goes on to Flask, where the gate answers.
"""

import hashlib
import mimetypes
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING

from rcssmin import cssmin
from rjsmin import jsmin
from werkzeug.http import parse_accept_header

from app.compression import Compressor

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX = "/static/"
SUITES = "/_dash-component-suites/"
FOREVER = "public, max-age=31536000, immutable"
A_DAY = "private, max-age=86400"
COMPRESSIBLE = frozenset({".css", ".js", ".svg", ".json", ".map", ".txt"})
BUNDLES = {"app.css": "css/*.css", "app.js": "js/*.js"}
"""Files joined at start, in the order of their names."""

ALONE = frozenset({"theme.js", "passkeys.js", "leave.js"})
"""Scripts that pages load by themselves: before anything else, or without the frame."""


@dataclass(frozen=True, slots=True)
class Body:
    """A file ready to be sent: its type and its bytes per content encoding ("" for none)."""

    content_type: str
    encodings: Mapping[str, bytes]
    cache_control: str


class StaticFiles:
    """The files under ``folder``, with the addresses that pages use for them."""

    def __init__(self, folder: Path, compressor: Compressor) -> None:
        self._compressor = compressor
        self._addresses: dict[str, str] = {}
        self._bodies: dict[str, Body] = {}
        for tree in (_read_tree(folder, "vendor"), _read_tree(folder, "")):
            self._publish(tree)

    def url(self, name: str) -> str:
        """Return the address of the file ``name`` (its path below the folder).

        Raises KeyError for a file that does not exist.
        """
        return self._addresses[name]

    def content(self, name: str) -> bytes:
        """Return the file ``name`` itself; raises KeyError for one that does not exist."""
        return self._bodies[self.url(name)].encodings[""]

    def find(self, address: str) -> Body | None:
        """Return the file at that address."""
        return self._bodies.get(address)

    def _publish(self, tree: "dict[str, _Source]") -> None:
        digest = hashlib.sha256()
        for name, source in sorted(tree.items()):
            digest.update(name.encode() + b"\0" + source.content)
        for name, source in tree.items():
            address = f"{PREFIX}{digest.hexdigest()[:12]}/{name}"
            self._addresses[name] = address
            self._bodies[address] = self._body(name, source)

    def _body(self, name: str, source: "_Source") -> Body:
        encodings = {"": source.content, **source.siblings}
        if Path(name).suffix in COMPRESSIBLE and not source.siblings:
            encodings |= self._compressor.compress(source.content)
        return Body(content_type(name), encodings, FOREVER)


class StaticMiddleware:
    """Answers for static files and lets everything else through to the application."""

    def __init__(
        self,
        application: "WSGIApplication",
        files: StaticFiles,
        *,
        find_suite: Callable[[str], Body | None],
        cookie_name: str,
        headers: Mapping[str, str],
    ) -> None:
        self._application = application
        self._files = files
        self._find_suite = find_suite
        self._cookie_name = cookie_name
        self._headers = list(headers.items())

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        body = self._find(environ)
        if body is None:
            return self._application(environ, start_response)
        encoding = best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""), body.encodings)
        content = body.encodings[encoding]
        headers = [
            ("Content-Type", body.content_type),
            ("Content-Length", str(len(content))),
            ("Cache-Control", body.cache_control),
            ("Vary", "Accept-Encoding"),
            *self._headers,
        ]
        if encoding:
            headers.append(("Content-Encoding", encoding))
        start_response("200 OK", headers)
        return [b""] if environ["REQUEST_METHOD"] == "HEAD" else [content]

    def _find(self, environ: "WSGIEnvironment") -> Body | None:
        path: str = environ.get("PATH_INFO", "")
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return None
        if path.startswith(PREFIX):
            return self._files.find(path)
        if path.startswith(SUITES) and self._has_cookie(environ):
            return self._find_suite(path.removeprefix(SUITES))
        return None

    def _has_cookie(self, environ: "WSGIEnvironment") -> bool:
        try:
            return self._cookie_name in SimpleCookie(environ.get("HTTP_COOKIE", ""))
        except CookieError:
            return False


def best_encoding(accepted: str, encodings: Mapping[str, bytes]) -> str:
    """Return the best of ``encodings`` that the browser accepts, "" for none."""
    offered = parse_accept_header(accepted)
    return next((e for e in ("br", "gzip") if e in encodings and offered[e] > 0), "")


def content_type(name: str) -> str:
    """Return the media type of a file name, with its charset for text."""
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    is_text = guessed.startswith("text/") or guessed.endswith(("javascript", "json"))
    return f"{guessed}; charset=utf-8" if is_text else guessed


@dataclass(frozen=True, slots=True)
class _Source:
    """A file as it is on disk, with the compressed forms that were shipped beside it."""

    content: bytes
    siblings: Mapping[str, bytes]


def _read_tree(folder: Path, tree: str) -> dict[str, _Source]:
    """Return the files of the vendored tree, or of all but it; names are paths below ``folder``."""
    root = folder / tree
    sources = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or path.suffix in {".br", ".gz"}:
            continue
        if tree or not name.startswith("vendor/"):
            sources[name] = _Source(path.read_bytes(), _read_siblings(path))
    if not tree:
        sources |= {name: _join(folder, pattern) for name, pattern in BUNDLES.items()}
    return sources


def _read_siblings(path: Path) -> dict[str, bytes]:
    found = {e: path.with_name(path.name + s) for e, s in (("br", ".br"), ("gzip", ".gz"))}
    return {encoding: file.read_bytes() for encoding, file in found.items() if file.exists()}


def _join(folder: Path, pattern: str) -> _Source:
    parts = (path.read_bytes() for path in sorted(folder.glob(pattern)) if path.name not in ALONE)
    shrink = cssmin if pattern.endswith(".css") else jsmin
    return _Source(shrink(b"\n".join(parts)), {})
