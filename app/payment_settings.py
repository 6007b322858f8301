"""What the settings say of card payment: the shop, and what must not start."""

from typing import TYPE_CHECKING

from app.payment_bench import shop
from app.payment_bench.payment_forms import origin_of
from services.gateways.payment.interface import PaymentProvider
from services.gateways.payment.lyra import PRODUCTION, TEST, Lyra, LyraShop
from services.gateways.payment.wire import is_here, is_reachable

if TYPE_CHECKING:
    from app.settings import Settings

NONE = "none"
BENCH = "bench"
LYRA = "lyra"
SHORTEST_KEY = 16
GUIDES_KEY = "1122334455667788"
"""The key of the examples in Lyra's guides: everybody could sign with it."""


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
    return "" if chosen is None else origin_of(chosen.page_url)


def portal_origins(settings: "Settings") -> frozenset[str]:
    """Return where a demonstration's portal answers, by every name of this machine."""
    here = (f"http://{name}:{settings.port}" for name in ("localhost", "127.0.0.1", "[::1]"))
    return frozenset({origin_of(settings.base_url), *here})


def find_payment_problems(settings: "Settings") -> list[str]:
    """Return why the portal must not take payments with these settings; empty when it may."""
    if settings.payment_provider == NONE:
        return []
    if settings.payment_provider == BENCH:
        return [] if settings.demo else ["AEL_PAYMENT_PROVIDER : le banc est de la démonstration."]
    return [*_find_missing(settings), *_find_unsafe(settings)]


def find_payment_warnings(settings: "Settings") -> list[str]:
    """Return what an operator has to know of payments that may start nevertheless."""
    is_a_trial = settings.payment_provider == LYRA and settings.payment_mode == TEST
    if settings.demo or not is_a_trial:
        return []
    return ["AEL_PAYMENT_MODE=TEST : les paiements sont des essais, aucun argent n’est encaissé."]


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
    elif settings.payment_key == GUIDES_KEY:
        problems.append("AEL_PAYMENT_KEY est la clé d’exemple du guide de la banque.")
    elif 0 < len(settings.payment_key) < SHORTEST_KEY:
        problems.append(f"AEL_PAYMENT_KEY doit compter {SHORTEST_KEY} caractères ou plus.")
    problems += [
        f"{name} désigne cette machine : le banc de paiement est de la démonstration."
        for name, url in given.items()
        if is_here(url)
    ]
    return problems
