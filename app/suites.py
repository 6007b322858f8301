"""Dash's own scripts as static bodies, read from the installed packages."""

import pkgutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from dash import Dash
from dash.fingerprint import check_fingerprint

from app.compression import Compressor
from app.start_script import StartScript
from app.static_files import A_DAY, FOREVER, SUITES, Body, content_type


def suite_finder(
    dash_app: Dash, start: StartScript, compressor: Compressor
) -> Callable[[str], Body | None]:
    """Return a function that finds a registered script by its path below the suites' address.

    ``start``: the joined script, which no package has. A fingerprinted name is cached for good. A
    chunk that Dash loads by a plain name is cached for a day: it only changes with a release of
    Dash. What pages load is compressed here, at the start; the rest, which no page asks for, is
    sent as it is: compressing five megabytes well takes seconds, within somebody's request.
    """
    late = {check_fingerprint(address.removeprefix(SUITES))[0] for address in start.late.values()}

    @cache
    def load(package: str, name: str) -> Body | None:
        content = pkgutil.get_data(package, name)
        if content is None:
            return None
        encodings = compressor.compress(content) if f"{package}/{name}" in late else {}
        return Body(content_type(name), {"": content} | encodings, A_DAY)

    encodings = {"": start.content} | compressor.compress(start.content)
    joined = Body(content_type(start.path), encodings, FOREVER)
    for path in late:
        load(*path.split("/", 1))

    def find(path: str) -> Body | None:
        if path == start.path:
            return joined
        package, _, asked = path.partition("/")
        name, has_fingerprint = check_fingerprint(asked)
        if name not in dash_app.registered_paths.get(package, ()):
            return None
        found = load(package, name)
        return replace(found, cache_control=FOREVER) if found and has_fingerprint else found

    return find
