"""Card payments: an attempt, the bank's word, the ledger."""
