"""The demonstration's people, sites, invoices and files."""
