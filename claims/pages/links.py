"""Addresses that came from outside: shown as links only where they lead to the web."""

from urllib.parse import urlsplit


def web_link(address: str) -> str:
    """Return `address` where it is http or https with a host, else "".

    The forms refuse anything else; this is for rows that got past them.
    """
    try:
        parts = urlsplit(address.strip())
        named = bool(parts.hostname)
    except ValueError:
        return ""
    return address.strip() if named and parts.scheme in {"http", "https"} else ""


def host(address: str) -> str:
    """Return the host that a link leads to, for a reader who wants to know first."""
    link = web_link(address)
    return (urlsplit(link).hostname or "") if link else ""
