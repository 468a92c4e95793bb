"""Whose log-in it is that failed: the address that counts, behind proxies too."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the client's address, as the outermost of our own NUM_PROXIES proxies saw it.

    What stands further left in X-Forwarded-For the client may have written herself. With the
    proxy's own address, ten wrong passwords from anywhere would lock a name for everybody.
    """
    nearest = str(request.META.get("REMOTE_ADDR", ""))
    chain = request.headers.get("X-Forwarded-For", "").split(",")
    if not settings.NUM_PROXIES or not chain[0]:
        return nearest
    seen = chain[-min(settings.NUM_PROXIES, len(chain))].strip()
    try:
        return str(ip_address(seen))
    except ValueError:
        return nearest
