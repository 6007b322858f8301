"""From running text (HTML) and flowables to the bytes of a PDF.

xhtml2pdf reads the HTML and lays out the pages. Tables and drawings are put into its story as they
are: as HTML they would cost ten times as much. The same parts always give the same bytes. Nothing
is fetched, and no file is read while a document is made.
"""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TypeAlias

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.doctemplate import LayoutError
from reportlab.platypus.flowables import Flowable
from reportlab.platypus.tables import Table, TableStyle
from xhtml2pdf.config.resources import (
    RenderLimitError,
    ResourceAccessError,
    ResourceAccessPolicy,
    render_budget,
    use_policy,
)
from xhtml2pdf.context import pisaContext
from xhtml2pdf.default import DEFAULT_PAGE_NAME
from xhtml2pdf.document import pisaStory
from xhtml2pdf.util import reset_caches
from xhtml2pdf.xhtml2pdf_reportlab import PmlBaseDoc

from services.exports.pdf import fonts
from services.exports.pdf.furniture import Sheet, draw_page, draw_total
from services.exports.pdf.style import STYLESHEET

Part: TypeAlias = str | Flowable
"""HTML whose values went through ``prose.said``, or a flowable."""

LONGEST_S = 30
POLICY = ResourceAccessPolicy.server(allow_remote=False, max_render_seconds=LONGEST_S)
REFUSALS = (LayoutError, RenderLimitError, ValueError, LookupError, ArithmeticError)
"""What says that a document cannot be made of these parts."""

# Compressed streams as they are: as text they are a quarter larger, and take a tenth of the time.
rl_config.useA85 = 0

_LOCK = threading.Lock()
"""xhtml2pdf and ReportLab keep fonts and caches in their modules."""


@dataclass(frozen=True, slots=True)
class Pdf:
    """A document and how many pages it has."""

    content: bytes
    pages: int


class _Document(PmlBaseDoc):
    """A document whose pages bear ``sheet``; the number of pages is filled in at the end."""

    def __init__(self, target: BytesIO, sheet: Sheet, language: str) -> None:
        super().__init__(
            target,
            title=sheet.title,
            subject=sheet.subject,
            author=sheet.brand,
            creator=sheet.brand,
            lang=language,
            invariant=1,
            initialFontName=fonts.BODY,
            pageCompression=1,
        )
        self._sheet = sheet
        # What ends the build must not save before the pages are counted.
        self._doSave = 0

    def _makeCanvas(  # noqa: N802 - ReportLab's name
        self, filename: object = None, canvasmaker: type[Canvas] = Canvas
    ) -> Canvas:
        canvas = super()._makeCanvas(filename, canvasmaker)
        stamp = f"D:{self._sheet.made_on:%Y%m%d}000000Z"
        canvas.setDateFormatter(lambda *_: stamp)
        canvas.setViewerPreference("DisplayDocTitle", "true")
        return canvas

    def afterPage(self) -> None:  # noqa: N802 - ReportLab's name
        draw_page(self.canv, self._sheet, self.page)

    def finish(self, story: list[Flowable]) -> int:
        """Lay out ``story``; return the number of pages."""
        self.build(story)
        pages: int = self.canv.getPageNumber() - 1
        draw_total(self.canv, pages)
        self.canv.save()
        return pages


def render(parts: Sequence[Part], sheet: Sheet, *, language: str = "fr") -> Pdf:
    """Return the document of ``parts`` in their order.

    Raises one of REFUSALS: it takes too long, or a part fits no page.
    """
    with _LOCK, use_policy(POLICY), render_budget(POLICY):
        try:
            return _render(parts, sheet, language)
        finally:
            reset_caches()


def _render(parts: Sequence[Part], sheet: Sheet, language: str) -> Pdf:
    fonts.register()
    context = pisaContext()
    context.registerFont(fonts.FAMILY)
    context.registerFont(fonts.TITLE_FAMILY)
    context.pathCallback = _refuse
    context.resource_policy = POLICY
    pisaStory(_write_html(parts), context=context, default_css=STYLESHEET)
    target = BytesIO()
    document = _Document(target, sheet, language)
    document.addPageTemplates([context.templateList[DEFAULT_PAGE_NAME]])
    pages = document.finish(list(_fill(context.story, parts)))
    return Pdf(target.getvalue(), pages)


def _write_html(parts: Sequence[Part]) -> str:
    written = (
        part if isinstance(part, str) else f"<p>{fonts.RESERVED}{number}{fonts.RESERVED}</p>"
        for number, part in enumerate(parts)
    )
    return f"<html><body>{''.join(written)}</body></html>"


def _fill(story: Iterable[Flowable], parts: Sequence[Part]) -> Iterable[Flowable]:
    """Put the flowables where the HTML left room for them."""
    for flowable in story:
        words = getattr(flowable, "text", None)
        if isinstance(words, str) and words.startswith(fonts.RESERVED):
            yield parts[int(words.strip(fonts.RESERVED))]
            continue
        if isinstance(flowable, Table):
            # Cells begin with a font of their own, which would be named and not embedded.
            flowable.setStyle(TableStyle([("FONTNAME", (0, 0), (-1, -1), fonts.BODY)]))
        yield flowable


def _refuse(uri: str, _relative: str | None = None) -> str:
    """Open nothing: the documents have all that they need."""
    raise ResourceAccessError(f"a document asked for {uri[:100]!r}")
