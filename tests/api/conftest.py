"""Fixtures of the API's tests."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from rest_framework.throttling import SimpleRateThrottle

from claims.choices import TokenScope
from tests import factories

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


@pytest.fixture
def send(db: None, client: Client) -> Ask:
    """POST JSON to an address below /api/v1/ and return its JSON; `expect` is its status."""

    def post(path: str, body: Any = None, *, token: str = "", expect: int = 200) -> Any:
        headers = {"authorization": f"Token {token}"} if token else {}
        response = client.post(
            f"/api/v1/{path}", body if body is not None else {}, "application/json", headers=headers
        )
        assert response.status_code == expect, response.content
        if expect >= 400:
            assert response["Content-Type"] == "application/problem+json"
        return response.json()

    return post


@pytest.fixture
def writer(db: None) -> str:
    """Give an analyst's token of the scope `write`."""
    user = factories.UserFactory(role="analyst", first_name="Ann", last_name="Analyst")
    return factories.make_token(user, TokenScope.WRITE)[1]


def fields(problem: Any) -> set[str]:
    """Return the names of the fields that a problem finds fault with."""
    return {fault["field"] for fault in problem["errors"]}
