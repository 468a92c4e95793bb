"""Who may read and write what. An item that one may not see is absent (404), not refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from claims.choices import TokenScope
from claims.models import ApiToken, User

if TYPE_CHECKING:
    # REST framework loads this module while it loads its views.
    from rest_framework.views import APIView


def insider(request: Request) -> User | None:
    """Return the person whose eyes count: of a session, or of a token that sees what she sees.

    None for nobody, and for a token of the scope `public`: it sees what anyone sees.
    """
    if not request.user.is_authenticated:
        return None
    if isinstance(request.auth, ApiToken) and request.auth.scope == TokenScope.PUBLIC:
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

    message = (
        "Reviews are for people who may view them, and for their tokens of the scopes “read” "
        "and “write”."
    )

    def has_permission(self, request: Request, view: APIView) -> bool:
        return may(request, "view_review")


class SuggestionAccess(BasePermission):
    """Whoever may view suggestions: 401 for nobody, 403 for a person or token that may not."""

    message = (
        "Suggestions are for people who may view them, and for their tokens of the scopes “read” "
        "and “write”."
    )

    def has_permission(self, request: Request, view: APIView) -> bool:
        return may(request, "view_suggestion")


class WriteAccess(BasePermission):
    """For what changes something: a session (with its CSRF token) or a token of the scope `write`.

    The view's `writes` names the permissions of `claims` that the person needs on top. 401 for
    nobody, 403 with one of the two codes for the rest; what only reads is let through.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        if request.method in SAFE_METHODS:
            return True
        if not request.user.is_authenticated:
            return False
        if isinstance(request.auth, ApiToken) and request.auth.scope != TokenScope.WRITE:
            raise PermissionDenied(
                f"This token has the scope “{request.auth.scope}” and only reads. Make one with "
                "the scope “write”.",
                code="scope_too_narrow",
            )
        require(request, *getattr(view, "writes", ()))
        return True


def require(request: Request, *permissions: str) -> None:
    """Raise PermissionDenied (403) that names the first of `permissions` the person lacks."""
    for permission in permissions:
        if not request.user.has_perm(f"claims.{permission}"):
            raise PermissionDenied(
                f"Your account lacks the permission “{permission}”.", code="permission_denied"
            )
