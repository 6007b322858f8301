"""A zip of invoices: their PDFs as they were kept, and a workbook that lists them."""

import re
from io import BytesIO
from typing import IO, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from services.exports.invoices import InvoicesExport, render_invoices

SUMMARY = "recapitulatif-factures.xlsx"
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


class ArchiveWriter:
    """Writes the zip into ``file``; ``size``: bytes of the PDFs so far."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = ZipFile(file, "w", ZIP_DEFLATED, compresslevel=3)
        self.size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def add_pdf(self, number: str, content: bytes) -> None:
        """Add an invoice under its number; a PDF is compressed already."""
        self._add(f"factures/{_UNSAFE.sub('_', number)}.pdf", content, ZIP_STORED)
        self.size += len(content)

    def add_summary(self, export: InvoicesExport) -> None:
        """Add the workbook."""
        made = BytesIO()
        render_invoices(export, made)
        self._add(SUMMARY, made.getvalue(), ZIP_STORED)

    def _add(self, name: str, content: bytes, compression: int) -> None:
        entry = ZipInfo(name)  # dated 1980: the same invoices give the same bytes
        entry.compress_type = compression
        entry.external_attr = 0o644 << 16
        self._zip.writestr(entry, content)
