"""The one script of Dash that a page starts with, made of those that every page uses.

Dash names twelve scripts in its page. Here they are joined in its order, less three: the component
library of tables, which nothing uses; libraries that are fetched when one of their components is
about to be seen (``assets/js/late.js``); and a polyfill for browsers that could not run our own
scripts either, of which ``regenerator-runtime`` is the part that dcc needs.
"""

import hashlib
import pkgutil
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from dash.fingerprint import check_fingerprint

from app.static_files import SUITES

LEFT_OUT = frozenset({"dash/dash_table/bundle.js", "dash/deps/polyfill@7.12.1.min.js"})
LATE = frozenset({"dash_bootstrap_components"})
"""Packages whose script is not in the page; their global name is the package's."""

CHUNKS = ("dash/dcc/async-graph.js",)
"""Parts that Dash would fetch one by one, as soon as the first chart is there."""

FOLDER = "dash/dcc"
"""Where the joined script seems to lie: dcc looks for its other parts beside itself."""

_TAG = re.compile(rf'<script src="{SUITES}([^"]+)"></script>\n?')
_SOURCE_MAP = re.compile(rb"^//# sourceMappingURL=.*$", re.MULTILINE)
_STRICT = re.compile(rb'(?:/\*.*?\*/|\s)*"use strict";', re.DOTALL)


@dataclass(frozen=True, slots=True)
class StartScript:
    """``path`` below the suites' address, named by its content; ``late``: addresses by name."""

    path: str
    content: bytes
    late: Mapping[str, str]


def replace_tags(tags: str, runtime: bytes) -> tuple[StartScript, str]:
    """Return the joined script for Dash's ``tags``, and the tags that are left: inline scripts.

    ``runtime``: what comes before everything else.
    """
    return _join(tuple(_TAG.findall(tags)), runtime), _TAG.sub("", tags)


@cache
def _join(paths: tuple[str, ...], runtime: bytes) -> StartScript:
    names = {path: check_fingerprint(path)[0] for path in paths}
    late = {
        package: SUITES + path
        for path in paths
        if (package := PurePosixPath(path).parts[0]) in LATE
    }
    kept = [
        name
        for path, name in names.items()
        if name not in LEFT_OUT and SUITES + path not in late.values()
    ]
    content = b"\n".join([runtime, *(_read(name) for name in (*kept, *CHUNKS))])
    digest = hashlib.sha256(content).hexdigest()[:12]
    # Dash looks for its renderer by this name in the page, and refuses a page without.
    return StartScript(f"{FOLDER}/dash_renderer.{digest}.js", content, late)


def _read(name: str) -> bytes:
    """Return a script as a part of a longer one."""
    package, _, path = name.partition("/")
    content = pkgutil.get_data(package, path) or b""
    content = _SOURCE_MAP.sub(b"", content)
    # Strictness is a file's own: in a function, it stays with this part alone.
    return b"(function(){%b})();" % content if _STRICT.match(content) else content
