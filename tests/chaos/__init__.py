"""What goes wrong in production, made to happen on purpose: ``python -m tests.chaos``."""
