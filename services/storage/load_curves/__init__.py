"""Load curves, kept by month: ``write``, ``read``, ``months`` are all that others may know."""

from services.storage.load_curves.store import WriteReport, months, read, write

__all__ = ["WriteReport", "months", "read", "write"]
