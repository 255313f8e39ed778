"""Which address a request came from, as far as it can be trusted."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The address that the outermost proxy of ours saw (settings.TRUSTED_PROXIES of them stand before us).

    Counting from the right is what makes a forged X-Forwarded-For useless: our own proxies wrote that end.
    """
    chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    hops = settings.TRUSTED_PROXIES
    raw = request.META.get("REMOTE_ADDR", "")
    if hops and len(chain) >= hops:
        raw = chain[-hops]
    try:
        address = ipaddress.ip_address(raw.partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)


def throttle_address(request: HttpRequest) -> str:
    """The address a guesser is counted under: an IPv6 line owns a whole /64, so that is one address here."""
    raw = client_address(request)
    if raw is None:
        return "0.0.0.0"  # noqa: S104 - a place to count unknown addresses, nothing listens on it
    address = ipaddress.ip_address(raw)
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return raw
