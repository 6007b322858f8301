"""The payment bench, over HTTP."""
