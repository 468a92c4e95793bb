"""Fixtures of the provider's tests."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from tests.services.provider import serving
from tests.services.provider.serving import Provider


@pytest.fixture
def provider(settings: LazySettings) -> Iterator[Provider]:
    """Give a provider that answers no quotes unless told otherwise, and turn it on."""
    with serving.provider() as found:
        settings.READING_PROVIDER_URL = found.url
        settings.READING_PROVIDER_MODEL = "small"
        settings.READING_PROVIDER_KEY = "a-secret-key"
        settings.READING_PROVIDER_TIMEOUT = 5
        yield found
