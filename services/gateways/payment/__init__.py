"""Card payment on the bank's own page: one interface, one adapter per protocol."""
