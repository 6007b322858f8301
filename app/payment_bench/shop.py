"""The one shop of the bench: everybody knows its keys, only the demonstration takes them."""

from services.gateways.payment.lyra import TEST, LyraShop

SITE_ID = "12345678"
KEY = "banc-de-paiement-demonstration"
API_PASSWORD = "mot-de-passe-du-banc-de-paiement"  # noqa: S105 # nosec B105 - known to everybody


def bench_shop(address: str) -> LyraShop:
    """Return the shop for a bench that answers at ``address``."""
    return LyraShop(
        page_url=f"{address}/vads-payment/",
        site_id=SITE_ID,
        key=KEY,
        mode=TEST,
        api_url=address,
        api_password=API_PASSWORD,
    )
