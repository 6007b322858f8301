"""Load curves, kept by month: what is named here is all that others may know."""

from services.storage.load_curves.store import WriteReport, load_import_ids, months, read, write

__all__ = ["WriteReport", "load_import_ids", "months", "read", "write"]
