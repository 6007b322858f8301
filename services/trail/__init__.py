"""The audit trail: written, checked, shown to the person it is about."""
