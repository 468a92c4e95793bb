"""Addresses of the domain's faces."""

from django.urls import include, path

urlpatterns = [
    path("api/", include("claims.api.urls")),
    path("", include("claims.pages.urls")),
]
