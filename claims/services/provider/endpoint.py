"""Where the provider is, from the settings, and what people are told about it."""

import ipaddress
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

PATH = "/chat/completions"


@dataclass(frozen=True)
class Endpoint:
    """One OpenAI-compatible endpoint; `seconds` bounds one question from end to end."""

    address: SplitResult
    model: str
    seconds: int
    # Kept out of what a traceback or a log would show.
    key: str = field(default="", repr=False)

    @property
    def host(self) -> str:
        return self.address.hostname or ""

    @property
    def https(self) -> bool:
        return self.address.scheme == "https"

    @property
    def on_this_machine(self) -> bool:
        """Whether the text stays here. A name other than `localhost` is never taken for it."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def configured() -> Endpoint | None:
    """Return the endpoint of the settings, or None where the provider is off."""
    if not settings.READING_PROVIDER_URL:
        return None
    address = urlsplit(settings.READING_PROVIDER_URL)
    path = address.path.rstrip("/").removesuffix(PATH) + PATH
    return Endpoint(
        address=address._replace(path=path),
        model=settings.READING_PROVIDER_MODEL,
        seconds=settings.READING_PROVIDER_TIMEOUT,
        key=settings.READING_PROVIDER_KEY,
    )


def enabled() -> bool:
    """Tell whether articles are shown to a provider."""
    return configured() is not None


def notice() -> str:
    """Return what people who store a text have to know first; blank while the provider is off."""
    endpoint = configured()
    if endpoint is None:
        return ""
    said = f"Each article’s text is sent to {endpoint.host} ({endpoint.model}), which suggests more"
    if endpoint.on_this_machine:
        return f"{said}. That runs on this machine: the text doesn’t leave it."
    return f"{said}. The text leaves this host: store nothing here that may not."
