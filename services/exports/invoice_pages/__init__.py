"""The pages of an invoice, part by part."""
