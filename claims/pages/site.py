"""What stands beside the pages: the icon, what robots may read, and the answers to errors."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
@cache_control(max_age=86_400, public=True)
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this beside any answer that names no icon, such as JSON."""
    return HttpResponseRedirect(static("pages/favicon.svg"))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Robots may read the pages where everyone may, but not every combination of filters."""
    rules = ["/admin/", "/api/", "/predictions/?"] if settings.PUBLIC_READ else ["/"]
    lines = ["User-agent: *", *(f"Disallow: {rule}" for rule in rules), ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
