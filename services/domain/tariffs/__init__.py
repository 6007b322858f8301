"""Regulated rates and the arithmetic that turns a supply into the lines of a bill."""
