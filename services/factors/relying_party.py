"""The portal as passkeys know it: a name of its own, which an internet address is not."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from services.kernel.wording import text

NAME = "Terralis, agence en ligne"


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """What passkeys are bound to: the host's name, and the address that pages come from."""

    host: str
    origin: str

    @property
    def address(self) -> str:
        """Return the host and its port, as the browser shows them."""
        return self.origin.partition("://")[2]


def find_relying_party(public_url: str) -> RelyingParty | None:
    """Return the portal at ``public_url``, None on an IP address, where there are none."""
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return RelyingParty(host, f"{parts.scheme}://{parts.netloc}") if host else None
    return None


def why_no_passkeys(public_url: str) -> str:
    """Return the sentence that says why there are no passkeys here, "" where there are."""
    return "" if find_relying_party(public_url) else text("security.passkeys_absent")
