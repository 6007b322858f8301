"""Meter data: files checked, stored, rolled up and reported on."""
