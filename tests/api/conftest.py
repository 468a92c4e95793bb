"""Fixtures of the API's tests."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from rest_framework.throttling import SimpleRateThrottle

Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def no_limits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Lift the request limits, which live in a cache that outlasts a test."""
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"anon": None, "user": None})
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def ask(db: None, client: Client) -> Ask:
    """GET an address below /api/v1/ and return its JSON; `expect` is the status that it has."""

    def get(path: str, *, token: str = "", expect: int = 200, **query: Any) -> Any:
        headers = {"authorization": f"Token {token}"} if token else {}
        response = client.get(f"/api/v1/{path}", query, headers=headers)
        assert response.status_code == expect, response.content
        return response.json()

    return get
