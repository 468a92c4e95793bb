"""What `manage.py check` says of the provider's settings."""

from typing import Any

from django.core.checks import CheckMessage, Warning

from claims.services.provider.endpoint import configured

IN_CLEAR = "claims.W001"


def sent_in_clear(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Warn where articles, and the key, would cross a network unencrypted."""
    endpoint = configured()
    if endpoint is None or endpoint.https or endpoint.on_this_machine:
        return []
    return [
        Warning(
            f"READING_PROVIDER_URL sends articles and the key to {endpoint.host} unencrypted.",
            hint="Use https, or a provider on this machine (127.0.0.1).",
            id=IN_CLEAR,
        )
    ]
