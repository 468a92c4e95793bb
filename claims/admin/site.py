"""The admin site: its name, and a front page that shows what waits for whom."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse

from claims.admin.asked import now_of, person
from claims.admin.queue import queue_for
from claims.services import provider


class TrackerSite(AdminSite):
    """The stock admin site with the queue on its front page."""

    site_header = "Claim Tracker"
    site_title = "Claim Tracker"
    index_title = "Your queue"
    enable_nav_sidebar = False  # the lists need its room; the header leads to what is used most

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Show the queue above the list of everything that can be looked at."""
        queue = queue_for(person(request), now_of(request))
        notice = {"provider_notice": provider.notice()}
        return super().index(request, {"queue": queue, **notice, **(extra_context or {})})

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """List the tracker's own nouns first, then accounts and log-ins."""
        apps: list[dict[str, Any]] = super().get_app_list(request, app_label)
        return sorted(apps, key=lambda app: app["app_label"] != "claims")


site = TrackerSite()


def default_site() -> TrackerSite:
    """Return the one site: Django asks more than once while the nouns register themselves."""
    return site
