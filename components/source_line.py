"""Where the figures of a page come from, under them."""

from dash.development.base_component import Component

from components import html
from services.domain.sites import Site
from services.kernel.wording import text

ABOUT = "/a-propos"


def source_line(site: Site | None) -> list[Component]:
    """Return the note of the site's data with a link to the sources; nothing without a note."""
    if site is None or not site.note:
        return []
    more = html.A(text("site.sources"), href=ABOUT, className="link")
    return [html.P([site.note, " ", more], className="source-line")]
