"""What the settings say of card payment: the shop, and what must not start."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.payment_bench import shop
from services.gateways.payment.interface import PaymentProvider
from services.gateways.payment.lyra import PRODUCTION, Lyra, LyraShop
from services.gateways.payment.wire import is_here, is_reachable

if TYPE_CHECKING:
    from app.settings import Settings

NONE = "none"
BENCH = "bench"
LYRA = "lyra"


def build_provider(settings: "Settings") -> PaymentProvider | None:
    """Return the payment provider that the settings choose, None for a portal without one."""
    chosen = payment_shop(settings)
    return None if chosen is None else Lyra(chosen)


def payment_shop(settings: "Settings") -> LyraShop | None:
    """Return the shop that payments go to."""
    if settings.payment_provider == NONE:
        return None
    if settings.payment_provider == BENCH:
        return shop.bench_shop(settings.payment_bench_url)
    return LyraShop(
        page_url=settings.payment_url,
        site_id=settings.payment_site_id,
        key=settings.payment_key,
        mode=settings.payment_mode,
        api_url=settings.payment_api_url,
        api_password=settings.payment_api_password,
    )


def payment_origin(settings: "Settings") -> str:
    """Return the site of the payment page, which our form may lead to; "" without one."""
    chosen = payment_shop(settings)
    if chosen is None:
        return ""
    parts = urlsplit(chosen.page_url)
    return f"{parts.scheme}://{parts.netloc}"


def find_payment_problems(settings: "Settings") -> list[str]:
    """Return why the portal must not take payments with these settings; empty when it may."""
    if settings.payment_provider == NONE:
        return []
    if settings.payment_provider == BENCH:
        return [] if settings.demo else ["AEL_PAYMENT_PROVIDER : le banc est de la démonstration."]
    return [*_find_missing(settings), *_find_unsafe(settings)]


def _find_missing(settings: "Settings") -> list[str]:
    wanted = {
        "AEL_PAYMENT_URL": settings.payment_url,
        "AEL_PAYMENT_SITE_ID": settings.payment_site_id,
        "AEL_PAYMENT_KEY": settings.payment_key,
        "AEL_PAYMENT_MODE": settings.payment_mode,
    }
    if settings.payment_api_url:
        wanted["AEL_PAYMENT_API_PASSWORD"] = settings.payment_api_password
    return [f"{name} manque." for name, value in wanted.items() if not value]


def _find_unsafe(settings: "Settings") -> list[str]:
    addresses = {
        "AEL_PAYMENT_URL": settings.payment_url,
        "AEL_PAYMENT_API_URL": settings.payment_api_url,
    }
    given = {name: url for name, url in addresses.items() if url}
    problems = [
        f"{name} doit commencer par https://."
        for name, url in given.items()
        if not is_reachable(url)
    ]
    if settings.demo:
        if settings.payment_mode == PRODUCTION:
            problems.append("AEL_PAYMENT_MODE : la démonstration n’encaisse pas d’argent.")
        return problems
    if settings.payment_key == shop.KEY or settings.payment_api_password == shop.API_PASSWORD:
        problems.append("AEL_PAYMENT_KEY est la clé publique du banc de paiement.")
    problems += [
        f"{name} désigne cette machine : le banc de paiement est de la démonstration."
        for name, url in given.items()
        if is_here(url)
    ]
    return problems
