"""Invoices: issued, shown, explained, kept; the ledger behind them."""
