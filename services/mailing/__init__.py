"""E-mails: into the outbox with what they tell of, out of it by the worker."""
