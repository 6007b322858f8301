"""Dash's own scripts as static bodies, read from the installed packages."""

import pkgutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from dash import Dash
from dash.fingerprint import check_fingerprint

from app.compression import Compressor
from app.static_files import A_DAY, FOREVER, Body, content_type


def suite_finder(dash_app: Dash, compressor: Compressor) -> Callable[[str], Body | None]:
    """Return a function that finds a registered script by its path below the suites' address.

    A fingerprinted name is cached for good. A chunk that Dash loads by a plain name is cached for
    a day: it only changes with a release of Dash.
    """

    @cache
    def load(package: str, name: str) -> Body | None:
        content = pkgutil.get_data(package, name)
        if content is None:
            return None
        return Body(content_type(name), {"": content} | compressor.compress(content), A_DAY)

    def find(path: str) -> Body | None:
        package, _, asked = path.partition("/")
        name, has_fingerprint = check_fingerprint(asked)
        if name not in dash_app.registered_paths.get(package, ()):
            return None
        body = load(package, name)
        return replace(body, cache_control=FOREVER) if body and has_fingerprint else body

    return find
