"""Which admin site the project has: the stock admin, with the tracker's own front page."""

from django.contrib.admin.apps import AdminConfig


class TrackerAdminConfig(AdminConfig):
    default_site = "claims.admin.site.default_site"
