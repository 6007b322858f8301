"""Reading documents back."""

import re
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from pypdf import PdfReader

from services.exports.pdf.document import Pdf


@dataclass(frozen=True, slots=True)
class Read:
    """The words of each page, any white space as one space, and the fonts: name, embedded."""

    pages: tuple[str, ...]
    raw: str
    fonts: frozenset[tuple[str, bool]]

    @property
    def words(self) -> str:
        """Return the words of all pages."""
        return " ".join(self.pages)


@lru_cache(maxsize=32)
def read(pdf: Pdf) -> Read:
    """Return what a reader of ``pdf`` finds."""
    reader = PdfReader(BytesIO(pdf.content), strict=True)
    texts = [page.extract_text() for page in reader.pages]
    found = set()
    for page in reader.pages:
        for each in page["/Resources"]["/Font"].values():  # type: ignore[index]
            font = each.get_object()
            descriptor = font.get("/FontDescriptor")
            embedded = descriptor is not None and "/FontFile2" in descriptor.get_object()
            found.add((str(font["/BaseFont"]), embedded))
    return Read(
        tuple(re.sub(r"\s+", " ", text) for text in texts), "\n".join(texts), frozenset(found)
    )
