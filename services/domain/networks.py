"""Internet addresses as limits count them: what one subscriber has counts as one."""

from ipaddress import IPv6Address, ip_address, ip_network

SUBSCRIBER_BITS = 64
"""What a provider gives to one line at least; whoever has it can take any address in it."""


def subscriber_of(address: str) -> str:
    """Return the name of the network that ``address`` shares with nobody else's.

    An IPv6 address stands for its /64, an IPv4 one (mapped into IPv6 or not) for itself; what is no
    address stays as it is.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ip_network((int(found), SUBSCRIBER_BITS), strict=False))
