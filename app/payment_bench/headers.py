"""What every answer of the bench carries, and which requests it hears at all."""

from collections.abc import Collection

from flask import Flask, Response, abort, g, request

from services.gateways.payment.wire import is_here

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}


def content_security_policy(shop_origin: str = "") -> str:
    """Return the policy: our own style and font, no script; forms stay here or lead to the shop."""
    return "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "font-src 'self'",
            "base-uri 'none'",
            f"form-action 'self' {shop_origin}".rstrip(),
            "frame-ancestors 'none'",
        )
    )


UNNAMED = "null"
"""What a browser says where a page keeps to itself where one comes from, as the portal does."""


def protect(server: Flask, origins: Collection[str]) -> None:
    """Put the headers on every answer; hear only who asks for an address of this machine.

    Forms come from our own pages and from those of ``origins``.
    """

    @server.before_request
    def refuse_strangers() -> None:
        # A name that somebody points at 127.0.0.1 would make a foreign page one of ours.
        if not is_here(f"http://{request.host}"):
            abort(403)
        origin = request.headers.get("Origin", UNNAMED)
        if origin not in {UNNAMED, f"http://{request.host}", *origins}:
            abort(403)

    @server.after_request
    def add(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        policy = content_security_policy(g.get("shop_origin", ""))
        response.headers["Content-Security-Policy"] = policy
        return response
