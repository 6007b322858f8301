"""Response headers: a strict content security policy, and nothing from a third party."""

from collections.abc import Iterable, Mapping

from flask import Flask, Response, g, request

STATIC_HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
HSTS = "max-age=31536000; includeSubDomains"

OUR_FORMS = "form-action 'self'"

STYLE_HASHES: tuple[str, ...] = (
    "'sha256-+QoPrsxO0auPnxSulD3bAr9CoDGgzv7YRfYE0vfxeQI='",
    "'sha256-0IJGrxhCP5NUIafylLkj5118xkZH1kp5FmNio7NOckI='",
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    "'sha256-Aq43X0SlmB69maWGob4rp/UuSHhwePalkRRExtsxOJ8='",
    "'sha256-Do5Z9ZqsPvCQTUBQS9BnDm/2+on7omuzuLYk5sbA+2s='",
    "'sha256-ITR5T9OwskhdqdsliUJRmgp9ltOFAHgXe1F7eRvGnmQ='",
    "'sha256-MJs2ke1SA6Cy3tTCZu2QH0rj0r//iNqU0idy9bM4leg='",
    "'sha256-SkhFDxgIcEjMhRh19uSHWrkdnAlZ9rlskgr9yLsipa8='",
    "'sha256-VUA+tqvhK3niMn7AdszqidMFPRh9FLqxB2iINUrsiTw='",
    "'sha256-X2TqJwnIiE/ceDVeAdr7v7BOWBU6CEzE6qxlNzBzvBk='",
    "'sha256-Z8VokGxeiKThZOEmkdUgfW+jxbvItBwAXC8M1c4wqAM='",
    "'sha256-uDiOZWps1U7E8/0BTaQrclYMhVhRVE4dT0vb5X6nXOw='",
)
"""Hashes of the style elements that Dash's and Plotly's scripts insert; fixed per version."""


def content_security_policy(script_hashes: Iterable[str]) -> str:
    """Return the policy: our own scripts and the pinned inline ones, never eval."""
    scripts = " ".join(("'self'", *script_hashes))
    styles = " ".join(("'self'", *STYLE_HASHES))
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {scripts}",
            f"style-src {styles}",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            OUR_FORMS,
            "frame-ancestors 'none'",
            "object-src 'none'",
        )
    )


def secure_headers(server: Flask, *, is_https: bool) -> None:
    """Put the security headers on every answer; private answers are never kept by caches.

    The policy is read from the configuration: Dash's hashes are known once it is set up.
    """
    headers = dict(STATIC_HEADERS)
    server.config["CONTENT_SECURITY_POLICY"] = content_security_policy(())
    if is_https:
        headers["Strict-Transport-Security"] = HSTS

    @server.after_request
    def add(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        policy = server.config["CONTENT_SECURITY_POLICY"]
        if "forms_lead_to" in g:
            policy = policy.replace(OUR_FORMS, f"{OUR_FORMS} {g.forms_lead_to}")
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers["Cache-Control"] = "no-store"  # Flask says no-cache for a download
        return response


def allow_forms_to(origin: str) -> None:
    """Let the forms of this one answer lead to another site too: the bank's payment page."""
    if origin:
        g.forms_lead_to = origin


def is_cross_site() -> bool:
    """Tell whether another site's page made the browser send this request (Fetch Metadata).

    Older browsers send only Origin; a request without either is no browser's cross-site one.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is not None and origin.rstrip("/") != request.host_url.rstrip("/")
