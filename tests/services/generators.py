"""Makers of documents that fail in the ways that real ones do, for other processes to import."""

import os
import signal
from pathlib import Path

from services.domain.invoices import InvoiceDetail
from services.exports.pdf.document import Pdf

CRASHES, HANGS, REFUSES = "crash", "hang", "refuse"


def make_quickly(detail: InvoiceDetail) -> Pdf:
    """Return a document at once, or fail as the invoice's label asks."""
    label = detail.row.label
    if label == CRASHES:
        os.kill(os.getpid(), signal.SIGKILL)
    if label == HANGS:
        signal.pause()
    if label == REFUSES:
        raise ValueError("a part fits\nno page")
    if label.startswith("/") and not Path(label).exists():
        # Once only: the second attempt finds the file.
        Path(label).touch()
        os._exit(3)
    return Pdf(f"%PDF {detail.row.number}".encode(), 2)
