"""Who may read what. An item that one may not see is absent (404), not refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from claims.choices import TokenScope
from claims.models import ApiToken, User

if TYPE_CHECKING:
    # REST framework loads this module while it loads its views.
    from rest_framework.views import APIView


def insider(request: Request) -> User | None:
    """Return the person whose eyes count: of a session, or of a token with the scope `read`.

    None for nobody, and for a token of the scope `public`: it sees what anyone sees.
    """
    if not request.user.is_authenticated:
        return None
    if isinstance(request.auth, ApiToken) and request.auth.scope != TokenScope.READ:
        return None
    person: User = request.user
    return person


def may(request: Request, permission: str) -> bool:
    """Tell whether the insider has `claims.<permission>`."""
    person = insider(request)
    return person is not None and person.has_perm(f"claims.{permission}")


class ReadAccess(BasePermission):
    """Anyone, while PUBLIC_READ is on; else whoever says who she is."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return settings.PUBLIC_READ or bool(request.user.is_authenticated)


class ReviewAccess(BasePermission):
    """Whoever may view reviews: 401 for nobody, 403 for a person or token that may not."""

    message = "Reviews are for people who may view them, and for their tokens of the scope “read”."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return may(request, "view_review")
