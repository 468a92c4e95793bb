"""What a request says for itself: who asks, and when."""

from datetime import datetime
from typing import cast

from django.http import HttpRequest
from django.utils import timezone

from claims.models import User

CLOCK = "_claims_now"


def now_of(request: HttpRequest) -> datetime:
    """Return the request's one reading of the clock (UTC): no page contradicts itself."""
    now = getattr(request, CLOCK, None)
    if now is None:
        now = timezone.now()
        setattr(request, CLOCK, now)
    return cast(datetime, now)


def person(request: HttpRequest) -> User:
    """Return who is logged in; the admin lets nobody else come this far."""
    return cast(User, request.user)
