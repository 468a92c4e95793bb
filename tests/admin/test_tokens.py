"""Tokens: made, shown once, listed, revoked."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from claims.models import ApiToken
from tests.admin.conftest import form_of, text_of
from tests.factories import AFTER

pytestmark = pytest.mark.django_db
ADD = "/admin/claims/apitoken/add/"
LIST = "/admin/claims/apitoken/"
SECRET = re.compile(r'id="secret"[^>]*>(ct_[^<]+)<')


@pytest.fixture
def viewer(enter: Callable[..., Client]) -> Client:
    return enter("viewer")


def test_a_token_is_shown_once_and_opens_the_api(viewer: Client) -> None:
    response = viewer.post(ADD, {"name": "notebook", "scope": "read", "days": "30"})
    secret = SECRET.search(text_of(response)).group(1)  # type: ignore[union-attr]
    token = ApiToken.objects.get()
    assert (token.name, token.user.username) == ("notebook", "viewer")
    assert token.expiry == AFTER + timedelta(days=30)
    assert "no-store" in response["Cache-Control"]
    assert secret not in str(response.cookies)
    assert secret not in text_of(viewer.get(LIST))
    answer = Client().get("/api/v1/reviews/", headers={"Authorization": f"Token {secret}"})
    assert answer.status_code == 200


def test_no_other_admin_makes_tokens() -> None:
    """knox registers one for its own table, which has given way to ours."""
    labels = {model._meta.label for model in admin.site._registry}
    assert "claims.ApiToken" in labels
    assert not any(label.startswith("knox.") for label in labels)


def test_without_a_number_of_days_the_sites_counts(viewer: Client, settings: LazySettings) -> None:
    settings.API_TOKEN_DAYS = 7
    viewer.post(ADD, {"name": "short", "scope": "public", "days": ""})
    assert ApiToken.objects.get().expiry == AFTER + timedelta(days=7)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"days": "0"}, "days"), ({"days": "99999"}, "days"), ({"name": " "}, "name")],
)
def test_a_refused_token_is_not_made(viewer: Client, changes: dict[str, str], field: str) -> None:
    response = viewer.post(ADD, {"name": "x", "scope": "read", "days": "9", **changes})
    assert form_of(response).errors[field]
    assert not ApiToken.objects.exists()


def test_a_person_revokes_her_own(viewer: Client) -> None:
    viewer.post(ADD, {"name": "old", "scope": "read", "days": "9"})
    address = reverse("admin:claims_apitoken_delete", args=[ApiToken.objects.get().pk])
    assert address in text_of(viewer.get(LIST))
    viewer.post(address, {"post": "yes"})
    assert not ApiToken.objects.exists()


def test_several_are_revoked_at_once(viewer: Client) -> None:
    for name in ("one", "two"):
        viewer.post(ADD, {"name": name, "scope": "read", "days": "9"})
    pks = list(ApiToken.objects.values_list("pk", flat=True))
    viewer.post(LIST, {"action": "delete_selected", "_selected_action": pks, "post": "yes"})
    assert not ApiToken.objects.exists()


def test_a_token_is_not_changed_afterwards(viewer: Client) -> None:
    viewer.post(ADD, {"name": "mine", "scope": "public", "days": "9"})
    address = reverse("admin:claims_apitoken_change", args=[ApiToken.objects.get().pk])
    assert viewer.post(address, {"name": "mine", "scope": "read"}).status_code == 403
