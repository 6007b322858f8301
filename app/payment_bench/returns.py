"""The browser's way back to the shop, in the mode that the shop asked for."""

from urllib.parse import urlencode, urlsplit

from flask import g, make_response, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from app.payment_bench.payment_forms import PaymentForm, origin_of


def lead_back(form: PaymentForm, fields: dict[str, str]) -> AnyResponse:
    """Return what sends the browser back, with the signed ``fields`` where it is to bring them."""
    if form.return_mode == "POST":
        allow_forms_to(form.return_url)
        return make_response(render_template("back.html", url=form.return_url, fields=fields))
    url = form.return_url
    if form.return_mode == "GET":
        url += ("&" if urlsplit(url).query else "?") + urlencode(fields)
    return redirect(url, code=303)


def allow_forms_to(url: str) -> None:
    """Let the forms of this answer lead to the site of ``url``, by themselves or redirected."""
    g.shop_origin = origin_of(url)
