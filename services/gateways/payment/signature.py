"""The signature of Lyra's form protocol (PayZen, Systempay, Scellius, Sogecommerce …).

Source: « Calculer la signature » of the Systempay and Scellius guides. HMAC-SHA-256 alone: SHA-1,
which a shop may still choose in the back office, is not accepted here.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping

FIELD = "signature"
PREFIX = "vads_"


def sign(fields: Mapping[str, str], key: str) -> str:
    """Return the signature of the ``vads_`` fields: their values in the order of their names."""
    names = sorted(name for name in fields if name.startswith(PREFIX))
    message = "+".join([*(fields[name] for name in names), key])
    digest = hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode("ascii")


def is_signed(fields: Mapping[str, str], key: str) -> bool:
    """Tell whether the fields carry their signature; takes the same time wherever they differ."""
    claimed = fields.get(FIELD, "").encode()
    return hmac.compare_digest(claimed, sign(fields, key).encode())
