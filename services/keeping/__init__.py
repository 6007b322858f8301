"""Keeping the house: backups, keys, readiness."""
