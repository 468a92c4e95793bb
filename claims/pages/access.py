"""Who may read the pages: everyone, or with PUBLIC_READ off whoever has signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]


def readable(view: View) -> View:
    """Return the view for GET and HEAD, behind the admin's log-in where reading is not public."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.PUBLIC_READ or request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return redirect_to_login(request.get_full_path(), reverse(settings.LOGIN_URL))

    return require_safe(guarded)
